// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BackgroundThreadsTest {

    private final CapturedLog log = new CapturedLog();
    private final BackgroundThreads threads = new BackgroundThreads(new Alarm(() -> 0));

    private static Set<Thread> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("apikey-"))
                .collect(Collectors.toSet());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void close() {
        threads.close();
        log.close();
    }

    @Nested
    class UntilDone {

        @ParameterizedTest
        @EnumSource(Broken.class)
        void comesAgainUntilItSucceedsAndThenNoMore(Broken broken) {
            AtomicInteger runs = new AtomicInteger();
            CountDownLatch ticks = new CountDownLatch(100);
            threads.untilDone(Duration.ofMillis(1), () -> {
                if (runs.incrementAndGet() < 3) {
                    throw broken.raise();
                }
                threads.every(Duration.ofMillis(1), ticks::countDown);
            });
            BackgroundThreadsTest.await(ticks);
            assertThat(runs).hasValue(3);
            assertThat(log.records())
                    .singleElement()
                    .satisfies(warning -> assertThat(warning.getMessage())
                            .startsWith("a check after the start failed; it is made again"));
        }
    }

    @Nested
    class Every {

        @ParameterizedTest
        @EnumSource(Broken.class)
        void goesOnAfterWorkThatThrows(Broken broken) {
            CountDownLatch runs = new CountDownLatch(3);
            threads.every(Duration.ofMillis(1), () -> {
                runs.countDown();
                throw broken.raise();
            });
            await(runs);
            threads.close();
            assertThat(log.records())
                    .singleElement()
                    .satisfies(warning -> assertThat(warning.getMessage())
                            .startsWith("work in the background failed; it is tried again"));
        }

        @Test
        void neverRunsTwiceAtOnceAndNeverOnTheCallersThread() {
            AtomicInteger running = new AtomicInteger();
            AtomicInteger atOnce = new AtomicInteger();
            AtomicReference<Thread> runner = new AtomicReference<>();
            CountDownLatch runs = new CountDownLatch(20);
            threads.every(Duration.ofMillis(1), () -> {
                atOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
                runner.set(Thread.currentThread());
                running.decrementAndGet();
                runs.countDown();
            });
            await(runs);
            assertThat(atOnce).hasValue(1);
            assertThat(runner.get()).isNotSameAs(Thread.currentThread());
        }
    }

    @Nested
    class EveryWithin {

        /** A connection that is cut off without a word answers after a quarter of an hour, or never; others answer at once. */
        @Test
        void isTriedAgainHoweverManyHang() {
            CountDownLatch release = new CountDownLatch(1);
            CountDownLatch starts = new CountDownLatch(8);
            threads.everyWithin(Duration.ofMillis(1), Duration.ofMillis(2), () -> {
                starts.countDown();
                await(release);
            });
            await(starts);
            release.countDown();
        }

        @Test
        void isNotDoneTwiceAtOnceWithinTheDeadline() {
            CountDownLatch release = new CountDownLatch(1);
            AtomicInteger starts = new AtomicInteger();
            CountDownLatch ticks = new CountDownLatch(20);
            threads.everyWithin(Duration.ofMillis(1), Duration.ofHours(1), () -> {
                starts.incrementAndGet();
                await(release);
            });
            threads.tick(Duration.ofMillis(1), ticks::countDown);
            await(ticks);
            assertThat(starts).hasValueLessThanOrEqualTo(1);
            release.countDown();
        }
    }

    @Nested
    class Ask {

        @Test
        void takesFourAtOnceAndAThousandMoreAndRefusesTheNextAtOnce() {
            CountDownLatch busy = new CountDownLatch(4);
            CountDownLatch release = new CountDownLatch(1);
            CountDownLatch done = new CountDownLatch(1_004);
            Set<Thread> asking = ConcurrentHashMap.newKeySet(); // Threads of other tests may still be there, or come.
            for (int i = 0; i < 1_004; i++) {
                threads.ask(() -> {
                    asking.add(Thread.currentThread());
                    busy.countDown();
                    await(release);
                    done.countDown();
                });
                if (i == 3) {
                    await(busy);
                }
            }
            assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> threads.ask(() -> {}));
            assertThat(asking)
                    .hasSize(4)
                    .allSatisfy(thread -> assertThat(thread.isDaemon()).isTrue());
            release.countDown();
            await(done);
            assertThat(asking).hasSize(4);
        }
    }

    @Nested
    class Close {

        @Test
        void leavesNoThreadBehind() {
            CountDownLatch busy = new CountDownLatch(5);
            // The timer is a sixth.
            threads.every(Duration.ofMillis(1), () -> {
                busy.countDown();
                await(new CountDownLatch(1));
            });
            for (int i = 0; i < 4; i++) {
                threads.ask(() -> {
                    busy.countDown();
                    await(new CountDownLatch(1));
                });
            }
            await(busy);
            assertThat(threads.alive()).hasSize(6);
            threads.close();
            Crowd.await(() -> threads.alive().isEmpty()); // A pool is terminated a moment before its last thread is.
        }

        @Test
        void canBeCalledAgainAndRefusesWorkFromThenOn() {
            threads.close();
            assertThatCode(threads::close).doesNotThrowAnyException();
            assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> threads.ask(() -> {}));
            assertThatExceptionOfType(RejectedExecutionException.class)
                    .isThrownBy(() -> threads.every(Duration.ofMillis(1), () -> {}));
        }

        @Test
        void keepsAnInterrupt() {
            CountDownLatch busy = new CountDownLatch(1);
            threads.ask(() -> {
                busy.countDown();
                await(new CountDownLatch(1));
            });
            await(busy);
            Thread.currentThread().interrupt();
            threads.close();
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Nested
    class ClosingApiKeys {

        /** In a group of its own, because threads belong to that of whoever starts them: those of keys that other tests leave open do not count. */
        @Test
        void leavesNoThreadBehindHoweverOftenTheyAreBuilt() throws InterruptedException {
            Sandbox sandbox = new Sandbox();
            IssuedKey issued = sandbox.issue();
            ThreadGroup group = new ThreadGroup("hosts");
            AtomicInteger started = new AtomicInteger();
            Thread hosts = new Thread(group, () -> {
                List<ApiKeys> all = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    ApiKeys keys = sandbox.builder()
                            .ownerRights(owner -> Optional.of(Permissions.of("*")))
                            .build();
                    keys.authenticate(issued.revealToken(), "test");
                    all.add(keys);
                }
                started.set(oursIn(group).size());
                all.forEach(ApiKeys::close);
                all.forEach(ApiKeys::close);
            });
            hosts.start();
            hosts.join();
            assertThat(started).hasValueGreaterThanOrEqualTo(20);
            Crowd.await(() -> oursIn(group).isEmpty());
        }

        private static List<Thread> oursIn(ThreadGroup group) {
            return ours().stream()
                    .filter(thread -> group.equals(thread.getThreadGroup()))
                    .toList();
        }
    }
}
