// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Where keys and their history are kept. A store is dumb: it stores, compares versions and counts; every rule is core's.
 *
 * <p>Implementations are thread-safe, and give back every field exactly as it was stored: text to the last code point, instants
 * to the millisecond whatever the time zone. They pass {@code dev.apikey.testkit.KeyStoreContract}.
 *
 * <p><b>Security.</b> A store that cannot answer throws; it never answers from memory instead, never returns null, and never
 * "not found" for "could not look". What it throws is logged: its messages hold no hash.
 */
public interface KeyStore {

    /** A new, empty store in this process's memory: for tests and demonstrations. Whatever it holds is gone with it. */
    static KeyStore inMemory() {
        return new InMemoryKeyStore();
    }

    /**
     * The key with this id, as last committed.
     *
     * @throws RuntimeException if the store cannot answer
     */
    Optional<StoredKey> find(UUID id);

    /**
     * Makes all these changes and records their events in this order, or does nothing at all.
     *
     * @param changes at least one, each to another key
     * @return true if all were made; false if none was, because an id to insert exists, or an update's key is missing or of
     *     another version than expected
     * @throws RuntimeException if the store cannot answer, or cannot record an event. Nothing was changed then, unless the
     *     answer to the commit itself was lost
     */
    boolean commit(List<KeyChange> changes);

    /**
     * Events from this sequence on, the given one included, in order.
     *
     * @param from 1 or more
     * @param limit the most to return, 1 or more
     * @throws RuntimeException if the store cannot answer
     */
    List<RecordedEvent> events(long from, int limit);
}
