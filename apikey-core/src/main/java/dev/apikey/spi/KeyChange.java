// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import dev.apikey.ApiKey;
import java.util.UUID;

/** A change to one key, together with the event that tells about it. There is no change without its event. */
public sealed interface KeyChange {

    /** What history says about the change. */
    KeyEvent event();

    /** Adds a key whose id is not in the store yet. */
    record Insert(StoredKey key, KeyEvent event) implements KeyChange {

        /** @throws IllegalArgumentException if the event is about another key */
        public Insert {
            requireSameKey(key.key().id(), event);
        }
    }

    /**
     * Replaces what is known about a key, if the stored version is the one right before {@code key.version()}. Id, owner,
     * createdAt, createdBy, hint and hash stay as stored.
     */
    record Update(ApiKey key, KeyEvent event) implements KeyChange {

        /** @throws IllegalArgumentException if the event is about another key */
        public Update {
            requireSameKey(key.id(), event);
        }
    }

    private static void requireSameKey(UUID id, KeyEvent event) {
        if (!event.keyId().equals(id)) {
            throw new IllegalArgumentException("event must be about the key that changes: " + id);
        }
    }
}
