// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeakyBucketsTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final LeakyBuckets buckets = new LeakyBuckets(64, Duration.ofSeconds(2), nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void fallByOneInTheirTimeAndNoFurtherThanNothing() {
        buckets.add(7, 3);
        assertThat(buckets.level(7)).isEqualTo(3);
        pass(Duration.ofMillis(1_990));
        assertThat(buckets.level(7)).isEqualTo(3);
        pass(Duration.ofMillis(10));
        assertThat(buckets.level(7)).isEqualTo(2);
        pass(Duration.ofDays(300));
        assertThat(buckets.level(7)).isZero();
    }

    /** Not from when the place was looked at before, nor from when the last count there had fallen to nothing. */
    @Test
    void takeTheirTimeFromWhenTheyBegan() {
        pass(Duration.ofDays(1));
        buckets.add(7, 1);
        pass(Duration.ofMillis(1_990));
        assertThat(buckets.level(7)).isEqualTo(1);
        pass(Duration.ofMillis(1_910));
        assertThat(buckets.level(7)).isZero();
        buckets.add(7, 1);
        pass(Duration.ofMillis(1_990));
        assertThat(buckets.level(7)).isEqualTo(1);
    }

    /** Whoever adds often must not keep the count from falling. */
    @Test
    void fallAlsoWhileTheyAreUsed() {
        buckets.add(7, 10);
        for (int i = 0; i < 20; i++) {
            pass(Duration.ofMillis(990));
            buckets.add(7, 1);
            buckets.add(7, -1);
        }
        assertThat(buckets.level(7)).isEqualTo(1);
    }

    @Test
    void neverFallBelowNothingAndNeverOverflow() {
        buckets.add(7, -5);
        assertThat(buckets.level(7)).isZero();
        buckets.add(7, Integer.MAX_VALUE);
        buckets.add(7, Integer.MAX_VALUE);
        assertThat(buckets.level(7)).isEqualTo((1 << 20) - 1);
    }

    /** A flood of a day must not be remembered for a year. */
    @Test
    void riseNoFurtherThanTheyAreToldTo() {
        LeakyBuckets bounded = new LeakyBuckets(64, 10, Duration.ofSeconds(2), nanos::get);
        for (int i = 1; i <= 1_000; i++) {
            assertThat(bounded.add(7, 1)).isEqualTo(Math.min(10, i));
        }
        pass(Duration.ofSeconds(20));
        assertThat(bounded.level(7)).isZero();
    }

    @Test
    void tellInWhatTimeTheyWillHaveFallen() {
        buckets.add(7, 12);
        assertThat(buckets.untilBelow(7, 10)).isEqualTo(Duration.ofSeconds(6));
        assertThat(buckets.untilBelow(7, 12)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void areSharedByWhatFallsIntoTheSamePlace() {
        buckets.add(7, 1);
        assertThat(buckets.level(7 + 64)).isEqualTo(1);
        assertThat(buckets.level(8)).isZero();
    }

    @Test
    void loseNothingByManyThreads() {
        try (Crowd<Boolean> crowd = new Crowd<>(8, () -> {
            for (int i = 0; i < 10_000; i++) {
                buckets.add(i, 1);
            }
            return true;
        })) {
            assertThat(crowd.outcomes()).hasSize(8);
        }
        int all = 0;
        for (int place = 0; place < 64; place++) {
            all += buckets.level(place);
        }
        assertThat(all).isEqualTo(80_000);
    }

    @Test
    void areAPowerOfTwo() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LeakyBuckets(63, Duration.ofSeconds(1), nanos::get));
    }
}
