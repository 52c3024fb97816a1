// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssuingRateTest {

    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final AtomicLong nanos = new AtomicLong();

    private static void count(IssuingRate rate, String actor, int times) {
        for (int i = 0; i < times; i++) {
            rate.count(actor);
        }
    }

    private static Duration refusal(IssuingRate rate, String actor) {
        LimitReachedException refusal = catchThrowableOfType(LimitReachedException.class, () -> rate.count(actor));
        assertThat(refusal).hasMessageContaining("the most that you may make");
        Duration retryAfter = refusal.retryAfter();
        assertThat(retryAfter).isNotNull();
        return retryAfter == null ? Duration.ZERO : retryAfter;
    }

    /** The ticker may start anywhere and overflow at any time, as System.nanoTime() may. */
    @ParameterizedTest
    @ValueSource(longs = {0, -1, 42, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 3_600_000_000_000L})
    void countsToTheLimitAndFromTheHoursEndOnAgain(long start) {
        nanos.set(start);
        IssuingRate rate = new IssuingRate(3, nanos::get);
        count(rate, "ben", 3);
        assertThat(refusal(rate, "ben")).isEqualTo(Duration.ofHours(1));
        nanos.set(start + HOUR - 1);
        assertThat(refusal(rate, "ben")).isEqualTo(Duration.ofNanos(1));
        nanos.set(start + HOUR);
        count(rate, "ben", 3);
        assertThat(refusal(rate, "ben")).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void keepsTheHoursWhereTheyWereHoweverLongNobodyAsked() {
        IssuingRate rate = new IssuingRate(1, nanos::get);
        nanos.set(1_000 * HOUR + HOUR / 4);
        rate.count("ben");
        assertThat(refusal(rate, "ben")).isEqualTo(Duration.ofMinutes(45));
        nanos.set(1_001 * HOUR);
        rate.count("ben");
    }

    @Test
    void doesNotCountWhatItRefused() {
        IssuingRate rate = new IssuingRate(1, nanos::get);
        rate.count("ben");
        for (int i = 0; i < 1_000; i++) {
            refusal(rate, "ben");
        }
        nanos.set(HOUR);
        rate.count("ben");
    }

    @Test
    void countsEachActorForItselfAndExactly() {
        IssuingRate rate = new IssuingRate(1, nanos::get);
        rate.count("ben");
        rate.count("Ben");
        rate.count("ben ");
        refusal(rate, "ben");
    }

    @Test
    void isBoundedHoweverManyActorsThereAre() {
        IssuingRate rate = new IssuingRate(2, nanos::get);
        for (int i = 0; i < 100_000; i++) {
            rate.count("actor-" + i);
        }
        assertThatExceptionOfType(LimitReachedException.class).isThrownBy(() -> rate.count("one more"));
        rate.count("actor-7");
        nanos.set(HOUR);
        rate.count("one more");
    }

    @Test
    void isExactHoweverManyThreadsCount() {
        IssuingRate rate = new IssuingRate(1_000, nanos::get);
        try (Crowd<Integer> crowd = new Crowd<>(64, () -> made(rate))) {
            assertThat(crowd.outcomes().stream().mapToInt(Integer::intValue).sum())
                    .isEqualTo(1_000);
        }
    }

    private static int made(IssuingRate rate) {
        int made = 0;
        for (int i = 0; i < 100; i++) {
            try {
                rate.count("ben");
                made++;
            } catch (LimitReachedException refused) {
                assertThat(refused.retryAfter()).isNotNull();
            }
        }
        return made;
    }

    @Test
    void boundsWhatOneActorIssuesAndStoresNothingBeyond() {
        Sandbox sandbox = new Sandbox();
        ApiKeys keys = sandbox.builder().maxIssuedPerHour(2).build();
        KeyRequest request = KeyRequest.of("CI", Permissions.of("*"));
        KeyAdministration ada = keys.administer(Sandbox.EVERYTHING);
        ada.issue(request);
        ada.issue(request);
        assertThatExceptionOfType(LimitReachedException.class)
                .isThrownBy(() -> ada.issue(request))
                .satisfies(refused ->
                        assertThat(refused.retryAfter()).isPositive().isLessThanOrEqualTo(Duration.ofHours(1)));
        assertThat(sandbox.events()).hasSize(2);
        keys.administer(Authority.of(Actor.of("cyd"), Permissions.of("*"))).issue(request);
    }
}
