// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Tells the operator what is broken, at most once in ten seconds for each cause, so that a flood of requests does not become a
 * flood of log lines. Thread-safe.
 */
final class Alarm {

    private static final Logger LOGGER = System.getLogger(ApiKeys.class.getName());
    private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

    private final LongSupplier ticker;
    private final ConcurrentMap<Object, Long> raisedAt = new ConcurrentHashMap<>();

    /** @param ticker a monotonic clock in nanoseconds */
    Alarm(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /**
     * Throws nothing: an alarm that fails, for want of memory say, must not take along what it was to tell of, neither the timer nor a decision.
     *
     * @param cause one of a few constants
     * @param what names no token, secret or hash; neither do the messages of stores and hashers
     */
    void raise(Object cause, String what, Throwable broken) {
        raise(cause, what, () -> broken);
    }

    /**
     * The same for what nobody threw.
     *
     * @param broken asked only if it is logged: an exception costs more than all else that a request does which is undecided
     */
    void raise(Object cause, String what, Supplier<Throwable> broken) {
        try {
            if (isDue(cause, ticker.getAsLong())) {
                LOGGER.log(Level.WARNING, what + " (further ones are not logged for 10 s)", broken.get());
            }
        } catch (Throwable brokenToo) {
            // There is nobody left to tell.
        }
    }

    private boolean isDue(Object cause, long now) {
        Long last = raisedAt.putIfAbsent(cause, now);
        return last == null || (now - last >= QUIET_NANOS && raisedAt.replace(cause, last, now));
    }
}
