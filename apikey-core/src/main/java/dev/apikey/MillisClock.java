// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** What time it is, to the millisecond, for everything that is written down. Thread-safe. */
final class MillisClock {

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private final InstantSource source;

    MillisClock(InstantSource source) {
        this.source = source;
    }

    /** @throws IllegalStateException if the clock shows a time before 1970 or after 9999, where no key can have been issued */
    Instant now() {
        Instant now = source.instant().truncatedTo(ChronoUnit.MILLIS);
        if (now.isBefore(Instant.EPOCH) || now.isAfter(LATEST)) {
            throw new IllegalStateException("the clock shows " + now + ": set it to a time from 1970 to 9999");
        }
        return now;
    }
}
