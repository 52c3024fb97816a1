// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HashingTimeTest {

    private static final long HASH = Duration.ofMillis(15).toNanos();

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final HashingTime time = new HashingTime(2, nanos::get);

    /** Hashes for somebody who is wrong, as often as there is time within a minute, each waiting for its turn. */
    private int hashesWithin(Duration span) {
        long end = nanos.get() + span.toNanos();
        int hashes = 0;
        while (end - nanos.get() > 0) {
            nanos.addAndGet(time.untilAffordable());
            nanos.addAndGet(HASH);
            time.spend(HASH);
            hashes++;
        }
        return hashes;
    }

    @Test
    void isATenthOfAllProcessorsAndHalfASecondInAdvance() {
        assertThat(hashesWithin(Duration.ofMinutes(1)))
                .isBetween(60_000 / 75 + 500 / 15 - 2, 60_000 / 75 + 500 / 15 + 2);
    }

    @Test
    void isNotSavedForLater() {
        nanos.addAndGet(Duration.ofDays(1).toNanos());
        assertThat(hashesWithin(Duration.ofSeconds(6))).isBetween(80 + 33 - 2, 80 + 33 + 2);
    }

    /** A machine that was put to sleep in the middle of a hash must not refuse every new one from then on. */
    @Test
    void isThereForOneMoreHashHoweverLongTheLastOneTook() {
        time.note(Duration.ofHours(1).toNanos());
        assertThat(time.hashesWithin(Duration.ofSeconds(2).toNanos(), 1)).isEqualTo(1);
        time.spend(Duration.ofHours(1).toNanos());
        assertThat(time.hashesWithin(Duration.ofSeconds(2).toNanos(), 1)).isEqualTo(1);
    }

    @Test
    void isNotTakenForShortBecauseOneHashWasHeldUp() {
        time.note(HASH);
        time.note(50 * HASH);
        assertThat(time.hashesWithin(Duration.ofSeconds(2).toNanos(), 2)).isEqualTo(2 * 2_000 / 15);
        time.note(50 * HASH);
        assertThat(time.hashesWithin(Duration.ofSeconds(2).toNanos(), 2))
                .as("two in a row are how it is")
                .isEqualTo(2 * 2_000 / 750);
        time.note(HASH);
        assertThat(time.hashesWithin(Duration.ofSeconds(2).toNanos(), 2))
                .as("and one that is fast is how it is again")
                .isEqualTo(2 * 2_000 / 15);
    }

    @Test
    void tellsHowManyHashesWillHaveTheirTurn() {
        time.note(HASH);
        assertThat(time.hashesWithin(Duration.ofSeconds(2).toNanos(), 2)).isEqualTo(2 * 2_000 / 15);
        while (time.untilAffordable() == 0) {
            time.spend(HASH);
        }
        assertThat(time.hashesWithin(Duration.ofSeconds(2).toNanos(), 2))
                .as("one in 75 ms")
                .isEqualTo(2_000 / 75);
    }

    @Test
    void isThereAtOnceForTheFirst() {
        assertThat(time.untilAffordable()).isZero();
    }
}
