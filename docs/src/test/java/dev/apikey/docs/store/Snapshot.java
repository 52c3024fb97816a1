// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs.store;

import dev.apikey.ApiKey;
import dev.apikey.ApiKey.State;
import dev.apikey.KeyOrder.Position;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyUse;
import dev.apikey.spi.NodeReport;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.spi.StoredKey;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that a {@link SnapshotStore} holds at one moment. It is changed only while nobody but its maker knows it. */
record Snapshot(
        Map<UUID, StoredKey> keys,
        NavigableMap<Long, RecordedEvent> events,
        Map<UsedOn, Long> uses,
        Map<Duration, Position> marks,
        Map<UUID, NodeReport> nodes) {

    /** A day on which a key was used. */
    record UsedOn(UUID keyId, LocalDate day) {}

    private static final Set<State> LIVE = Set.of(State.ACTIVE, State.DISABLED);

    static Snapshot empty() {
        return new Snapshot(new HashMap<>(), new TreeMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
    }

    Snapshot copy() {
        return new Snapshot(
                new HashMap<>(keys),
                new TreeMap<>(events),
                new HashMap<>(uses),
                new HashMap<>(marks),
                new HashMap<>(nodes));
    }

    long lastSequence() {
        return events.isEmpty() ? 0 : events.lastKey();
    }

    Stream<StoredKey> liveKeys(Instant now) {
        return keys.values().stream()
                .filter(stored -> LIVE.contains(stored.key().state(now)));
    }

    boolean isThere(UUID id, long version) {
        StoredKey stored = keys.get(id);
        return stored != null && stored.key().version() == version;
    }

    // region make
    /** Answers false if it was not possible: then this snapshot is to be thrown away. */
    boolean make(KeyChange change) {
        UUID id = change.event().keyId();
        boolean possible;
        if (change instanceof KeyChange.Insert insert) {
            possible = keys.putIfAbsent(id, insert.key()) == null;
        } else if (change instanceof KeyChange.Update update) {
            possible = isThere(id, update.key().version() - 1);
            keys.computeIfPresent(
                    id,
                    (same, stored) -> changed(stored, update.key(), stored.key().lastUsedAt()));
        } else {
            possible = isThere(id, ((KeyChange.Delete) change).version());
            keys.remove(id);
            uses.keySet().removeIf(use -> use.keyId().equals(id));
        }
        long sequence = lastSequence() + 1;
        events.put(sequence, new RecordedEvent(sequence, change.event()));
        return possible;
    }
    // end make

    boolean exceedsItsLimit(KeyChange change) {
        return change instanceof KeyChange.Insert insert
                && liveKeys(insert.event().at())
                                .filter(live -> live.key()
                                        .owner()
                                        .equals(insert.key().key().owner()))
                                .count()
                        > insert.maxLive();
    }

    // region use
    void note(KeyUse use) {
        keys.computeIfPresent(use.keyId(), (id, stored) -> {
            uses.merge(new UsedOn(id, use.day()), use.count(), Long::sum);
            Instant before = stored.key().lastUsedAt();
            boolean forward = before == null || before.isBefore(use.lastUsedAt());
            return forward ? changed(stored, stored.key(), use.lastUsedAt()) : stored;
        });
    }
    // end use

    /** What no change may touch stays as it was stored. */
    private static StoredKey changed(StoredKey stored, ApiKey next, @Nullable Instant lastUsedAt) {
        ApiKey before = stored.key();
        ApiKey after = new ApiKey(
                before.id(),
                before.owner(),
                next.name(),
                next.permissions(),
                before.createdAt(),
                before.createdBy(),
                next.expiresAt(),
                next.disabledAt(),
                next.revokedAt(),
                next.revokedReason(),
                lastUsedAt,
                next.version(),
                before.replaces(),
                next.replacedBy(),
                before.hint());
        return new StoredKey(after, stored.hash());
    }
}
