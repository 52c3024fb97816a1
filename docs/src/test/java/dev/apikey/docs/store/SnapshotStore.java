// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs.store;

import dev.apikey.ApiKey;
import dev.apikey.DailyUse;
import dev.apikey.KeyOrder.Position;
import dev.apikey.KeyQuery;
import dev.apikey.Owners;
import dev.apikey.docs.store.Snapshot.UsedOn;
import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.FoundKey;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyUse;
import dev.apikey.spi.KeyVersion;
import dev.apikey.spi.NodeReport;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.spi.StoredKey;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keys in memory, as one snapshot: each change makes the next one out of a copy of the last. Thread-safe. */
public final class SnapshotStore implements KeyStore {

    private final ReentrantLock changing = new ReentrantLock();
    private volatile Snapshot current = Snapshot.empty();

    // region change
    /** Whoever reads meanwhile sees the last snapshot, and what is not to be kept has never been. */
    private <T> T change(Function<Snapshot, T> work, Predicate<T> isToBeKept) {
        changing.lock();
        try {
            Snapshot next = current.copy();
            T outcome = work.apply(next);
            if (isToBeKept.test(outcome)) {
                current = next;
            }
            return outcome;
        } finally {
            changing.unlock();
        }
    }
    // end change

    // region commit
    @Override
    public CommitOutcome commit(List<KeyChange> changes, @Nullable KeyVersion asker) {
        return change(
                next -> {
                    if (asker != null && !next.isThere(asker.keyId(), asker.version())) {
                        return CommitOutcome.ASKER_CHANGED;
                    }
                    if (!changes.stream().allMatch(next::make)) {
                        return CommitOutcome.CONFLICT;
                    }
                    boolean tooMany = changes.stream().anyMatch(next::exceedsItsLimit);
                    return tooMany ? CommitOutcome.TOO_MANY_KEYS : CommitOutcome.COMMITTED;
                },
                CommitOutcome.COMMITTED::equals);
    }
    // end commit

    // region look-up
    @Override
    public FoundKey lookUp(UUID id) {
        Snapshot now = current; // once: the key and the sequence are of the same moment
        return new FoundKey(Optional.ofNullable(now.keys().get(id)), now.lastSequence());
    }
    // end look-up

    @Override
    public List<ApiKey> list(KeyQuery query, Instant now) {
        Comparator<Position> order = query.order().comparator();
        Position from = query.from();
        return matching(query, now)
                .filter(key -> from == null || order.compare(query.order().behind(key), from) > 0)
                .sorted(Comparator.comparing(query.order()::behind, order))
                .limit(query.limit())
                .toList();
    }

    @Override
    public long count(KeyQuery query, Instant now) {
        return matching(query, now).count();
    }

    private Stream<ApiKey> matching(KeyQuery query, Instant now) {
        return current.keys().values().stream()
                .map(StoredKey::key)
                .filter(key -> query.conditions().stream().allMatch(condition -> condition.isMetBy(key, now)));
    }

    @Override
    public List<String> owners(Owners among, Instant now, @Nullable String after, int limit) {
        return current.liveKeys(now)
                .map(stored -> stored.key().owner())
                .filter(owner -> among.include(owner) && (after == null || owner.compareTo(after) > 0))
                .distinct()
                .sorted()
                .limit(limit)
                .toList();
    }

    @Override
    public Map<String, Long> countByHashKind(Instant now) {
        return current.liveKeys(now).collect(Collectors.groupingBy(StoredKey::hashKind, Collectors.counting()));
    }

    @Override
    public List<RecordedEvent> events(long from, int limit) {
        return current.events().tailMap(from, true).values().stream()
                .limit(limit)
                .toList();
    }

    @Override
    public List<RecordedEvent> history(@Nullable UUID keyId, long before, int limit) {
        return current.events().headMap(before, false).descendingMap().values().stream()
                .filter(recorded -> keyId == null || recorded.event().keyId().equals(keyId))
                .limit(limit)
                .toList();
    }

    @Override
    public void recordUse(Collection<KeyUse> uses) {
        change(
                next -> {
                    uses.forEach(next::note);
                    return true;
                },
                recorded -> true);
    }

    @Override
    public boolean replaceHash(UUID id, String hash, String replacement) {
        return change(
                next -> {
                    StoredKey stored = next.keys().get(id);
                    return stored != null
                            && stored.hash().equals(hash)
                            && next.keys().replace(id, stored, new StoredKey(stored.key(), replacement));
                },
                replaced -> replaced);
    }

    @Override
    public List<DailyUse> usage(UUID id, LocalDate from, LocalDate to) {
        return current.uses().entrySet().stream()
                .filter(use -> use.getKey().keyId().equals(id))
                .map(use -> new DailyUse(use.getKey().day(), use.getValue()))
                .filter(use -> !use.day().isBefore(from) && !use.day().isAfter(to))
                .sorted(Comparator.comparing(DailyUse::day))
                .toList();
    }

    @Override
    public boolean purgeEvents(Instant before, int limit) {
        return change(
                next -> {
                    List<Long> purged = next.events().headMap(next.lastSequence(), false).values().stream()
                            .takeWhile(recorded -> recorded.event().at().isBefore(before))
                            .limit(limit)
                            .map(RecordedEvent::sequence)
                            .toList();
                    next.events().keySet().removeAll(purged);
                    return purged.size() == limit;
                },
                more -> true);
    }

    @Override
    public boolean purgeUsage(LocalDate before, int limit) {
        return change(
                next -> {
                    List<UsedOn> purged = next.uses().keySet().stream()
                            .filter(use -> use.day().isBefore(before))
                            .sorted(Comparator.comparing(UsedOn::day))
                            .limit(limit)
                            .toList();
                    purged.forEach(next.uses()::remove);
                    return purged.size() == limit;
                },
                more -> true);
    }

    @Override
    public Optional<Position> expiryMark(Duration ahead) {
        return Optional.ofNullable(current.marks().get(ahead));
    }

    @Override
    public boolean moveExpiryMark(Duration ahead, @Nullable Position from, Position to) {
        return change(next -> Objects.equals(next.marks().put(ahead, to), from), moved -> moved);
    }

    @Override
    public void reportNode(NodeReport report, Instant forgottenBefore) {
        change(
                next -> {
                    next.nodes().put(report.id(), report);
                    return next.nodes().values().removeIf(node -> node.seenAt().isBefore(forgottenBefore));
                },
                erased -> true);
    }

    @Override
    public List<NodeReport> nodes() {
        return List.copyOf(current.nodes().values());
    }
}
