// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
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

    /**
     * The authority of an actor over the keys that it owns itself (owner = the actor's id), with any expiry.
     *
     * <p><b>Security.</b> For somebody who asks in person. Whoever asks by a key gets {@link #ofKey}: this one would let a key make keys that outlive
     * it, without {@code apikeys:write}, and history would not tell which key it was.
     */
    public static Authority of(Actor actor, Permissions ceiling) {
        return new Authority(actor, Owners.one(actor.id()), ceiling, null);
    }

    /**
     * The authority of somebody who asks by a key: over the keys of its owner, up to what the key itself may do and how long it lasts.
     *
     * <p><b>Security.</b> Whatever such an authority says, each operation reads the key again from the store, refuses if it is not
     * active or not granted {@code apikeys:read} or {@code apikeys:write} by name, and goes no further than the key.
     */
    public static Authority ofKey(ApiKey key) {
        Actor actor = new Actor(key.owner(), key.owner(), key.id());
        return new Authority(actor, Owners.one(key.owner()), key.permissions(), key.expiresAt());
    }

    /** The same authority over the keys of these owners. */
    public Authority withOwners(Owners owners) {
        return new Authority(actor, owners, ceiling, latestExpiry);
    }

    /** The same authority for keys that expire at this instant or before it. */
    public Authority withLatestExpiry(Instant latestExpiry) {
        return new Authority(actor, owners, ceiling, Objects.requireNonNull(latestExpiry, "latestExpiry"));
    }

    /** This authority, but no more than that of a key, whose permissions may have been narrowed by its owner's. */
    Authority cappedBy(ApiKey key, Permissions permissions) {
        Owners capped = owners.include(key.owner()) ? Owners.one(key.owner()) : Owners.of(Set.of());
        return new Authority(actor, capped, ceiling.and(permissions), earlier(latestExpiry, key.expiresAt()));
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
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
