// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.spi.StoredKey;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that passes everything on and counts what it is asked; a test overrides what it wants otherwise. */
class ForwardingStore implements KeyStore {

    private final KeyStore store;
    private final AtomicInteger lookUps = new AtomicInteger();
    private final AtomicInteger commits = new AtomicInteger();

    ForwardingStore(KeyStore store) {
        this.store = store;
    }

    final int lookUps() {
        return lookUps.get();
    }

    final int commits() {
        return commits.get();
    }

    @Override
    public Optional<StoredKey> find(UUID id) {
        lookUps.incrementAndGet();
        return store.find(id);
    }

    @Override
    public boolean commit(List<KeyChange> changes) {
        commits.incrementAndGet();
        return store.commit(changes);
    }

    @Override
    public List<RecordedEvent> events(long from, int limit) {
        return store.events(from, limit);
    }
}
