// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import dev.apikey.ApiKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/** Keys and their history in this process's memory. Thread-safe: one change at a time, and no reader sees half of one. */
final class InMemoryKeyStore implements KeyStore {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, StoredKey> keys = new HashMap<>();
    private final List<RecordedEvent> events = new ArrayList<>();

    @Override
    public Optional<StoredKey> find(UUID id) {
        lock.lock();
        try {
            return Optional.ofNullable(keys.get(id));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean commit(List<KeyChange> changes) {
        lock.lock();
        try {
            if (!changes.stream().allMatch(this::isPossible)) {
                return false;
            }
            changes.forEach(this::apply);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isPossible(KeyChange change) {
        if (change instanceof KeyChange.Update update) {
            StoredKey stored = keys.get(update.key().id());
            return stored != null && stored.key().version() == update.key().version() - 1;
        }
        return !keys.containsKey(change.event().keyId());
    }

    private void apply(KeyChange change) {
        if (change instanceof KeyChange.Insert insert) {
            keys.put(insert.key().key().id(), insert.key());
        } else if (change instanceof KeyChange.Update update) {
            keys.computeIfPresent(update.key().id(), (id, stored) -> updated(stored, update.key()));
        }
        events.add(new RecordedEvent(events.size() + 1L, change.event()));
    }

    private static StoredKey updated(StoredKey stored, ApiKey next) {
        ApiKey key = stored.key();
        ApiKey merged = new ApiKey(
                key.id(),
                key.owner(),
                next.name(),
                next.permissions(),
                key.createdAt(),
                key.createdBy(),
                next.expiresAt(),
                next.disabledAt(),
                next.revokedAt(),
                next.revokedReason(),
                next.version(),
                key.hint());
        return new StoredKey(merged, stored.hash());
    }

    @Override
    public List<RecordedEvent> events(long from, int limit) {
        lock.lock();
        try {
            return events.stream().skip(from - 1).limit(limit).toList();
        } finally {
            lock.unlock();
        }
    }
}
