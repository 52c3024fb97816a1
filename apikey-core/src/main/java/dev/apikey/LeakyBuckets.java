// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Counts of what happened lately, in a fixed amount of memory: each count falls by one in a given time. Whatever falls into the same place is counted
 * together, so that a count may be too high, and none is forgotten because others come. Thread-safe.
 */
final class LeakyBuckets {

    private static final int LEVEL_BITS = 20;
    private static final long LEVEL_MASK = (1 << LEVEL_BITS) - 1;
    private static final long NANOS_OF_TICK = Duration.ofMillis(10).toNanos();

    /** When a count was last looked at, in ticks, and what it was. */
    private final AtomicLongArray buckets;

    private final int maxLevel;
    private final long ticksOfLeak;
    private final LongSupplier ticker;
    private final long origin;

    /**
     * @param places a power of two
     * @param leak in what time a count falls by one
     * @param ticker a monotonic clock in nanoseconds
     */
    LeakyBuckets(int places, Duration leak, LongSupplier ticker) {
        this(places, (int) LEVEL_MASK, leak, ticker);
    }

    /**
     * @param places a power of two
     * @param maxLevel no count rises above it, so that none takes longer to fall than so many leaks
     * @param leak in what time a count falls by one
     * @param ticker a monotonic clock in nanoseconds
     */
    LeakyBuckets(int places, int maxLevel, Duration leak, LongSupplier ticker) {
        if (Integer.bitCount(places) != 1) {
            throw new IllegalArgumentException("places must be a power of two");
        }
        this.buckets = new AtomicLongArray(places);
        this.maxLevel = maxLevel;
        this.ticksOfLeak = leak.toNanos() / NANOS_OF_TICK;
        this.ticker = ticker;
        this.origin = ticker.getAsLong();
    }

    /** The count for this, now. */
    int level(long digest) {
        return levelOf(leaked(buckets.get(place(digest))));
    }

    /** In what time the count will have fallen below this. */
    Duration untilBelow(long digest, int level) {
        long tooMany = Math.max(1, level(digest) - level + 1L);
        return Duration.ofNanos(tooMany * ticksOfLeak * NANOS_OF_TICK);
    }

    /**
     * Adds to the count for this, or takes away from it; it never falls below nothing.
     *
     * @return the count from then on
     */
    int add(long digest, int amount) {
        return levelOf(buckets.updateAndGet(place(digest), old -> {
            long now = leaked(old);
            long level = Math.min(maxLevel, Math.max(0, (now & LEVEL_MASK) + amount));
            return (now & ~LEVEL_MASK) | level;
        }));
    }

    private static int levelOf(long bucket) {
        return (int) (bucket & LEVEL_MASK);
    }

    private int place(long digest) {
        return (int) (digest & (buckets.length() - 1));
    }

    private long leaked(long bucket) {
        long now = (ticker.getAsLong() - origin) / NANOS_OF_TICK;
        long since = bucket >>> LEVEL_BITS;
        long level = bucket & LEVEL_MASK;
        if (level == 0) {
            return now << LEVEL_BITS;
        }
        long leaks = (now - since) / ticksOfLeak;
        return leaks >= level ? now << LEVEL_BITS : ((since + leaks * ticksOfLeak) << LEVEL_BITS) | (level - leaks);
    }
}
