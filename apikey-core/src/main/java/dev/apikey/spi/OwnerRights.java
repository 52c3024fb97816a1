// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import dev.apikey.Permissions;
import java.util.Optional;

/**
 * Tells what an owner may do now, and so the most that his keys may do. What a request with a key may do is what both may.
 *
 * <pre>{@code
 * OwnerRights rights = owner -> users.find(owner).filter(User::isEnabled).map(user -> Permissions.of(user.permissions()));
 * }</pre>
 *
 * <p>Asked on threads of ours, ahead of requests where it can be, at most once at a time for each owner; the answer is used for as
 * long as {@link dev.apikey.ApiKeys.Builder#ownerRights} says. Implementations are thread-safe. They pass
 * {@code dev.apikey.testkit.OwnerRightsContract}.
 *
 * <p><b>Security.</b> Whoever cannot tell throws, and tokens of that owner become undecided once the last answer is too old. Nothing is the
 * answer for an owner that is gone: his keys are rejected. The pattern {@code *} does not allow {@code apikeys:read} and
 * {@code apikeys:write}: owners whose keys may manage keys have them by name.
 */
@FunctionalInterface
public interface OwnerRights {

    /** Every owner exists and may do everything: keys are limited by their own permissions only. */
    static OwnerRights unlimited() {
        return UnlimitedOwnerRights.INSTANCE;
    }

    /**
     * What this owner may do; empty if there is no such owner (any more).
     *
     * @param owner exactly as it stands in the key
     * @throws RuntimeException if it cannot be told now
     */
    Optional<Permissions> of(String owner);
}
