// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class HeartbeatTest {

    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofHours(1);

    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    private final AtomicInteger threads = new AtomicInteger();
    private final Heartbeat heartbeat = new Heartbeat(work -> {
        Thread made = new Thread(work, "heartbeat");
        made.setDaemon(true);
        threads.incrementAndGet();
        thread.set(made);
        return made;
    });

    @AfterEach
    void close() throws InterruptedException {
        heartbeat.close();
        assertThat(heartbeat.awaitEnd(Duration.ofSeconds(30))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Broken.class)
    void goesOnWhateverIsThrown(Broken broken) {
        AtomicInteger beats = new AtomicInteger();
        heartbeat.every(SHORT, Duration.ZERO, () -> {
            beats.incrementAndGet();
            throw broken.raise();
        });
        Crowd.await(() -> beats.get() >= 3);
        assertThat(threads).hasValue(1);
    }

    @Test
    void doesWhatIsAddedLaterAndIsDueEarlier() {
        AtomicInteger late = new AtomicInteger();
        AtomicInteger early = new AtomicInteger();
        heartbeat.every(LONG, LONG, late::incrementAndGet);
        awaitRest();
        heartbeat.every(SHORT, Duration.ZERO, early::incrementAndGet);
        Crowd.await(() -> early.get() >= 3);
        assertThat(late).hasValue(0);
        assertThat(threads).hasValue(1);
    }

    @Test
    void doesNothingAgainBeforeItsInterval() {
        AtomicInteger once = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();
        heartbeat.every(LONG, Duration.ZERO, once::incrementAndGet);
        heartbeat.every(SHORT, SHORT, others::incrementAndGet);
        Crowd.await(() -> others.get() >= 3);
        assertThat(once).hasValue(1);
    }

    @Test
    void makesUpForNothingThatItMissed() {
        long interval = Duration.ofMillis(20).toNanos();
        AtomicInteger beats = new AtomicInteger();
        AtomicInteger counted = new AtomicInteger(-1);
        AtomicLong countedAt = new AtomicLong();
        CountDownLatch release = new CountDownLatch(1);
        heartbeat.every(LONG, Duration.ZERO, () -> awaitUninterrupted(release));
        long began = System.nanoTime();
        heartbeat.every(Duration.ofNanos(interval), Duration.ZERO, beats::incrementAndGet);
        Crowd.await(() -> System.nanoTime() - began > 50 * interval);
        long released = System.nanoTime();
        heartbeat.every(LONG, Duration.ofMillis(100), () -> {
            countedAt.set(System.nanoTime());
            counted.set(beats.get());
        });
        release.countDown();
        Crowd.await(() -> counted.get() >= 0);
        assertThat(counted.get())
                .as("of more than 50 that were due")
                .isBetween(1, (int) ((countedAt.get() - released) / interval) + 2);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    void goesOnAfterAnInterrupt() {
        AtomicInteger beats = new AtomicInteger();
        heartbeat.every(SHORT, Duration.ZERO, beats::incrementAndGet);
        Crowd.await(() -> beats.get() >= 1);
        heartbeat.interrupt();
        int before = beats.get();
        Crowd.await(() -> beats.get() >= before + 3);
        assertThat(running().isInterrupted()).as("which would let it not rest").isFalse();
    }

    private Thread running() {
        return Objects.requireNonNull(thread.get());
    }

    private void awaitRest() {
        Crowd.await(() -> running().getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void refusesAnIntervalThatIsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> heartbeat.every(Duration.ZERO, SHORT, () -> {}));
        assertThatIllegalArgumentException().isThrownBy(() -> heartbeat.every(SHORT.negated(), SHORT, () -> {}));
        assertThat(threads).hasValue(0);
    }

    @Test
    void endsAndStartsNoThreadAfterwards() throws InterruptedException {
        heartbeat.every(LONG, LONG, () -> {});
        awaitRest();
        heartbeat.close();
        assertThat(heartbeat.awaitEnd(Duration.ofSeconds(30))).isTrue();
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> heartbeat.every(SHORT, Duration.ZERO, () -> {}));
        assertThat(threads).hasValue(1);
    }

    @Test
    void saysThatItHasNotEnded() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        heartbeat.every(LONG, Duration.ZERO, () -> {
            inside.countDown();
            awaitUninterrupted(release);
        });
        inside.await();
        heartbeat.close();
        assertThat(heartbeat.awaitEnd(SHORT)).isFalse();
        heartbeat.interrupt();
        assertThat(heartbeat.awaitEnd(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void hasNoThreadBeforeItIsNeeded() throws InterruptedException {
        assertThat(threads).hasValue(0);
        heartbeat.interrupt();
        assertThat(heartbeat.awaitEnd(SHORT)).isTrue();
        assertThat(thread).hasValue(null);
    }
}
