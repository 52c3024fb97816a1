// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.apikey.spi.OwnerRights;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Time is a field, and the threads that ask are a list of what they would do, unless a test says otherwise. */
class OwnerRightsCacheTest {

    private static final long BOUND = 60_000_000_000L;
    private static final Permissions FILES = Permissions.of("files:*");
    private static final Permissions ROOMS = Permissions.of("rooms:*");

    private final AtomicLong nanos = new AtomicLong();
    private final Queue<Runnable> questions = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final CapturedLog log = new CapturedLog();
    private volatile OwnerRights host = owner -> Optional.of(FILES);
    private volatile Consumer<Runnable> threads = Runnable::run;
    private final OwnerRightsCache cache = cache(Duration.ofSeconds(30));

    private OwnerRightsCache cache(Duration maxWait) {
        OwnerRights counted = owner -> {
            asked.incrementAndGet();
            return host.of(owner);
        };
        return new OwnerRightsCache(
                counted,
                Duration.ofNanos(BOUND),
                maxWait,
                work -> threads.accept(work),
                nanos::get,
                new Alarm(() -> 0));
    }

    @AfterEach
    void close() {
        log.close();
    }

    private void answerLater() {
        threads = questions::add;
    }

    private void answerNow() {
        Runnable question = questions.remove();
        question.run();
    }

    private void assertUnanswered() {
        assertThatExceptionOfType(OwnerUnansweredException.class).isThrownBy(() -> cache.of("ben"));
    }

    @Nested
    class Unlimited {

        @Test
        void asksNobodyAndLooksAtNoClock() {
            OwnerRightsCache unlimited = new OwnerRightsCache(
                    OwnerRights.unlimited(),
                    Duration.ofSeconds(1),
                    work -> {
                        throw new AssertionError("asked");
                    },
                    () -> {
                        throw new AssertionError("looked at the clock");
                    },
                    new Alarm(() -> 0));
            assertThat(unlimited.of("ben").orElseThrow().allow("apikeys:write")).isTrue();
        }
    }

    @Nested
    class AnAnswer {

        @ParameterizedTest
        @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - BOUND / 2, -BOUND})
        void isUsedWithoutAQuestionInTheFirstHalfOfTheBound(long start) {
            nanos.set(start);
            assertThat(cache.of("ben")).contains(FILES);
            nanos.set(start + BOUND / 2 - 1);
            assertThat(cache.of("ben")).contains(FILES);
            assertThat(asked).hasValue(1);
            nanos.set(start + BOUND / 2);
            cache.of("ben");
            assertThat(asked).hasValue(2);
        }

        @Test
        void isRenewedInTheSecondHalfBehindTheRequestsBack() {
            cache.of("ben");
            nanos.set(BOUND / 2);
            answerLater();
            host = owner -> Optional.of(ROOMS);
            for (int i = 0; i < 10; i++) {
                assertThat(cache.of("ben")).contains(FILES);
            }
            assertThat(asked).hasValue(1);
            assertThat(questions).hasSize(1);
            answerNow();
            assertThat(cache.of("ben")).contains(ROOMS);
            nanos.set(BOUND - 1);
            assertThat(cache.of("ben")).contains(ROOMS);
            assertThat(questions).isEmpty();
        }

        @Test
        void isAsOldAsItsQuestion() {
            host = owner -> {
                nanos.addAndGet(BOUND / 2);
                return Optional.of(FILES);
            };
            assertThat(cache.of("ben")).contains(FILES);
            answerLater();
            assertThat(cache.of("ben")).contains(FILES);
            assertThat(questions).hasSize(1);
            nanos.set(BOUND - 1);
            assertThat(cache.of("ben")).contains(FILES);
        }

        @Test
        void isNotUsedOnceItIsAsOldAsTheBound() {
            cache.of("ben");
            nanos.set(BOUND);
            host = owner -> Optional.of(ROOMS);
            assertThat(cache.of("ben")).contains(ROOMS);
            nanos.set(3 * BOUND);
            threads = OwnerRightsCacheTest::full;
            assertUnanswered();
        }

        @Test
        void isNotUsedByThoseWhoWaitedForItBeyondTheBound() {
            host = owner -> {
                nanos.addAndGet(BOUND);
                return Optional.of(FILES);
            };
            assertUnanswered();
            host = owner -> {
                nanos.addAndGet(BOUND - 1);
                return Optional.of(FILES);
            };
            assertThat(cache.of("ben")).contains(FILES);
        }

        @Test
        void isEachOwnersOwn() {
            host = owner -> owner.equals("ben") ? Optional.of(FILES) : Optional.empty();
            assertThat(cache.of("ben")).contains(FILES);
            assertThat(cache.of("Ben")).isEmpty();
            assertThat(cache.of("ben ")).isEmpty();
            assertThat(asked).hasValue(3);
        }
    }

    @Nested
    class AGoneOwner {

        @Test
        void isRememberedLikeAnyAnswerAndComesBackWithTheNextOne() {
            host = owner -> Optional.empty();
            assertThat(cache.of("ben")).isEmpty();
            host = owner -> Optional.of(FILES);
            nanos.set(BOUND / 2 - 1);
            assertThat(cache.of("ben")).isEmpty();
            nanos.set(BOUND);
            assertThat(cache.of("ben")).contains(FILES);
        }

        @Test
        void goesWithinTheBound() {
            assertThat(cache.of("ben")).contains(FILES);
            host = owner -> Optional.empty();
            nanos.set(BOUND);
            assertThat(cache.of("ben")).isEmpty();
        }
    }

    @Nested
    class AFailure {

        @ParameterizedTest
        @EnumSource(Broken.class)
        void keepsTheLastAnswerUntilTheBoundAndAlarmsOnce(Broken broken) {
            cache.of("ben");
            host = owner -> {
                throw broken.raise();
            };
            nanos.set(BOUND / 2);
            assertThat(cache.of("ben")).contains(FILES);
            nanos.set(BOUND - 1);
            assertThat(cache.of("ben")).contains(FILES);
            nanos.set(BOUND);
            assertUnanswered();
            assertThat(asked).as("left alone for a second after each failure").hasValue(3);
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            assertUnanswered();
            assertUnanswered();
            assertThat(asked).hasValue(4);
            assertThat(log.records())
                    .singleElement()
                    .satisfies(warning -> assertThat(warning.getMessage())
                            .startsWith("OwnerRights could not tell what an owner may do"));
        }

        @ParameterizedTest
        @EnumSource(Broken.class)
        void isOverWithTheNextAnswer(Broken broken) {
            host = owner -> {
                throw broken.raise();
            };
            assertUnanswered();
            host = owner -> Optional.of(ROOMS);
            assertUnanswered();
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            assertThat(cache.of("ben")).contains(ROOMS);
        }

        @Test
        @SuppressWarnings("NullAway") // what a host does that does not care for null
        void isAnAnswerThatIsNull() {
            host = owner -> null;
            assertThatExceptionOfType(OwnerUnansweredException.class)
                    .isThrownBy(() -> cache.of("ben"))
                    .withRootCauseInstanceOf(NullPointerException.class);
            assertThat(log.records()).hasSize(1);
        }
    }

    @Nested
    class Asking {

        @Test
        void waitsForAHostThatHangsNoLongerThanItMay() {
            answerLater();
            OwnerRightsCache hasty = cache(Duration.ofMillis(1));
            assertThatExceptionOfType(OwnerUnansweredException.class)
                    .isThrownBy(() -> hasty.of("ben"))
                    .withCauseInstanceOf(TimeoutException.class)
                    .withMessage(
                            "the host could not tell in time what the owner of the key may do: try again in a moment");
            assertThatExceptionOfType(OwnerUnansweredException.class).isThrownBy(() -> hasty.of("ben"));
            assertThat(questions).as("one question, however many wait for it").hasSize(1);
            answerNow();
            assertThat(hasty.of("ben")).contains(FILES);
        }

        @Test
        void isRefusedAtOnceWhereThereIsNoRoomAndWorksWhereThereIsAgain() {
            threads = OwnerRightsCacheTest::full;
            assertUnanswered();
            threads = Runnable::run;
            assertThat(cache.of("ben")).contains(FILES);
            nanos.set(BOUND - 1);
            threads = OwnerRightsCacheTest::full;
            assertThat(cache.of("ben")).contains(FILES);
        }

        /** Such as OutOfMemoryError: unable to create native thread. */
        @ParameterizedTest
        @EnumSource(Broken.class)
        void survivesThreadsThatCannotBeStarted(Broken broken) {
            cache.of("ben");
            threads = work -> {
                throw broken.raise();
            };
            nanos.set(BOUND - 1);
            assertThat(cache.of("ben")).contains(FILES);
            nanos.set(BOUND);
            assertUnanswered();
            threads = Runnable::run;
            host = owner -> Optional.of(ROOMS);
            assertThat(cache.of("ben")).contains(ROOMS);
        }

        @Test
        void keepsAnInterrupt() {
            answerLater();
            Thread.currentThread().interrupt();
            assertUnanswered();
            assertThat(Thread.interrupted()).isTrue();
        }

        @Test
        void isDoneOnceForACrowd() {
            answerLater();
            try (Crowd<Optional<Permissions>> crowd = new Crowd<>(64, () -> cache.of("ben"))) {
                Crowd.await(() -> crowd.count(Thread.State.TIMED_WAITING) == 64);
                assertThat(questions).hasSize(1);
                answerNow();
                assertThat(crowd.outcomes()).hasSize(64).containsOnly(Optional.of(FILES));
            }
            assertThat(asked).hasValue(1);
        }

        @Test
        void isDoneOnceAtATimeForEachOwner() {
            ConcurrentMap<String, AtomicInteger> running = new ConcurrentHashMap<>();
            AtomicInteger atOnce = new AtomicInteger();
            host = owner -> {
                AtomicInteger mine = running.computeIfAbsent(owner, any -> new AtomicInteger());
                atOnce.accumulateAndGet(mine.incrementAndGet(), Math::max);
                nanos.addAndGet(BOUND / 3);
                mine.decrementAndGet();
                return Optional.of(FILES);
            };
            try (BackgroundThreads real = new BackgroundThreads(new Alarm(() -> 0))) {
                threads = real::ask;
                try (Crowd<Integer> crowd = new Crowd<>(64, () -> askAbout(100))) {
                    assertThat(crowd.outcomes()).hasSize(64);
                }
            }
            assertThat(atOnce).hasValue(1);
        }

        private int askAbout(int times) {
            int answered = 0;
            for (int i = 0; i < times; i++) {
                try {
                    cache.of("owner-" + ThreadLocalRandom.current().nextInt(4));
                    answered++;
                } catch (OwnerUnansweredException late) {
                    // Others have moved the clock past the bound meanwhile.
                }
            }
            return answered;
        }
    }

    @Nested
    class ManyOwners {

        private static final int LIMIT = 100_000;

        @Test
        void areRememberedUpToALimitAndAskedAboutAgainBeyondIt() {
            int owners = LIMIT * 5 / 2;
            for (int i = 0; i < owners; i++) {
                assertThat(cache.of("owner-" + i)).isPresent();
            }
            assertThat(asked).hasValue(owners);
            for (int i = 0; i < owners; i++) {
                cache.of("owner-" + i);
            }
            assertThat(asked.get() - owners).isBetween(owners - LIMIT, owners);
        }

        @Test
        void areRememberedAllIfTheyAreNoMoreThanTheLimit() {
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < LIMIT; i++) {
                    cache.of("owner-" + i);
                }
            }
            assertThat(asked).hasValue(LIMIT);
        }

        /** An answer that comes for an owner that was forgotten meanwhile reaches those who wait for it. */
        @Test
        void answerThoseWhoWait() {
            Queue<Runnable> later = new ArrayDeque<>();
            threads = later::add;
            List<Optional<Permissions>> got = new ArrayList<>();
            OwnerRightsCache patient = cache(Duration.ofSeconds(30));
            try (Crowd<Optional<Permissions>> crowd = new Crowd<>(1, () -> patient.of("ben"))) {
                Crowd.await(() -> crowd.count(Thread.State.TIMED_WAITING) == 1);
                threads = Runnable::run;
                for (int i = 0; i < 2 * LIMIT; i++) {
                    patient.of("owner-" + i);
                }
                later.remove().run();
                got.addAll(crowd.outcomes());
            }
            assertThat(got).containsExactly(Optional.of(FILES));
        }
    }

    private static void full(Runnable work) {
        throw new RejectedExecutionException("full on purpose: " + work);
    }
}
