// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.BooleanSupplier;

/**
 * Erases what is older than the host wants to keep, a few rows at a time. Every node does it; those that find nothing to erase have asked two small
 * questions. Thread-safe.
 */
final class Retention {

    private static final int ROWS_AT_ONCE = 500;
    /** {@link ApiKeys#close} waits for what is going on. */
    private static final int MAX_STEPS = 20;

    private final KeyStore store;
    private final MillisClock clock;
    private final Duration history;
    private final Duration usage;

    /**
     * @param history how long events are kept
     * @param usage how long daily counts are kept
     */
    Retention(KeyStore store, MillisClock clock, Duration history, Duration usage) {
        this.store = store;
        this.clock = clock;
        this.history = history;
        this.usage = usage;
    }

    /** @throws RuntimeException if the store cannot answer */
    void purge() {
        Instant now = clock.now();
        inSteps(() -> store.purgeEvents(now.minus(history), ROWS_AT_ONCE));
        LocalDate firstKept = LocalDate.ofInstant(now.minus(usage), ZoneOffset.UTC);
        inSteps(() -> store.purgeUsage(firstKept, ROWS_AT_ONCE));
    }

    private static void inSteps(BooleanSupplier step) {
        int steps = 1;
        while (step.getAsBoolean() && steps < MAX_STEPS) {
            steps++;
        }
    }
}
