// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a new key shall be.
 *
 * <pre>{@code
 * KeyRequest.of("CI pipeline", Permissions.of("files:read")).withOwner("ben").withLifetime(Lifetime.ofDays(90))
 * }</pre>
 *
 * @param name what people call the key: 1 to 64 code points, not blank, no control or text-direction characters; kept verbatim
 * @param permissions what the key may do: 1 to 100 patterns, none of them outside the vocabulary
 * @param owner whoever the key acts for, 1 to 255 characters; null = the actor who asks
 * @param lifetime how long it is accepted from now on; null = as the host decides ({@link ApiKeys.Builder#defaultLifetime})
 */
public record KeyRequest(
        String name,
        Permissions permissions,
        @Nullable String owner,
        @Nullable Lifetime lifetime) {

    private static final int MAX_OWNER = 255;

    /** @throws IllegalArgumentException naming the member that is outside its limits, and the limit */
    public KeyRequest {
        KeyLimits.requireName(name);
        KeyLimits.requirePermissions(permissions);
        if (owner != null) {
            Text.requireLine("owner", owner, MAX_OWNER);
        }
    }

    /** A key with this name and these permissions, owned by the actor who asks, with the host's default lifetime. */
    public static KeyRequest of(String name, Permissions permissions) {
        return new KeyRequest(name, permissions, null, null);
    }

    /** The same request for a key that acts for this owner. */
    public KeyRequest withOwner(String owner) {
        return new KeyRequest(name, permissions, Objects.requireNonNull(owner, "owner"), lifetime);
    }

    /** The same request for a key that lasts this long. */
    public KeyRequest withLifetime(Lifetime lifetime) {
        return new KeyRequest(name, permissions, owner, Objects.requireNonNull(lifetime, "lifetime"));
    }
}
