// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for a change to keys, and the most that he may do: nobody makes a stronger key than his authority.
 *
 * <pre>{@code
 * Authority ben = Authority.of(Actor.of("ben"), Permissions.of("files:*"));   // his own keys
 * Authority ada = Authority.of(Actor.of("ada"), Permissions.of("*")).withOwners(Owners.all());
 * }</pre>
 *
 * @param actor who asks; recorded with every change
 * @param owners whose keys may be managed
 * @param ceiling the most that a key made under this authority may hold
 * @param latestExpiry the latest instant at which such a key may expire; null = any, and keys without expiry
 */
public record Authority(
        Actor actor,
        Owners owners,
        Permissions ceiling,
        @Nullable Instant latestExpiry) {

    /** Refuses null where the parameters do not allow it. */
    public Authority {
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(owners, "owners");
        Objects.requireNonNull(ceiling, "ceiling");
    }

    /** The authority of an actor over the keys that it owns itself (owner = the actor's id), with any expiry. */
    public static Authority of(Actor actor, Permissions ceiling) {
        return new Authority(actor, Owners.one(actor.id()), ceiling, null);
    }

    /** The same authority over the keys of these owners. */
    public Authority withOwners(Owners owners) {
        return new Authority(actor, owners, ceiling, latestExpiry);
    }

    /** The same authority for keys that expire at this instant or before it. */
    public Authority withLatestExpiry(Instant latestExpiry) {
        return new Authority(actor, owners, ceiling, Objects.requireNonNull(latestExpiry, "latestExpiry"));
    }

    /** Judges the key that would result from a change. */
    void requireAtLeast(String owner, Permissions permissions, @Nullable Instant expiresAt) {
        if (!owners.include(owner)) {
            throw new AuthorityExceededException("owner", "owner is not among those whose keys you may manage");
        }
        if (!ceiling.covers(permissions)) {
            throw new AuthorityExceededException(
                    "permissions", "permissions " + permissions + " exceed what you may grant: " + ceiling);
        }
        if (latestExpiry != null && (expiresAt == null || expiresAt.isAfter(latestExpiry))) {
            throw new AuthorityExceededException(
                    "lifetime", "lifetime must end at " + latestExpiry + ", the latest you may grant, or before it");
        }
    }
}
