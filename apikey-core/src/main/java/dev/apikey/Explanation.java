// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Why a request with a key would be refused, or that it would not: for operators, never for the client that was refused.
 *
 * @param keyId the key
 * @param permission what the request needs
 * @param at when
 * @param obstacles everything that stands in the way, not just the first thing; none = it would be let through, if it came with the key's
 *     secret. Unmodifiable
 */
public record Explanation(UUID keyId, String permission, Instant at, List<Obstacle> obstacles) {

    /** What can stand in the way. */
    public enum Kind {
        /** There is no such key, and there was none as far back as history reaches. */
        UNKNOWN,
        /** The key was deleted. */
        DELETED,
        /** The key was not there yet. */
        NOT_ISSUED_YET,
        /** The key was revoked. */
        REVOKED,
        /** The key was expired. */
        EXPIRED,
        /** The key was disabled. */
        DISABLED,
        /** The key's token starts with a prefix that is not accepted now. */
        PREFIX_NOT_ACCEPTED,
        /** No hasher or pepper that is configured now verifies the key's hash: callers get 503. */
        HASH_NOT_READABLE,
        /** The key's owner is gone now. */
        OWNER_GONE,
        /** Nobody can tell now what the key's owner may do: callers get 503. */
        OWNER_NOT_KNOWN,
        /** The key does not allow the permission. */
        KEY_LACKS_PERMISSION,
        /** The key's owner may not do it now. */
        OWNER_LACKS_PERMISSION
    }

    /**
     * One thing that stands in the way.
     *
     * @param kind what it is
     * @param sentence the same for people, with when and by whom where it is known
     */
    public record Obstacle(Kind kind, String sentence) {

        /** Refuses null. */
        public Obstacle {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(sentence, "sentence");
        }
    }

    /** Copies the list. */
    public Explanation {
        obstacles = List.copyOf(obstacles);
    }

    /** Whether the request would be refused. */
    public boolean isRefused() {
        return !obstacles.isEmpty();
    }
}
