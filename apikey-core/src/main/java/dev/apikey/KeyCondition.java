// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.ApiKey.State;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * What a {@link KeyQuery} asks of a key. Says here what it means; a store may say the same in its own language, and its contract
 * holds it to that.
 */
public sealed interface KeyCondition {

    /** Whether this key meets it at this instant. */
    boolean isMetBy(ApiKey key, Instant now);

    /** Its owner is one of these. */
    record AmongOwners(Owners owners) implements KeyCondition {

        /** Refuses null. */
        public AmongOwners {
            Objects.requireNonNull(owners, "owners");
        }

        @Override
        public boolean isMetBy(ApiKey key, Instant now) {
            return owners.include(key.owner());
        }
    }

    /** Its state now is one of these. */
    record InStates(Set<State> states) implements KeyCondition {

        /** @throws IllegalArgumentException if there is none */
        public InStates {
            states = Set.copyOf(states);
            if (states.isEmpty()) {
                throw new IllegalArgumentException("state must name at least one");
            }
        }

        @Override
        public boolean isMetBy(ApiKey key, Instant now) {
            return states.contains(key.state(now));
        }
    }

    /**
     * Its {@link SearchText} holds this text.
     *
     * @param text in lower case
     */
    record Containing(String text) implements KeyCondition {

        private static final int MAX_LENGTH = 64;

        /** @throws IllegalArgumentException if it is empty or longer than 64 characters, or holds what no name can hold */
        public Containing {
            text = SearchText.fold(text);
            if (text.isEmpty() || text.codePointCount(0, text.length()) > MAX_LENGTH) {
                throw new IllegalArgumentException("text must have 1 to " + MAX_LENGTH + " characters");
            }
            if (text.codePoints().anyMatch(SearchText::isInNoName)) {
                throw new IllegalArgumentException("text must not hold control characters, or half a surrogate pair");
            }
        }

        @Override
        public boolean isMetBy(ApiKey key, Instant now) {
            return SearchText.of(key).contains(text);
        }
    }

    /** It was issued by the actor with exactly this id. */
    record CreatedBy(String actorId) implements KeyCondition {

        /** Refuses null. */
        public CreatedBy {
            Objects.requireNonNull(actorId, "actorId");
        }

        @Override
        public boolean isMetBy(ApiKey key, Instant now) {
            return key.createdBy().id().equals(actorId);
        }
    }

    /** It was issued before this instant. */
    record CreatedBefore(Instant instant) implements KeyCondition {

        /** Refuses null. */
        public CreatedBefore {
            Objects.requireNonNull(instant, "instant");
        }

        @Override
        public boolean isMetBy(ApiKey key, Instant now) {
            return key.createdAt().isBefore(instant);
        }
    }

    /** It has never been used. */
    record NeverUsed() implements KeyCondition {

        @Override
        public boolean isMetBy(ApiKey key, Instant now) {
            return key.lastUsedAt() == null;
        }
    }

    /** It was neither issued nor used at this instant or later. */
    record UnusedSince(Instant instant) implements KeyCondition {

        /** Refuses null. */
        public UnusedSince {
            Objects.requireNonNull(instant, "instant");
        }

        @Override
        public boolean isMetBy(ApiKey key, Instant now) {
            return key.createdAt().isBefore(instant)
                    && (key.lastUsedAt() == null || key.lastUsedAt().isBefore(instant));
        }
    }

    /** It expires, or expired, before this instant. */
    record ExpiringBefore(Instant instant) implements KeyCondition {

        /** Refuses null. */
        public ExpiringBefore {
            Objects.requireNonNull(instant, "instant");
        }

        @Override
        public boolean isMetBy(ApiKey key, Instant now) {
            return key.expiresAt() != null && key.expiresAt().isBefore(instant);
        }
    }
}
