// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.actuator;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A question that is asked when somebody wants to know, once a minute at most: until then, and while it is asked again, the last answer counts. Those who
 * come before there is any ask each for himself. Thread-safe.
 */
final class OnceAMinute<T> {

    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    private final Supplier<T> question;
    private final LongSupplier ticker;
    private final AtomicReference<@Nullable Answer<T>> last = new AtomicReference<>();

    /**
     * @param question throws nothing
     * @param ticker a monotonic clock in nanoseconds
     */
    OnceAMinute(Supplier<T> question, LongSupplier ticker) {
        this.question = question;
        this.ticker = ticker;
    }

    private record Answer<T>(T value, long askedAt) {}

    T answer() {
        long now = ticker.getAsLong();
        Answer<T> known = last.get();
        if (known != null && now - known.askedAt() < MINUTE_NANOS) {
            return known.value();
        }
        if (known != null && !last.compareAndSet(known, new Answer<>(known.value(), now))) {
            return known.value(); // Somebody else is at it.
        }
        Answer<T> found = new Answer<>(question.get(), now);
        last.set(found);
        return found.value();
    }
}
