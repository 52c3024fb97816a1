// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The answer to "whose token is this?": somebody's, nobody's, or not to be told now.
 *
 * <p><b>Security.</b> Only {@link Authenticated} carries an identity. The reasons of the other two are for operators; a client
 * is never told why a token was rejected.
 */
public sealed interface AuthenticationResult {

    /**
     * The token is genuine and its key is active. Made by {@link ApiKeys#authenticate} and by nobody else, so that having one is a proof. Immutable.
     */
    final class Authenticated implements AuthenticationResult {

        private final ApiKey key;
        private final Permissions ownerRights;
        private final Permissions permissions;

        Authenticated(ApiKey key, Permissions ownerRights) {
            this.key = key;
            this.ownerRights = ownerRights;
            this.permissions = key.permissions().and(ownerRights);
        }

        /** Whether it was answered for an owner who might do just this. */
        boolean isWithin(Permissions rights) {
            return ownerRights.equals(rights);
        }

        /** What is known about the key. */
        public ApiKey key() {
            return key;
        }

        /** What the request may do: what the key and its owner both may. */
        public Permissions permissions() {
            return permissions;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Authenticated that && key.equals(that.key) && permissions.equals(that.permissions);
        }

        @Override
        public int hashCode() {
            return Objects.hash(key, permissions);
        }

        @Override
        public String toString() {
            return "Authenticated[" + key + ", " + permissions + "]";
        }
    }

    /**
     * The token is certainly not to be accepted.
     *
     * @param reason why
     * @param keyId the id that the token names; null where it could not be read
     */
    record Rejected(Reason reason, @Nullable UUID keyId) implements AuthenticationResult {

        /** Refuses a null reason. */
        public Rejected {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * It could not be decided whether the token is good. Answer 503, or 429 for {@link Cause#TOO_MANY_FAILURES}; never 401.
     *
     * @param cause what stood in the way
     * @param retryAfter when it is worth asking again
     */
    record Undecided(Cause cause, Duration retryAfter) implements AuthenticationResult {

        /** Refuses null. */
        public Undecided {
            Objects.requireNonNull(cause, "cause");
            Objects.requireNonNull(retryAfter, "retryAfter");
        }
    }

    /** Why a token was rejected. */
    enum Reason {
        /** It has not the form of a token. */
        MALFORMED,
        /** It has not the form of a token, but begins as ours do, in whatever case: cut short, lengthened or mistyped. */
        DAMAGED,
        /** It has the form of a token with a prefix that is not accepted here. */
        FOREIGN_PREFIX,
        /** Its check does not fit the rest, or another prefix was put before it since it was issued: mistyped, cut or made up. */
        WRONG_CHECK,
        /** There is no key with its id. */
        UNKNOWN,
        /** The key was revoked; nothing is said about the secret. */
        REVOKED,
        /** The key's lifetime is over; nothing is said about the secret. */
        EXPIRED,
        /** The key is disabled; nothing is said about the secret. */
        DISABLED,
        /** The key is active, but this is not its secret. */
        WRONG_SECRET,
        /** The key is active and this is its secret, but its owner is gone. */
        OWNER_GONE
    }

    /** What kept a token from being decided. */
    enum Cause {
        /** The store gave no usable answer. */
        STORE,
        /** The stored hash could not be verified: it is unreadable, asks for too much, or the hasher failed. */
        HASHER,
        /** As many slow hashes, or look-ups, run and wait as this node allows. */
        OVERLOADED,
        /** Its source was wrong about its key too often, lately; nothing was verified. */
        TOO_MANY_FAILURES,
        /** This node has not heard for too long what changed: the store does not tell it. */
        STALE,
        /** {@link dev.apikey.spi.OwnerRights} did not tell in time what the key's owner may do. */
        OWNER_RIGHTS,
        /** The clock could not be read. */
        CLOCK,
        /** {@link ApiKeys#close()} was called. */
        CLOSED
    }
}
