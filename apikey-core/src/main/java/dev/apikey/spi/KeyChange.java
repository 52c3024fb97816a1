// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import dev.apikey.ApiKey;
import java.util.UUID;

/** A change to one key, together with the event that tells about it. There is no change without its event. */
public sealed interface KeyChange {

    /** What history says about the change. */
    KeyEvent event();

    /**
     * Adds a key whose id is not in the store yet.
     *
     * @param key what to add
     * @param event what history says about it
     * @param maxLive how many live keys its owner may have with it: neither revoked nor, at the event's instant, expired
     */
    record Insert(StoredKey key, KeyEvent event, int maxLive) implements KeyChange {

        /** @throws IllegalArgumentException if the event is about another key */
        public Insert {
            requireSameKey(key.key().id(), event);
        }

        /** Adds a key, however many its owner has. */
        public Insert(StoredKey key, KeyEvent event) {
            this(key, event, Integer.MAX_VALUE);
        }
    }

    /**
     * Replaces what is known about a key, if the stored version is the one right before {@code key.version()}. Id, owner,
     * createdAt, createdBy, lastUsedAt, replaces, hint and hash stay as stored.
     */
    record Update(ApiKey key, KeyEvent event) implements KeyChange {

        /** @throws IllegalArgumentException if the event is about another key */
        public Update {
            requireSameKey(key.id(), event);
        }
    }

    /**
     * Erases a key and its daily use, if the stored version is this one; its events stay.
     *
     * @param version the version that is to be erased
     * @param event what history says about it; names the key
     */
    record Delete(long version, KeyEvent event) implements KeyChange {}

    private static void requireSameKey(UUID id, KeyEvent event) {
        if (!event.keyId().equals(id)) {
            throw new IllegalArgumentException("event must be about the key that changes: " + id);
        }
    }
}
