// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What time it is, on the wall and on a clock that only runs forward. Thread-safe.
 *
 * <p>Reading two clocks costs as much as a SHA-256. So a decision takes the last tick, some milliseconds old, unless it looks close at the time: then it
 * asks {@link #exactly}, which also pulls a tick forward that has fallen behind.
 */
final class Timekeeper {

    /** How far apart ticks are. */
    static final Duration TICK = Duration.ofMillis(50);

    private static final long NEAR_MILLIS = 2_000;

    private final MillisClock wall;
    private final LongSupplier ticker;
    private final boolean ticking;
    private final AtomicReference<@Nullable Moment> last = new AtomicReference<>();

    /**
     * @param ticker a monotonic clock in nanoseconds
     * @param ticking false = the clocks are read for every decision, as must be where somebody else moves them
     */
    Timekeeper(MillisClock wall, LongSupplier ticker, boolean ticking) {
        this.wall = wall;
        this.ticker = ticker;
        this.ticking = ticking;
    }

    /**
     * A moment on both clocks.
     *
     * @param nanos of the monotonic one
     * @param millis of the one on the wall, since 1970
     */
    record Moment(long nanos, long millis) {

        /** Whether this instant is over, or comes within two seconds. */
        boolean isNear(long instantMillis) {
            return instantMillis < millis + NEAR_MILLIS;
        }

        Instant wall() {
            return Instant.ofEpochMilli(millis);
        }
    }

    boolean isTicking() {
        return ticking;
    }

    /** @throws RuntimeException if there is no tick, and the clock cannot be read */
    Moment roughly() {
        Moment tick = last.get();
        return tick != null ? tick : exactly();
    }

    /** @throws RuntimeException if the clock cannot be read */
    Moment exactly() {
        Moment now = new Moment(ticker.getAsLong(), wall.now().toEpochMilli());
        if (ticking) {
            last.set(now);
        }
        return now;
    }

    /** Renews the tick. Where the clock cannot be read there is none, so that every decision finds out. */
    void tick() {
        try {
            exactly();
        } catch (Throwable broken) {
            last.set(null);
        }
    }
}
