// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Bounds how many keys an actor makes in an hour on this node. Counts from the hour's beginning, for all actors the same, so that it can
 * forget everything at its end. Thread-safe.
 */
final class IssuingRate {

    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();
    /** More people than these do not make keys within an hour; if they do, the last ones wait. */
    private static final int MAX_ACTORS = 100_000;

    private final int limit;
    private final LongSupplier ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Integer> made = new HashMap<>();
    private long hourBegan;

    /** @param ticker a monotonic clock in nanoseconds */
    IssuingRate(int limit, LongSupplier ticker) {
        this.limit = limit;
        this.ticker = ticker;
        this.hourBegan = ticker.getAsLong();
    }

    /**
     * Counts one key, before it is made.
     *
     * @throws LimitReachedException if the actor has made as many as it may
     */
    void count(String actor) {
        lock.lock();
        try {
            long passed = ticker.getAsLong() - hourBegan;
            if (passed >= HOUR_NANOS) {
                made.clear();
                hourBegan += passed - passed % HOUR_NANOS;
                passed %= HOUR_NANOS;
            }
            int before = made.getOrDefault(actor, 0);
            if (before >= limit || (before == 0 && made.size() >= MAX_ACTORS)) {
                throw LimitReachedException.issuingRate(limit, Duration.ofNanos(HOUR_NANOS - passed));
            }
            made.put(actor, before + 1);
        } finally {
            lock.unlock();
        }
    }
}
