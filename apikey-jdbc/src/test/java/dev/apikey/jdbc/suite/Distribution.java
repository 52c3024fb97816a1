// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** How long something took, in the order of length. */
record Distribution(List<Duration> sorted) {

    static Distribution of(Collection<Duration> times) {
        return new Distribution(times.stream().sorted().toList());
    }

    private long millis(int percent) {
        return sorted.get((sorted.size() - 1) * percent / 100).toMillis();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d times, p50 %d ms, p99 %d ms, max %d ms",
                sorted.size(),
                millis(50),
                millis(99),
                millis(100));
    }
}
