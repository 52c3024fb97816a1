// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.EngineEvent;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyUse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Hands the uses that were counted to the store, in batches: no request waits for a write. They are counted where the key is cached; only what cannot be
 * counted there is kept here. Thread-safe; {@link #flush} is called by one thread at a time.
 */
final class UseTracker {

    private static final int MAX_TRACKED = 100_000;
    private static final int BATCH = 500;
    /** Each failure may have taken as long as the store waits, and {@link ApiKeys#close} waits for the last flush. */
    private static final int MAX_FAILURES = 3;

    private final KeyStore store;
    private final LongSupplier ticker;
    private final Telling telling;
    private final Alarm alarm;
    private final ConcurrentMap<KeyOnDay, Tally> tallies = new ConcurrentHashMap<>();

    /** @param ticker a monotonic clock in nanoseconds */
    UseTracker(KeyStore store, LongSupplier ticker, Telling telling, Alarm alarm) {
        this.store = store;
        this.ticker = ticker;
        this.telling = telling;
        this.alarm = alarm;
    }

    private record KeyOnDay(UUID keyId, LocalDate day) {}

    private record Tally(long count, Instant lastUsedAt) {

        Tally plus(Tally other) {
            Instant later = lastUsedAt.isBefore(other.lastUsedAt) ? other.lastUsedAt : lastUsedAt;
            return new Tally(count + other.count, later);
        }
    }

    void used(CachedKey key, long millis) {
        if (!key.used(millis)) {
            Instant at = Instant.ofEpochMilli(millis);
            keep(new KeyUse(key.id(), LocalDate.ofInstant(at, ZoneOffset.UTC), 1, at));
        }
    }

    /** Where 100,000 keys wait to be written because the store does not answer, the uses of further ones are not kept. */
    void keep(KeyUse use) {
        KeyOnDay slot = new KeyOnDay(use.keyId(), use.day());
        if (tallies.size() < MAX_TRACKED || tallies.containsKey(slot)) {
            tallies.merge(slot, new Tally(use.count(), use.lastUsedAt()), Tally::plus);
        }
    }

    /**
     * Writes what has been counted. What the store does not take is kept for the next time, and after three failures all the rest.
     *
     * @param cached the keys that count their uses themselves
     */
    void flush(Collection<CachedKey> cached) {
        Iterator<CachedKey> rest = cached.iterator();
        do {
            collect(rest);
        } while (flush() && rest.hasNext());
    }

    /**
     * Takes what cached keys have counted, to be written next.
     *
     * @return whether that was all; if not, what is taken must be written first
     */
    boolean collect(Iterator<CachedKey> cached) {
        while (cached.hasNext() && tallies.size() < MAX_TRACKED) {
            KeyUse uses = cached.next().takeUses();
            if (uses != null) {
                keep(uses);
            }
        }
        return !cached.hasNext();
    }

    /**
     * As {@link #flush(Collection)}, for what was collected before.
     *
     * @return whether the store took it all
     */
    boolean flush() {
        List<KeyOnDay> slots =
                new ArrayList<>(tallies.keySet()); // Copied, or one that is used meanwhile could come twice.
        return slots.isEmpty() || write(slots, ticker.getAsLong());
    }

    private boolean write(List<KeyOnDay> slots, long began) {
        int keys = 0;
        int failures = 0;
        for (int from = 0; from < slots.size() && failures < MAX_FAILURES; from += BATCH) {
            List<KeyOnDay> batch = slots.subList(from, Math.min(from + BATCH, slots.size()));
            boolean written = write(batch);
            keys += written ? batch.size() : 0;
            failures += written ? 0 : 1;
        }
        telling.happened(new EngineEvent.Flushed(keys, failures, Duration.ofNanos(ticker.getAsLong() - began)));
        return failures == 0;
    }

    /** How many keys wait to be written whose uses are not counted where they are cached. */
    int unwritten() {
        return tallies.size();
    }

    private boolean write(List<KeyOnDay> slots) {
        List<KeyUse> batch = new ArrayList<>(slots.size());
        for (KeyOnDay slot : slots) {
            Tally tally = tallies.remove(slot);
            if (tally != null) {
                batch.add(new KeyUse(slot.keyId(), slot.day(), tally.count(), tally.lastUsedAt()));
            }
        }
        try {
            store.recordUse(List.copyOf(batch));
            return true;
        } catch (Throwable broken) {
            alarm.raise(
                    UseTracker.class, "the key store did not take the uses of keys; they are kept for later", broken);
            batch.forEach(this::keep);
            return false;
        }
    }
}
