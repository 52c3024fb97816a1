// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.apikey.Hashing.Verification;
import dev.apikey.Workers.Trust;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a verification ends, or does not begin, its secret is wiped, once nobody reads it any more. */
@Timeout(60)
class HashingTest {

    private final AtomicLong nanos = new AtomicLong();
    private final BackgroundThreads threads = new BackgroundThreads(new Alarm(nanos::get));
    private final Hashing hashing = new Hashing(
            new SecretHashers(List.of(ScriptedHasher.slow(() -> true))), threads, nanos::get, Silence.TELLING);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        threads.close();
    }

    /** Notes what is done to it. */
    private static final class Noted implements Verification {

        private final AtomicBoolean wanted = new AtomicBoolean(true);
        private final AtomicBoolean inside = new AtomicBoolean();
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();
        private final AtomicBoolean closedTooEarly = new AtomicBoolean();
        private final Runnable work;

        Noted(Runnable work) {
            this.work = work;
        }

        @Override
        public boolean isWanted() {
            return wanted.get();
        }

        @Override
        public void answer(boolean right) {}

        @Override
        public int memoryKib() {
            return 0;
        }

        @Override
        public boolean isRight() {
            asked.incrementAndGet();
            inside.set(true);
            try {
                work.run();
            } finally {
                inside.set(false);
            }
            return true;
        }

        @Override
        public void close() {
            closedTooEarly.compareAndSet(false, inside.get());
            closed.incrementAndGet();
        }
    }

    private void hang() {
        try {
            release.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    void wipesWhatWasVerified() {
        Noted noted = new Noted(() -> {});
        assertThat(hashing.verify(Trust.FULL, noted).join()).isTrue();
        assertThat(noted.closed).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource(Broken.class)
    void wipesWhatCouldNotBeVerified(Broken broken) {
        Noted noted = new Noted(() -> {
            throw broken.raise();
        });
        assertThat(hashing.verify(Trust.FULL, noted)
                        .handle((right, thrown) -> thrown)
                        .join())
                .isNotNull();
        assertThat(noted.closed).hasValue(1);
    }

    @Test
    void wipesWhatNobodyWantsAnyMore() {
        Noted noted = new Noted(() -> {});
        noted.wanted.set(false);
        assertThat(hashing.verify(Trust.FULL, noted).join()).isNull();
        assertThat(noted.asked).hasValue(0);
        assertThat(noted.closed).hasValue(1);
    }

    @Test
    void wipesWhatThereIsNoRoomForAndWhatIsDroppedAtTheEndButNothingThatIsBeingRead() {
        int permits = Runtime.getRuntime().availableProcessors();
        Noted running = new Noted(this::hang);
        for (int i = 0; i < permits; i++) {
            CompletableFuture<Boolean> unused = hashing.verify(Trust.KNOWN, running);
        }
        Crowd.await(() -> running.asked.get() == permits);
        Noted waiting = new Noted(() -> {});
        CompletableFuture<Boolean> answer = hashing.verify(Trust.KNOWN, waiting);
        Noted refused = new Noted(() -> {});
        assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> {
            while (true) {
                CompletableFuture<Boolean> unused = hashing.verify(Trust.LITTLE, refused);
            }
        });
        assertThat(refused.closed).hasValue(1);
        try (Crowd<Boolean> closing = new Crowd<>(1, () -> {
            threads.close();
            return true;
        })) {
            assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> hashing.await(answer));
            assertThat(waiting.closed).hasValue(1);
            assertThat(running.closed).hasValue(0);
            release.countDown();
            assertThat(closing.outcomes()).hasSize(1);
        }
        assertThat(running.closed).hasValue(permits);
        assertThat(running.closedTooEarly).isFalse();
        Noted late = new Noted(() -> {});
        assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> hashing.verify(Trust.KNOWN, late));
        assertThat(late.closed).hasValue(1);
    }

    @Test
    void doesNothingForLaterWhereSomebodyWaits() {
        int permits = Runtime.getRuntime().availableProcessors();
        for (int i = 0; i < permits + 1; i++) {
            CompletableFuture<Boolean> unused = hashing.verify(Trust.KNOWN, new Noted(this::hang));
        }
        Crowd.await(() -> hashing.waiting() == 1);
        AtomicBoolean dropped = new AtomicBoolean();
        hashing.whenIdle(new Workers.Work<>() {
            @Override
            public Boolean call() {
                return true;
            }

            @Override
            public void drop() {
                dropped.set(true);
            }
        });
        assertThat(dropped).isTrue();
    }
}
