// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How much time slow hashes may take for those who turn out to be wrong: a tenth of all processors, and half a second in advance. Whoever
 * is right pays nothing. Thread-safe.
 */
final class HashingTime {

    private static final int SHARE = 10;
    private static final long IN_ADVANCE = Duration.ofMillis(500).toNanos();

    private final int processors;
    private final LongSupplier ticker;
    /** Until when, on the monotonic clock, everything up to now has been paid for. */
    private final AtomicLong paidFrom;

    private final AtomicLong lastHash = new AtomicLong();
    private final AtomicLong hashBefore = new AtomicLong();

    /** @param ticker a monotonic clock in nanoseconds */
    HashingTime(int processors, LongSupplier ticker) {
        this.processors = processors;
        this.ticker = ticker;
        this.paidFrom = new AtomicLong(ticker.getAsLong() - waiting(IN_ADVANCE));
    }

    private long waiting(long hashingNanos) {
        return hashingNanos * SHARE / processors;
    }

    /**
     * How many hashes will be run one after another within this time, if they go on taking what the faster of the last two took: one that was held up says
     * nothing about the next. At least one, or two that were held up for long would be the last ones.
     */
    int hashesWithin(long nanos, int permits) {
        long hash = Math.max(1, Math.min(lastHash.get(), hashBefore.get()));
        long apart = untilAffordable() == 0 ? hash / permits : waiting(hash);
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, nanos / Math.max(1, apart)));
    }

    /** A hash took so long. */
    void note(long nanos) {
        long before = lastHash.getAndSet(nanos);
        hashBefore.set(before == 0 ? nanos : before);
    }

    /** How long the next hash has to wait, in nanoseconds. */
    long untilAffordable() {
        return Math.max(0, paidFrom.get() - ticker.getAsLong());
    }

    /** A hash of somebody who was wrong took so long. */
    void spend(long nanos) {
        long oldest = ticker.getAsLong() - waiting(IN_ADVANCE);
        paidFrom.updateAndGet(from -> (from - oldest < 0 ? oldest : from) + waiting(nanos));
    }
}
