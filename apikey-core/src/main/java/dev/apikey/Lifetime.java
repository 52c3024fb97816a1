// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How long a key is accepted, counted from when it is issued.
 *
 * <p>What the host allows is set by {@link ApiKeys.Builder#maxLifetime} and {@link ApiKeys.Builder#requireExpiry}. Immutable and
 * thread-safe.
 *
 * @param duration 1 millisecond or more, cut to milliseconds; null = without end
 */
public record Lifetime(@Nullable Duration duration) {

    private static final Lifetime NEVER_ENDING = new Lifetime(null);

    /** @throws IllegalArgumentException if it is shorter than a millisecond */
    public Lifetime {
        if (duration != null && duration.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("lifetime must be at least 1 millisecond");
        }
    }

    /** This long. */
    public static Lifetime of(Duration duration) {
        return new Lifetime(Objects.requireNonNull(duration, "duration"));
    }

    /**
     * This many days of 86,400,000 milliseconds each.
     *
     * @throws IllegalArgumentException if there are none, or more than 100,000
     */
    public static Lifetime ofDays(long days) {
        if (days < 1 || days > 100_000) {
            throw new IllegalArgumentException("lifetime must be from 1 to 100000 days");
        }
        return of(Duration.ofDays(days));
    }

    /** Without end. */
    public static Lifetime neverEnding() {
        return NEVER_ENDING;
    }
}
