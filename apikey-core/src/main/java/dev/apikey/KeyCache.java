// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.FoundKey;
import dev.apikey.spi.KeyUse;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.spi.StoredKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The keys that this node has seen lately: at most so many, those that were not used for longest go first. A record is in it only as long as no event says
 * that it has changed; the secret that was verified stays, for it goes with its hash. Thread-safe.
 *
 * <p>Only keys that are stored get in, so that made-up ids take no room.
 */
final class KeyCache {

    private static final int SAMPLE = 64;

    private final int maxKeys;
    private final Consumer<KeyUse> leaving;
    private final RecentChanges changes = new RecentChanges();
    private final SharedParts parts = new SharedParts();
    private final ConcurrentMap<UUID, CachedKey> keys = new ConcurrentHashMap<>();
    private final ReentrantLock evicting = new ReentrantLock();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final AtomicReference<@Nullable Iterator<CachedKey>> hand = new AtomicReference<>();

    /** @param leaving is given the uses of a key that leaves */
    KeyCache(int maxKeys, Consumer<KeyUse> leaving) {
        this.maxKeys = maxKeys;
        this.leaving = leaving;
    }

    @Nullable
    CachedKey get(UUID id) {
        return keys.get(id);
    }

    /** A token was recognised by what is remembered here. */
    void hit() {
        hits.increment();
    }

    /** The store was asked for a key. */
    void missed() {
        misses.increment();
    }

    EngineState.Cache state() {
        return new EngineState.Cache(keys.size(), maxKeys, hits.sum(), misses.sum());
    }

    Collection<CachedKey> all() {
        return keys.values();
    }

    /**
     * Keeps a key that was just read, unless it has changed since. Its entry is kept in any case.
     *
     * @param epoch of the feed, before the key was read
     * @return the entry
     */
    CachedKey keep(StoredKey stored, FoundKey found, long epoch) {
        UUID id = stored.key().id();
        if (!keys.containsKey(id)) {
            makeRoom();
        }
        CachedKey kept = keys.compute(id, (same, known) -> {
            CachedKey entry = known == null ? new CachedKey(same) : known;
            // Within compute: whoever tells of a change notes it first, and then comes for the entry.
            if (changes.isCurrent(id, found.sequence()) && isNewer(found, entry.record())) {
                entry.put(new KeyRecord(parts.share(stored), found.sequence()));
            }
            return entry;
        });
        if (changes.epoch() != epoch) {
            kept.forgetRecord(); // Whoever forgets all records may have passed by before this one was there.
        }
        return kept;
    }

    /** Changes whenever the feed turns out to be another one, so that whatever was read before counts for nothing. */
    long epoch() {
        return changes.epoch();
    }

    /** Whether this node may have heard of a change to this key that was not to be seen yet when it was read. */
    boolean mayHaveChangedSince(UUID id, FoundKey found) {
        return changes.mayHaveChangedSince(id, found.sequence());
    }

    private static boolean isNewer(FoundKey found, @Nullable KeyRecord known) {
        return known == null || known.sequence() <= found.sequence();
    }

    /** Events that the feed tells of. */
    void apply(List<RecordedEvent> events) {
        for (RecordedEvent recorded : events) {
            UUID id = recorded.event().keyId();
            changes.add(id, recorded.sequence());
            keys.computeIfPresent(id, (same, entry) -> {
                entry.changed(recorded.sequence());
                return entry;
            });
        }
    }

    /** This node has committed changes to these keys, or tried to. */
    void changedHere(Collection<UUID> ids, long nanos) {
        changes.addHere(ids, nanos);
        ids.forEach(id -> keys.computeIfPresent(id, (same, entry) -> {
            entry.forgetRecord();
            return entry;
        }));
    }

    /** The feed was read to its end by a poll that began then. */
    void readToTheEnd(long nanos) {
        changes.readToTheEnd(nanos);
    }

    /** Forgets every record: whatever changed up to this event may have been missed. */
    void restart(long sequence) {
        changes.restart(sequence);
        keys.keySet()
                .forEach(id -> keys.computeIfPresent(id, (same, entry) -> {
                    entry.forgetRecord();
                    return entry;
                }));
    }

    /** Asks this while no key leaves: each is either among all, or has left with its uses told. */
    boolean whileNobodyLeaves(BooleanSupplier work) {
        evicting.lock();
        try {
            return work.getAsBoolean();
        } finally {
            evicting.unlock();
        }
    }

    /** Looks at some keys at a time, wherever it stopped the last time, and lets the older half of them go. */
    private void makeRoom() {
        if (keys.size() < maxKeys) {
            return;
        }
        evicting.lock(); // Whoever did not wait here would let the cache grow for as long as another thread is held up.
        try {
            if (keys.size() < maxKeys) {
                return;
            }
            List<CachedKey> sample = new ArrayList<>(SAMPLE);
            for (CachedKey key = next(); key != null && sample.size() < SAMPLE; key = next()) {
                sample.add(key);
            }
            sample.sort(Comparator.comparingLong(CachedKey::lastUsedMillis));
            sample.subList(0, sample.size() / 2).forEach(this::remove);
        } finally {
            evicting.unlock();
        }
    }

    private @Nullable CachedKey next() {
        Iterator<CachedKey> all = hand.get();
        if (all == null || !all.hasNext()) {
            all = keys.values().iterator();
            hand.set(all);
        }
        return all.hasNext() ? all.next() : null;
    }

    private void remove(CachedKey key) {
        keys.remove(key.id(), key);
        KeyUse uses = key.retire();
        if (uses != null) {
            leaving.accept(uses);
        }
    }
}
