// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.Thread.State;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nobody waits for long here: where a wait would be the failure, it is longer than the timeout of the test. */
@Timeout(60)
class HashPermitsTest {

    private static final long FOREVER = 600_000;

    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger inside = new AtomicInteger();

    /** A hash that takes until it is released. */
    private String hash() {
        inside.incrementAndGet();
        try {
            release.await();
            return "hashed";
        } catch (InterruptedException stopped) {
            return "stopped";
        } finally {
            inside.decrementAndGet();
        }
    }

    private String attempt(HashPermits permits) {
        try {
            return permits.run(this::hash);
        } catch (OverloadedException busy) {
            return Thread.currentThread().isInterrupted() ? "refused, still interrupted" : "refused";
        }
    }

    @Test
    void givesBackWhatWasComputed() {
        assertThat(new HashPermits(1, 0).run(() -> "hashed")).isEqualTo("hashed");
    }

    @Test
    void runsAsManyAtOnceAsItHasPermits() {
        HashPermits permits = new HashPermits(3, FOREVER);
        try (Crowd<String> crowd = new Crowd<>(10, () -> attempt(permits))) {
            Crowd.await(() -> crowd.count(State.WAITING) == 3 && crowd.count(State.TIMED_WAITING) == 7);
            assertThat(inside).hasValue(3);
            release.countDown();
            assertThat(crowd.outcomes()).hasSize(10).containsOnly("hashed");
        }
    }

    @Test
    void letsSixteenWaitForEachPermitAndRefusesTheNextAtOnce() {
        HashPermits permits = new HashPermits(2, FOREVER);
        try (Crowd<String> crowd = new Crowd<>(2 + 32, () -> attempt(permits))) {
            Crowd.await(() -> crowd.count(State.WAITING) == 2 && crowd.count(State.TIMED_WAITING) == 32);
            assertThat(attempt(permits)).isEqualTo("refused");
            release.countDown();
            assertThat(crowd.outcomes()).hasSize(34).containsOnly("hashed");
        }
        assertThat(attempt(permits)).isEqualTo("hashed");
    }

    @Test
    void letsNobodyWaitLongerThanItsTime() {
        HashPermits permits = new HashPermits(1, 1);
        try (Crowd<String> holder = new Crowd<>(1, () -> attempt(permits))) {
            Crowd.await(() -> inside.get() == 1);
            assertThat(attempt(permits)).isEqualTo("refused");
            release.countDown();
            assertThat(holder.outcomes()).containsExactly("hashed");
        }
    }

    @Test
    void refusesWhoeverIsInterruptedAndLeavesItInterrupted() {
        HashPermits permits = new HashPermits(1, FOREVER);
        try (Crowd<String> holder = new Crowd<>(1, () -> attempt(permits))) {
            Crowd.await(() -> inside.get() == 1);
            try (Crowd<String> waiters = new Crowd<>(3, () -> attempt(permits))) {
                Crowd.await(() -> waiters.count(State.TIMED_WAITING) == 3);
                waiters.interrupt();
                assertThat(waiters.outcomes()).hasSize(3).containsOnly("refused, still interrupted");
            }
            release.countDown();
            assertThat(holder.outcomes()).containsExactly("hashed");
        }
        assertThat(attempt(permits)).isEqualTo("hashed");
    }

    @ParameterizedTest
    @EnumSource(Broken.class)
    void takesThePermitBackFromAHashThatThrows(Broken broken) {
        HashPermits permits = new HashPermits(1, 0);
        assertThat(catchThrowable(() -> permits.run(() -> {
                    throw broken.raise();
                })))
                .hasMessage("broken on purpose");
        assertThat(permits.run(() -> "hashed")).isEqualTo("hashed");
    }

    @Test
    void saysThatNothingWasHashed() {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(OverloadedException.class)
                .isThrownBy(() -> new HashPermits(1, FOREVER).run(this::hash))
                .withMessageContaining("try again");
        assertThat(Thread.interrupted()).isTrue();
    }
}
