// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.apikey.Workers.Trust;
import dev.apikey.Workers.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class WorkersTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final List<ThreadPoolExecutor> pools = new ArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();

    @AfterEach
    void close() {
        release.countDown();
        pools.forEach(ThreadPoolExecutor::shutdownNow);
    }

    private Workers workers(int threads, int maxStuck, int maxWaiting, Duration maxWait, ThreadFactory factory) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, 1, TimeUnit.SECONDS, new PriorityBlockingQueue<>(), factory);
        pool.allowCoreThreadTimeOut(true);
        pools.add(pool);
        return new Workers(pool, maxStuck, maxWaiting, maxWait);
    }

    private Workers workers(int threads, int maxWaiting) {
        return workers(threads, 0, maxWaiting, LONG, Thread::new);
    }

    /** Hangs until the test is over. */
    private Integer hang() throws InterruptedException {
        busy.incrementAndGet();
        release.await();
        return 0;
    }

    private void occupy(Workers workers, int threads) {
        int before = busy.get();
        for (int i = 0; i < threads; i++) {
            CompletableFuture<Integer> unused = workers.submit(Trust.KNOWN, this::hang);
        }
        Crowd.await(() -> busy.get() == before + threads);
    }

    /** Counts that it was dropped. */
    private final class Droppable implements Work<Integer> {

        @Override
        public Integer call() {
            return 1;
        }

        @Override
        public void drop() {
            dropped.incrementAndGet();
        }
    }

    @Nested
    class Places {

        @Test
        void areAllForKnownKeysThreeQuartersForOthersAndAQuarterForThoseWhoFailed() {
            Workers workers = workers(1, 16);
            occupy(workers, 1);
            fill(workers, Trust.LITTLE, 4);
            fill(workers, Trust.FULL, 12 - 4);
            fill(workers, Trust.KNOWN, 16 - 12);
            assertThat(workers.waiting()).isEqualTo(16);
            assertThat(dropped).hasValue(3);
        }

        private void fill(Workers workers, Trust trust, int places) {
            for (int i = 0; i < places; i++) {
                CompletableFuture<Integer> unused = workers.submit(trust, new Droppable());
            }
            assertThatExceptionOfType(OverloadedException.class)
                    .isThrownBy(() -> workers.submit(trust, new Droppable()));
        }

        @Test
        void areNeverLessThanOne() {
            for (Trust trust : Trust.values()) {
                Workers workers = workers(1, 1);
                occupy(workers, 1);
                CompletableFuture<Integer> unused = workers.submit(trust, new Droppable());
                assertThat(workers.waiting()).isEqualTo(1);
            }
        }

        @Test
        void mayBeFewerForTheMoment() {
            Workers workers = workers(1, 100);
            occupy(workers, 1);
            CompletableFuture<Integer> unused = workers.submit(Trust.KNOWN, 1, new Droppable());
            assertThatExceptionOfType(OverloadedException.class)
                    .isThrownBy(() -> workers.submit(Trust.KNOWN, 1, new Droppable()));
        }

        /** Whoever knocks in vain must not take the place of another. */
        @Test
        void areNotTakenByThoseWhoAreRefused() {
            Workers workers = workers(1, 8);
            occupy(workers, 1);
            CompletableFuture<Integer> first = workers.submit(Trust.LITTLE, () -> 1);
            CompletableFuture<Integer> second = workers.submit(Trust.LITTLE, () -> 1);
            AtomicBoolean over = new AtomicBoolean();
            try (Crowd<Boolean> flood = new Crowd<>(8, () -> {
                while (!over.get()) {
                    assertThatExceptionOfType(OverloadedException.class)
                            .isThrownBy(() -> workers.submit(Trust.LITTLE, () -> 1));
                }
                return true;
            })) {
                for (int i = 0; i < 4; i++) {
                    CompletableFuture<Integer> unused = workers.submit(Trust.FULL, () -> 1);
                }
                over.set(true);
                assertThat(flood.outcomes()).hasSize(8);
            }
            assertThat(List.of(first, second)).noneMatch(CompletableFuture::isDone);
            assertThat(workers.waiting()).isEqualTo(6);
        }
    }

    @Nested
    class Order {

        @Test
        void isThatOfTrustAndThenOfArrival() {
            Workers workers = workers(1, 100);
            occupy(workers, 1);
            Queue<String> done = new ConcurrentLinkedQueue<>();
            List<CompletableFuture<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                for (Trust trust : List.of(Trust.LITTLE, Trust.FULL, Trust.KNOWN)) {
                    String name = trust + " " + i;
                    all.add(workers.submit(trust, () -> done.add(name)));
                }
            }
            release.countDown();
            all.forEach(CompletableFuture::join);
            assertThat(done)
                    .containsExactly(
                            "KNOWN 0",
                            "KNOWN 1",
                            "KNOWN 2",
                            "FULL 0",
                            "FULL 1",
                            "FULL 2",
                            "LITTLE 0",
                            "LITTLE 1",
                            "LITTLE 2");
        }
    }

    @Nested
    class Failure {

        @ParameterizedTest
        @EnumSource(Broken.class)
        void goesToWhoeverWaits(Broken broken) {
            Workers workers = workers(1, 4);
            CompletableFuture<Integer> result = workers.submit(Trust.FULL, () -> {
                throw broken.raise();
            });
            assertThatExceptionOfType(Throwable.class)
                    .isThrownBy(() -> workers.await(result))
                    .isNotInstanceOf(InterruptedException.class)
                    .satisfies(thrown ->
                            assertThat(thrown + " " + thrown.getCause()).contains("broken on purpose"));
            assertThat(workers.submit(Trust.FULL, () -> 7).join()).isEqualTo(7);
            assertThat(workers.waiting()).isZero();
        }

        /** The place would have been lost for ever, and after so many of them nobody would have been let in again. */
        @Test
        void toStartAThreadLeavesNobodyInTheQueue() throws Throwable {
            AtomicBoolean broken = new AtomicBoolean(true);
            Workers workers = workers(2, 0, 4, LONG, work -> {
                if (broken.get()) {
                    throw new OutOfMemoryError("broken on purpose");
                }
                return new Thread(work);
            });
            for (int i = 0; i < 100; i++) {
                assertThatExceptionOfType(OutOfMemoryError.class)
                        .isThrownBy(() -> workers.submit(Trust.FULL, new Droppable()));
            }
            assertThat(workers.waiting()).isZero();
            assertThat(dropped).hasValue(100);
            broken.set(false);
            assertThat(workers.await(workers.submit(Trust.FULL, () -> 7))).isEqualTo(7);
            assertThat(dropped).hasValue(100);
        }

        @Test
        void toFindAnOpenPoolDropsTheWork() {
            Workers workers = workers(1, 4);
            pools.get(0).shutdown();
            assertThatExceptionOfType(OverloadedException.class)
                    .isThrownBy(() -> workers.submit(Trust.FULL, new Droppable()));
            assertThat(dropped).hasValue(1);
            assertThat(workers.waiting()).isZero();
        }
    }

    @Nested
    class Await {

        @Test
        void endsInTimeAndWhatIsNotWantedAnyMoreIsDropped() {
            Workers workers = workers(1, 0, 4, Duration.ofMillis(20), Thread::new);
            occupy(workers, 1);
            CompletableFuture<Integer> late = workers.submit(Trust.FULL, new Droppable());
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> workers.await(late));
            release.countDown();
            Crowd.await(() -> dropped.get() == 1);
            assertThat(workers.waiting()).isZero();
        }

        @Test
        void isNotEndedByAnInterruptWhichIsThereAfterwards() throws Throwable {
            Workers workers = workers(1, 4);
            Thread.currentThread().interrupt();
            assertThat(workers.await(workers.submit(Trust.FULL, () -> 7))).isEqualTo(7);
            assertThat(Thread.interrupted()).isTrue();
        }

        @Test
        void tellsThatSomebodyElseHasGivenUp() {
            Workers workers = workers(1, 4);
            CompletableFuture<Integer> result = new CompletableFuture<>();
            result.cancel(false);
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> workers.await(result));
        }
    }

    @Nested
    class Stuck {

        private final Workers workers = workers(2, 3, 100, Duration.ofMillis(20), Thread::new);

        private boolean isServed() {
            try {
                return workers.await(workers.submit(Trust.FULL, () -> 7)) == 7;
            } catch (Throwable late) {
                return false;
            }
        }

        @Test
        void threadsAreReplacedUpToABoundAndComeBack() {
            occupy(workers, 2);
            Crowd.await(this::isServed);
            occupy(workers, 2);
            Crowd.await(this::isServed);
            occupy(workers, 1);
            assertThat(pools.get(0).getMaximumPoolSize()).isLessThanOrEqualTo(5);
            for (int i = 0; i < 10; i++) {
                assertThat(isServed()).isFalse();
            }
            release.countDown();
            Crowd.await(() -> pools.get(0).getMaximumPoolSize() == 2);
            assertThat(pools.get(0).getCorePoolSize()).isEqualTo(2);
            Crowd.await(this::isServed);
        }
    }

    @Nested
    class Dropping {

        @Test
        void answersWhoeverWaitsAndHappensOnce() {
            Workers workers = workers(1, 4);
            occupy(workers, 1);
            CompletableFuture<Integer> result = workers.submit(Trust.FULL, new Droppable());
            Workers.Task<?> task = (Workers.Task<?>) pools.get(0).getQueue().remove();
            task.drop();
            task.drop();
            task.run();
            assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> workers.await(result));
            assertThat(dropped).hasValue(1);
            assertThat(workers.waiting()).isZero();
        }
    }
}
