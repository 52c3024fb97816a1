// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LifetimeTest {

    static Stream<Duration> tooShort() {
        return Stream.of(
                Duration.ZERO, Duration.ofNanos(999_999), Duration.ofMillis(-1), Duration.ofSeconds(Long.MIN_VALUE));
    }

    @ParameterizedTest
    @MethodSource("tooShort")
    void isAtLeastAMillisecond(Duration duration) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Lifetime.of(duration))
                .withMessage("lifetime must be at least 1 millisecond");
        assertThat(Lifetime.of(Duration.ofMillis(1)).duration()).isEqualTo(Duration.ofMillis(1));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 100_001, Long.MAX_VALUE})
    void countsNoDaysThatOverflowOrAreNone(long days) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Lifetime.ofDays(days))
                .withMessage("lifetime must be from 1 to 100000 days");
    }

    @Test
    void countsADayAsTwentyFourHours() {
        assertThat(Lifetime.ofDays(1).duration()).isEqualTo(Duration.ofDays(1));
        assertThat(Lifetime.ofDays(100_000).duration()).isEqualTo(Duration.ofDays(100_000));
    }

    @Test
    void hasNoDurationWhereItNeverEnds() {
        assertThat(Lifetime.neverEnding().duration()).isNull();
    }
}
