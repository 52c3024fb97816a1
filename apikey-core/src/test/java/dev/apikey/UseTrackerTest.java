// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.apikey.spi.EngineEvent;
import dev.apikey.spi.KeyObserver;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyUse;
import dev.apikey.testkit.ForwardingStore;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class UseTrackerTest {

    private static final UUID KEY = new UUID(7, 7);
    private static final Instant NOW = Sandbox.NOW;
    private static final LocalDate TODAY = LocalDate.parse("2026-11-24");

    private final CapturedLog log = new CapturedLog();
    private final Recording store = new Recording();
    private final UseTracker tracker = new UseTracker(store, () -> 0, Silence.TELLING, new Alarm(() -> 0));

    private void used(UUID id, Instant at) {
        tracker.keep(new KeyUse(id, LocalDate.ofInstant(at, ZoneOffset.UTC), 1, at));
    }

    /** Keeps what it is told to record, or throws. */
    private static final class Recording extends ForwardingStore {

        private final List<List<KeyUse>> batches = new CopyOnWriteArrayList<>();
        private volatile Runnable before = () -> {};

        private Recording() {
            super(KeyStore.inMemory());
        }

        @Override
        public void recordUse(Collection<KeyUse> uses) {
            before.run();
            batches.add(List.copyOf(uses));
        }

        private List<KeyUse> uses() {
            return batches.stream().flatMap(List::stream).toList();
        }

        private long total() {
            return uses().stream().mapToLong(KeyUse::count).sum();
        }
    }

    @AfterEach
    void close() {
        log.close();
    }

    private void use(int keys) {
        for (int i = 0; i < keys; i++) {
            used(new UUID(1, i), NOW);
        }
    }

    @Nested
    class Used {

        @Test
        void addsUpPerKey() {
            used(KEY, NOW);
            used(KEY, NOW.plusMillis(2));
            used(new UUID(8, 8), NOW);
            tracker.flush(List.of());
            assertThat(store.uses())
                    .containsExactlyInAnyOrder(
                            new KeyUse(KEY, TODAY, 2, NOW.plusMillis(2)), new KeyUse(new UUID(8, 8), TODAY, 1, NOW));
        }

        @Test
        void splitsAtMidnightInUtc() {
            Instant midnight = Instant.parse("2026-11-25T00:00:00Z");
            used(KEY, midnight);
            used(KEY, midnight.minusMillis(1));
            tracker.flush(List.of());
            assertThat(store.uses())
                    .containsExactlyInAnyOrder(
                            new KeyUse(KEY, TODAY, 1, midnight.minusMillis(1)),
                            new KeyUse(KEY, TODAY.plusDays(1), 1, midnight));
        }

        @Test
        void movesForwardOnly() {
            used(KEY, NOW);
            used(KEY, NOW.minusMillis(1));
            tracker.flush(List.of());
            assertThat(store.uses()).containsExactly(new KeyUse(KEY, TODAY, 2, NOW));
        }

        @Test
        void writesNothingByItself() {
            use(2_000);
            assertThat(store.batches).isEmpty();
        }

        @Test
        void isBoundedAsLongAsNobodyFlushes() {
            use(100_000);
            for (int i = 0; i < 100_000; i++) {
                used(UUID.randomUUID(), NOW);
            }
            used(new UUID(1, 5), NOW);
            tracker.flush(List.of());
            assertThat(store.uses()).hasSize(100_000);
            assertThat(store.total()).as("known keys are counted on").isEqualTo(100_001);
        }
    }

    @Nested
    class Flush {

        @Test
        void asksTheStoreForNothingWhereNothingWasUsed() {
            tracker.flush(List.of());
            assertThat(store.batches).isEmpty();
        }

        @Test
        void writesEachUseOnce() {
            use(10);
            tracker.flush(List.of());
            tracker.flush(List.of());
            assertThat(store.total()).isEqualTo(10);
        }

        @Test
        void writesFiveHundredAtATime() {
            use(1_001);
            tracker.flush(List.of());
            assertThat(store.batches).extracting(List::size).containsExactly(500, 500, 1);
            store.batches.clear();
            use(500);
            tracker.flush(List.of());
            assertThat(store.batches).extracting(List::size).containsExactly(500);
        }

        @ParameterizedTest
        @EnumSource(Broken.class)
        void losesNothingWhereTheStoreFails(Broken broken) {
            use(1_200);
            store.before = () -> {
                throw broken.raise();
            };
            tracker.flush(List.of());
            tracker.flush(List.of());
            used(new UUID(1, 0), NOW.plusMillis(9));
            store.before = () -> {};
            tracker.flush(List.of());
            assertThat(store.uses()).hasSize(1_200).contains(new KeyUse(new UUID(1, 0), TODAY, 2, NOW.plusMillis(9)));
            assertThat(store.total()).isEqualTo(1_201);
            assertThat(log.records())
                    .singleElement()
                    .satisfies(warning -> assertThat(warning.getMessage())
                            .startsWith("the key store did not take the uses of keys; they are kept for later"));
        }

        @Test
        void writesTheOthersWhereTheStoreFailsOnce() {
            use(1_500);
            AtomicBoolean first = new AtomicBoolean(true);
            store.before = () -> {
                if (first.getAndSet(false)) {
                    throw Broken.RUNTIME.raise();
                }
            };
            tracker.flush(List.of());
            assertThat(store.total()).isEqualTo(1_000);
            tracker.flush(List.of());
            assertThat(store.total()).isEqualTo(1_500);
        }

        @Test
        void tellsTheObserverWhatCameOfIt() {
            List<EngineEvent> told = new ArrayList<>();
            KeyObserver observer = new KeyObserver() {
                @Override
                public void decided(AuthenticationResult result, String source) {}

                @Override
                public void happened(EngineEvent event) {
                    told.add(event);
                }
            };
            AtomicLong nanos = new AtomicLong(5);
            Alarm alarm = new Alarm(nanos::get);
            Telling telling = new Telling(observer, new MillisClock(() -> NOW), alarm);
            UseTracker watched = new UseTracker(store, nanos::get, telling, alarm);
            for (int i = 0; i < 1_500; i++) {
                watched.keep(new KeyUse(new UUID(1, i), TODAY, 1, NOW));
            }
            store.before = () -> {
                if (nanos.addAndGet(7) == 12) {
                    throw Broken.RUNTIME.raise();
                }
            };
            watched.flush(List.of());
            telling.tellAll();
            assertThat(told).containsExactly(new EngineEvent.Flushed(1_000, 1, Duration.ofNanos(21)));
        }

        /** Each attempt can cost a time-out, and close() waits for all of them. */
        @Test
        void givesUpSoonWhereTheStoreIsDown() {
            use(100_000);
            List<Integer> attempts = new ArrayList<>();
            store.before = () -> {
                attempts.add(1);
                throw Broken.RUNTIME.raise();
            };
            tracker.flush(List.of());
            assertThat(attempts).hasSizeLessThanOrEqualTo(3);
        }

        /** No more are taken at once, or they would be in memory twice. */
        @Test
        void writesTheUsesOfMoreKeysThanAreTakenAtOnce() {
            List<CachedKey> cached = cached(250_000);
            tracker.flush(cached);
            assertThat(store.total()).isEqualTo(250_000);
            assertThat(tracker.unwritten()).isZero();
            assertThat(cached).allSatisfy(key -> assertThat(key.takeUses()).isNull());
        }

        @Test
        void leavesTheUsesOfFurtherKeysWithThemWhereTheStoreIsDown() {
            List<CachedKey> cached = cached(150_000);
            store.before = () -> {
                throw Broken.RUNTIME.raise();
            };
            tracker.flush(cached);
            assertThat(tracker.unwritten()).isEqualTo(100_000);
            store.before = () -> {};
            tracker.flush(cached);
            assertThat(store.total()).isEqualTo(150_000);
        }

        @Test
        void tellsWhetherAllWasTaken() {
            Iterator<CachedKey> rest = cached(100_001).iterator();
            assertThat(tracker.collect(rest)).isFalse();
            assertThat(tracker.flush()).isTrue();
            assertThat(tracker.collect(rest)).isTrue();
            assertThat(tracker.unwritten()).isEqualTo(1);
        }

        private List<CachedKey> cached(int keys) {
            List<CachedKey> cached = IntStream.range(0, keys)
                    .mapToObj(i -> new CachedKey(new UUID(4, i)))
                    .toList();
            cached.forEach(key -> key.used(NOW.toEpochMilli()));
            return cached;
        }

        @Test
        void staysBoundedHoweverLongTheStoreIsDown() {
            use(100_000);
            for (int round = 0; round < 20; round++) {
                int number = round;
                store.before = () -> {
                    for (int i = 0; i < 1_000; i++) {
                        used(new UUID(2 + number, i), NOW);
                    }
                    throw Broken.RUNTIME.raise();
                };
                tracker.flush(List.of());
            }
            store.before = () -> {};
            tracker.flush(List.of());
            assertThat(store.uses()).hasSizeBetween(100_000, 100_500);
        }
    }

    @Nested
    class ManyThreads {

        private static final int USES = 5_000;

        @Test
        void loseNoUseWhileOthersFlushAndTheStoreFailsNowAndThen() {
            store.before = () -> {
                if (ThreadLocalRandom.current().nextInt(3) == 0) {
                    throw Broken.RUNTIME.raise();
                }
            };
            UUID[] keys = IntStream.range(0, 50).mapToObj(i -> new UUID(3, i)).toArray(UUID[]::new);
            try (Crowd<Boolean> crowd = new Crowd<>(64, () -> useAtRandom(keys))) {
                while (crowd.count(Thread.State.TERMINATED) < 64) {
                    tracker.flush(List.of());
                }
                assertThat(crowd.outcomes()).hasSize(64);
            }
            store.before = () -> {};
            tracker.flush(List.of());
            assertThat(store.total()).isEqualTo(64L * USES);
            store.batches.forEach(UseTrackerTest::assertEachOnce);
        }

        private boolean useAtRandom(UUID[] keys) {
            for (int i = 0; i < USES; i++) {
                used(keys[ThreadLocalRandom.current().nextInt(keys.length)], NOW);
            }
            return true;
        }
    }

    /** As {@link KeyStore#recordUse} promises its implementations. */
    private static void assertEachOnce(List<KeyUse> batch) {
        Set<String> slots = new HashSet<>();
        for (KeyUse use : batch) {
            assertThat(slots.add(use.keyId() + " " + use.day())).isTrue();
        }
    }

    @Nested
    class Close {

        private final Sandbox sandbox = new Sandbox();

        @Test
        void writesDownWhatWasCounted() {
            IssuedKey issued = sandbox.issue();
            ApiKeys keys = sandbox.builder().build();
            keys.authenticate(issued.revealToken(), "test");
            sandbox.clock.move(Duration.ofHours(20));
            keys.authenticate(issued.revealToken(), "test");
            keys.authenticate("garbage", "test");
            keys.close();
            keys.authenticate(issued.revealToken(), "test");
            keys.close();
            Map<LocalDate, Long> days = new HashMap<>();
            UUID id = issued.key().id();
            sandbox.store
                    .usage(id, LocalDate.EPOCH, TODAY.plusDays(9))
                    .forEach(day -> days.put(day.day(), day.count()));
            assertThat(days).isEqualTo(Map.of(TODAY, 1L, TODAY.plusDays(1), 1L));
            assertThat(sandbox.store.find(id).orElseThrow().key().lastUsedAt())
                    .isEqualTo(NOW.plus(Duration.ofHours(20)));
        }

        /** Twice: the first time may come early. By default, this would take three quarters of a minute, which is more than is waited for. */
        @Test
        void isNotNeededWhereTheHostWantsUsesSooner() {
            IssuedKey issued = sandbox.issue();
            Recording recording = new Recording();
            KeyStore noting = new ForwardingStore(sandbox.store) {
                @Override
                public void recordUse(Collection<KeyUse> uses) {
                    recording.recordUse(uses);
                }
            };
            try (ApiKeys keys =
                    sandbox.builder(noting).flushInterval(Duration.ofSeconds(1)).build()) {
                for (int flush = 1; flush <= 2; flush++) {
                    keys.authenticate(issued.revealToken(), "test");
                    int uses = flush;
                    Crowd.await(() -> recording.total() == uses);
                }
            }
        }

        @ParameterizedTest
        @CsvSource({"PT0.999S", "PT10M0.001S", "PT-1S"})
        void isAskedForAtSensibleIntervals(Duration interval) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ApiKeys.builder().flushInterval(interval))
                    .withMessage("flushInterval must be from 1 second to 10 minutes");
            ApiKeys.builder().flushInterval(Duration.ofSeconds(1)).flushInterval(Duration.ofMinutes(10));
        }

        @ParameterizedTest
        @EnumSource(Broken.class)
        void survivesAStoreThatFails(Broken broken) {
            IssuedKey issued = sandbox.issue();
            ApiKeys keys = sandbox.builder(new ForwardingStore(sandbox.store) {
                        @Override
                        public void recordUse(Collection<KeyUse> uses) {
                            throw broken.raise();
                        }
                    })
                    .build();
            keys.authenticate(issued.revealToken(), "test");
            keys.close();
            assertThat(log.text()).contains("the key store did not take the uses of keys");
        }
    }
}
