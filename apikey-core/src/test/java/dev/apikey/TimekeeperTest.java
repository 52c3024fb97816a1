// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.apikey.Timekeeper.Moment;
import dev.apikey.testkit.MovableClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimekeeperTest {

    private final MovableClock clock = MovableClock.at(Sandbox.NOW);
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicBoolean broken = new AtomicBoolean();
    private final MillisClock wall = new MillisClock(() -> {
        if (broken.get()) {
            throw new IllegalStateException("no clock");
        }
        return clock.instant();
    });
    private final Timekeeper ticking = new Timekeeper(wall, nanos::get, true);

    private void pass(Duration time) {
        clock.move(time);
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void tellsTheLastTick() {
        assertThat(ticking.isTicking()).isTrue();
        ticking.tick();
        Moment first = ticking.roughly();
        pass(Duration.ofMillis(40));
        assertThat(ticking.roughly()).isEqualTo(first);
        ticking.tick();
        assertThat(ticking.roughly())
                .isEqualTo(new Moment(nanos.get(), clock.instant().toEpochMilli()));
    }

    @Test
    void pullsATickForwardThatHasFallenBehind() {
        ticking.tick();
        pass(Duration.ofHours(1));
        Moment now = new Moment(nanos.get(), clock.instant().toEpochMilli());
        assertThat(ticking.exactly()).isEqualTo(now);
        assertThat(ticking.roughly()).isEqualTo(now);
    }

    @Test
    void readsTheClocksEachTimeWhereSomebodyElseMovesThem() {
        Timekeeper exact = new Timekeeper(wall, nanos::get, false);
        assertThat(exact.isTicking()).isFalse();
        exact.roughly();
        pass(Duration.ofMillis(1));
        assertThat(exact.roughly())
                .isEqualTo(new Moment(nanos.get(), clock.instant().toEpochMilli()));
    }

    @Test
    void hasNoTickWhereTheClockCannotBeRead() {
        ticking.tick();
        broken.set(true);
        ticking.tick();
        assertThatIllegalStateException().isThrownBy(ticking::roughly);
        broken.set(false);
        assertThat(ticking.roughly().wall()).isEqualTo(clock.instant());
    }

    @Test
    void isNearWhatComesWithinTwoSecondsOrIsOver() {
        Moment now = ticking.exactly();
        assertThat(now.isNear(Long.MAX_VALUE)).isFalse();
        assertThat(now.isNear(now.millis() + 2_000)).isFalse();
        assertThat(now.isNear(now.millis() + 1_999)).isTrue();
        assertThat(now.isNear(now.millis() - 9_000)).isTrue();
        assertThat(now.isNear(Long.MIN_VALUE)).isTrue();
    }
}
