// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.apikey.spi.FoundKey;
import dev.apikey.spi.KeyStore;
import dev.apikey.testkit.ForwardingStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LookUpsTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final AtomicLong sequence = new AtomicLong(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile Function<UUID, FoundKey> answer = id -> new FoundKey(Optional.empty(), sequence.get());
    private final KeyStore store = new ForwardingStore(KeyStore.inMemory()) {
        @Override
        public FoundKey lookUp(UUID id) {
            asked.incrementAndGet();
            return answer.apply(id);
        }
    };
    private final BackgroundThreads threads = new BackgroundThreads(new Alarm(() -> 0));
    private final LookUps lookUps = new LookUps(store, threads, nanos::get, Silence.TELLING);
    private final UUID id = UUID.randomUUID();

    @AfterEach
    void close() {
        release.countDown();
        threads.close();
    }

    private FoundKey find(UUID wanted) {
        return find(lookUps, wanted);
    }

    private static FoundKey find(LookUps lookUps, UUID wanted) {
        return find(lookUps, wanted, 0);
    }

    private static FoundKey find(LookUps lookUps, UUID wanted, long epoch) {
        try {
            return lookUps.find(wanted, Workers.Trust.FULL, epoch);
        } catch (Throwable broken) {
            throw Unchecked.of(broken);
        }
    }

    private FoundKey hang() {
        FoundKey found = new FoundKey(Optional.empty(), sequence.get());
        try {
            release.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
        return found;
    }

    @Test
    void areOneForAllWhoAskInTheSameMoment() {
        answer = any -> hang();
        try (Crowd<FoundKey> crowd = new Crowd<>(50, () -> find(id))) {
            Crowd.await(() -> crowd.count(Thread.State.TIMED_WAITING) == 50);
            release.countDown();
            assertThat(crowd.outcomes()).hasSize(50);
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void areNotJoinedByMoreThanThereArePlaces() {
        answer = any -> hang();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new PriorityBlockingQueue<>());
        Workers workers = new Workers(pool, 0, 10, 4, Duration.ofSeconds(50));
        LookUps few = new LookUps(store, workers, nanos::get, Silence.TELLING);
        try (Crowd<FoundKey> crowd = new Crowd<>(4, () -> find(few, id))) {
            Crowd.await(() -> crowd.count(Thread.State.TIMED_WAITING) == 4);
            assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> find(few, id));
            release.countDown();
            assertThat(crowd.outcomes()).hasSize(4);
        }
        pool.shutdownNow();
    }

    @Test
    void areNotJoinedFromAnotherEpochOfTheFeed() {
        answer = any -> hang();
        try (Crowd<FoundKey> early = new Crowd<>(1, () -> find(id))) {
            Crowd.await(() -> asked.get() == 1);
            answer = any -> new FoundKey(Optional.empty(), 2);
            assertThat(find(lookUps, id, 1).sequence()).isEqualTo(2);
            release.countDown();
            assertThat(early.outcomes()).hasSize(1);
        }
    }

    @Test
    void areNotJoinedByWhoeverComesLater() {
        answer = any -> hang();
        try (Crowd<FoundKey> early = new Crowd<>(1, () -> find(id))) {
            Crowd.await(() -> asked.get() == 1);
            answer = any -> new FoundKey(Optional.empty(), 2);
            nanos.addAndGet(Duration.ofMillis(100).toNanos() - 1);
            try (Crowd<FoundKey> joining = new Crowd<>(1, () -> find(id))) {
                Crowd.await(() -> joining.count(Thread.State.TIMED_WAITING) == 1);
                nanos.incrementAndGet();
                assertThat(find(id).sequence()).isEqualTo(2);
                release.countDown();
                assertThat(joining.outcomes()).containsExactly(new FoundKey(Optional.empty(), 1));
            }
            assertThat(early.outcomes()).hasSize(1);
        }
    }

    @Test
    void areNotJoinedOnceTheKeyHasChanged() {
        answer = any -> hang();
        try (Crowd<FoundKey> early = new Crowd<>(1, () -> find(id))) {
            Crowd.await(() -> asked.get() == 1);
            answer = any -> new FoundKey(Optional.empty(), 2);
            lookUps.forget(List.of(id));
            assertThat(find(id).sequence()).isEqualTo(2);
            release.countDown();
            assertThat(early.outcomes()).hasSize(1);
        }
    }

    /** A look-up that was listed only after the store had been asked could be joined by somebody who came after the change that it missed. */
    @Test
    void neverTellWhatWasReadBeforeAChangeToWhoeverComesAfterIt() {
        AtomicLong over = new AtomicLong();
        try (Crowd<Boolean> readers = new Crowd<>(3, () -> {
            while (over.get() == 0) {
                find(id);
            }
            return true;
        })) {
            for (int i = 0; i < 10_000; i++) {
                long changed = sequence.incrementAndGet();
                lookUps.forget(List.of(id));
                assertThat(find(id).sequence()).isGreaterThanOrEqualTo(changed);
            }
            over.set(1);
            assertThat(readers.outcomes()).hasSize(3);
        }
    }

    @Test
    void refuseTheRecordOfAnotherKey() {
        Sandbox sandbox = new Sandbox();
        FoundKey other = sandbox.store.lookUp(sandbox.issue().key().id());
        answer = any -> other;
        assertThatIllegalStateException().isThrownBy(() -> find(id)).withMessageContaining("another key");
    }

    @Test
    void areGivenUpWhereTheStoreHangsAndMadeAgainAsSoonAsAnotherConnectionAnswers() {
        answer = any -> hang();
        try (Crowd<Boolean> crowd = new Crowd<>(8, () -> {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> find(UUID.randomUUID()))
                    .withCauseInstanceOf(TimeoutException.class);
            return true;
        })) {
            assertThat(crowd.outcomes()).hasSize(8);
        }
        answer = any -> new FoundKey(Optional.empty(), 2);
        assertThat(find(id).sequence()).as("while eight connections hang").isEqualTo(2);
    }
}
