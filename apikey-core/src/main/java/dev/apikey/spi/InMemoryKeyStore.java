// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import dev.apikey.ApiKey;
import dev.apikey.DailyUse;
import dev.apikey.KeyOrder.Position;
import dev.apikey.KeyQuery;
import dev.apikey.Owners;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keys, their history and their use in this process's memory. Thread-safe: one call at a time, and no reader sees half of a change. */
final class InMemoryKeyStore implements KeyStore {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, StoredKey> keys = new HashMap<>();
    private final Map<UUID, NavigableMap<LocalDate, Long>> uses = new HashMap<>();
    private final Map<UUID, NodeReport> nodes = new HashMap<>();
    private final Map<Duration, Position> expiryMarks = new HashMap<>();
    /** By sequence. The last one is never erased. */
    private final NavigableMap<Long, RecordedEvent> events = new TreeMap<>();

    @Override
    public FoundKey lookUp(UUID id) {
        return locked(() -> new FoundKey(Optional.ofNullable(keys.get(id)), lastSequence()));
    }

    @Override
    public CommitOutcome commit(List<KeyChange> changes, @Nullable KeyVersion asker) {
        return locked(() -> {
            if (asker != null && !isThere(asker)) {
                return CommitOutcome.ASKER_CHANGED;
            }
            if (!changes.stream().allMatch(this::isPossible)) {
                return CommitOutcome.CONFLICT;
            }
            if (changes.stream().anyMatch(change -> exceedsLimit(change, changes))) {
                return CommitOutcome.TOO_MANY_KEYS;
            }
            changes.forEach(this::apply);
            return CommitOutcome.COMMITTED;
        });
    }

    private boolean isThere(KeyVersion asker) {
        StoredKey stored = keys.get(asker.keyId());
        return stored != null && stored.key().version() == asker.version();
    }

    private boolean isPossible(KeyChange change) {
        StoredKey stored = keys.get(change.event().keyId());
        if (change instanceof KeyChange.Insert) {
            return stored == null;
        }
        long expected = change instanceof KeyChange.Update update
                ? update.key().version() - 1
                : ((KeyChange.Delete) change).version();
        return stored != null && stored.key().version() == expected;
    }

    /** Counts as it will be once all changes are made. */
    private boolean exceedsLimit(KeyChange change, List<KeyChange> changes) {
        if (!(change instanceof KeyChange.Insert insert) || insert.maxLive() == Integer.MAX_VALUE) {
            return false;
        }
        Map<UUID, ApiKey> after = new HashMap<>();
        keys.values().forEach(stored -> after.put(stored.key().id(), stored.key()));
        for (KeyChange other : changes) {
            if (other instanceof KeyChange.Insert inserted) {
                after.put(inserted.key().key().id(), inserted.key().key());
            } else if (other instanceof KeyChange.Update update) {
                after.computeIfPresent(update.key().id(), (id, key) -> merged(key, update.key()));
            } else {
                after.remove(other.event().keyId());
            }
        }
        String owner = insert.key().key().owner();
        Instant now = insert.event().at();
        return after.values().stream()
                        .filter(key -> key.owner().equals(owner) && isLive(key, now))
                        .count()
                > insert.maxLive();
    }

    private static boolean isLive(ApiKey key, Instant now) {
        return switch (key.state(now)) {
            case ACTIVE, DISABLED -> true;
            case EXPIRED, REVOKED -> false;
        };
    }

    private void apply(KeyChange change) {
        UUID id = change.event().keyId();
        if (change instanceof KeyChange.Insert insert) {
            keys.put(id, insert.key());
        } else if (change instanceof KeyChange.Update update) {
            keys.computeIfPresent(
                    id, (same, stored) -> new StoredKey(merged(stored.key(), update.key()), stored.hash()));
        } else {
            keys.remove(id);
            uses.remove(id);
        }
        long sequence = lastSequence() + 1;
        events.put(sequence, new RecordedEvent(sequence, change.event()));
    }

    private long lastSequence() {
        return events.isEmpty() ? 0 : events.lastKey();
    }

    private static ApiKey merged(ApiKey stored, ApiKey next) {
        return new ApiKey(
                stored.id(),
                stored.owner(),
                next.name(),
                next.permissions(),
                stored.createdAt(),
                stored.createdBy(),
                next.expiresAt(),
                next.disabledAt(),
                next.revokedAt(),
                next.revokedReason(),
                stored.lastUsedAt(),
                next.version(),
                stored.replaces(),
                next.replacedBy(),
                stored.hint());
    }

    @Override
    public List<ApiKey> list(KeyQuery query, Instant now) {
        Comparator<Position> order = query.order().comparator();
        Position from = query.from();
        return locked(() -> matching(query, now)
                .filter(key -> from == null || order.compare(query.order().behind(key), from) > 0)
                .sorted(Comparator.comparing(query.order()::behind, order))
                .limit(query.limit())
                .toList());
    }

    @Override
    public long count(KeyQuery query, Instant now) {
        return locked(() -> matching(query, now).count());
    }

    private Stream<ApiKey> matching(KeyQuery query, Instant now) {
        return keys.values().stream()
                .map(StoredKey::key)
                .filter(key -> query.conditions().stream().allMatch(condition -> condition.isMetBy(key, now)));
    }

    @Override
    public List<String> owners(Owners among, Instant now, @Nullable String after, int limit) {
        return locked(() -> keys.values().stream()
                .map(StoredKey::key)
                .filter(key -> isLive(key, now))
                .map(ApiKey::owner)
                .filter(owner -> among.include(owner) && (after == null || owner.compareTo(after) > 0))
                .distinct()
                .sorted()
                .limit(limit)
                .toList());
    }

    @Override
    public Map<String, Long> countByHashKind(Instant now) {
        return locked(() -> keys.values().stream()
                .filter(stored -> isLive(stored.key(), now))
                .collect(Collectors.groupingBy(StoredKey::hashKind, Collectors.counting())));
    }

    @Override
    public List<RecordedEvent> events(long from, int limit) {
        return locked(
                () -> events.tailMap(from, true).values().stream().limit(limit).toList());
    }

    @Override
    public List<RecordedEvent> history(@Nullable UUID keyId, long before, int limit) {
        return locked(() -> events.headMap(before, false).descendingMap().values().stream()
                .filter(recorded -> keyId == null || recorded.event().keyId().equals(keyId))
                .limit(limit)
                .toList());
    }

    @Override
    public void recordUse(Collection<KeyUse> recorded) {
        locked(() -> {
            recorded.forEach(use -> keys.computeIfPresent(use.keyId(), (id, stored) -> used(stored, use)));
            return true;
        });
    }

    private StoredKey used(StoredKey stored, KeyUse use) {
        uses.computeIfAbsent(use.keyId(), id -> new TreeMap<>()).merge(use.day(), use.count(), Long::sum);
        ApiKey key = stored.key();
        boolean forward = key.lastUsedAt() == null || key.lastUsedAt().isBefore(use.lastUsedAt());
        return forward ? new StoredKey(lastUsed(key, use.lastUsedAt()), stored.hash()) : stored;
    }

    private static ApiKey lastUsed(ApiKey key, Instant at) {
        return new ApiKey(
                key.id(),
                key.owner(),
                key.name(),
                key.permissions(),
                key.createdAt(),
                key.createdBy(),
                key.expiresAt(),
                key.disabledAt(),
                key.revokedAt(),
                key.revokedReason(),
                at,
                key.version(),
                key.replaces(),
                key.replacedBy(),
                key.hint());
    }

    @Override
    public boolean replaceHash(UUID id, String hash, String replacement) {
        return locked(() -> {
            StoredKey stored = keys.get(id);
            return stored != null
                    && stored.hash().equals(hash)
                    && keys.replace(id, stored, new StoredKey(stored.key(), replacement));
        });
    }

    @Override
    public List<DailyUse> usage(UUID id, LocalDate from, LocalDate to) {
        return locked(() -> uses.getOrDefault(id, new TreeMap<>()).subMap(from, true, to, true).entrySet().stream()
                .map(day -> new DailyUse(day.getKey(), day.getValue()))
                .toList());
    }

    @Override
    public boolean purgeEvents(Instant before, int limit) {
        return locked(() -> {
            List<RecordedEvent> purged = events.headMap(lastSequence(), false).values().stream()
                    .takeWhile(recorded -> recorded.event().at().isBefore(before))
                    .limit(limit)
                    .toList();
            purged.forEach(recorded -> events.remove(recorded.sequence()));
            return purged.size() == limit;
        });
    }

    @Override
    public boolean purgeUsage(LocalDate before, int limit) {
        return locked(() -> {
            int left = limit;
            for (NavigableMap<LocalDate, Long> ofKey : uses.values()) {
                while (left > 0 && !ofKey.isEmpty() && ofKey.firstKey().isBefore(before)) {
                    ofKey.pollFirstEntry();
                    left--;
                }
            }
            return left == 0;
        });
    }

    @Override
    public Optional<Position> expiryMark(Duration ahead) {
        return locked(() -> Optional.ofNullable(expiryMarks.get(ahead)));
    }

    @Override
    public boolean moveExpiryMark(Duration ahead, @Nullable Position from, Position to) {
        return locked(() -> {
            boolean isThere = Objects.equals(expiryMarks.get(ahead), from);
            if (isThere) {
                expiryMarks.put(ahead, to);
            }
            return isThere;
        });
    }

    @Override
    public void reportNode(NodeReport report, Instant forgottenBefore) {
        locked(() -> {
            nodes.put(report.id(), report);
            return nodes.values().removeIf(node -> node.seenAt().isBefore(forgottenBefore));
        });
    }

    @Override
    public List<NodeReport> nodes() {
        return locked(() -> List.copyOf(nodes.values()));
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
