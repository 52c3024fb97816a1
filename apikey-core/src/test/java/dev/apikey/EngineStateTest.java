// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.spi.FoundKey;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.testkit.ForwardingStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What gauges and counters show. */
@Timeout(60)
class EngineStateTest {

    private final Sandbox sandbox = new Sandbox();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void countsWhatTheCacheKnewAndWhatItDidNot() {
        IssuedKey issued = sandbox.issue();
        try (ApiKeys keys = sandbox.builder().maxCachedKeys(7).build()) {
            keys.poll();
            for (int i = 0; i < 5; i++) {
                keys.authenticate(issued.revealToken(), "test");
            }
            keys.authenticate(Token.generate("acme_live", UUID.randomUUID(), new SecureRandom()), "test");
            keys.authenticate("garbage", "test");
            assertThat(keys.state().cache()).isEqualTo(new EngineState.Cache(1, 7, 4, 2));
        }
    }

    @Test
    void tellsHowFarAndHowLatelyTheFeedWasRead() {
        sandbox.issue();
        sandbox.issue();
        AtomicBoolean answers = new AtomicBoolean(true);
        ForwardingStore store = new ForwardingStore(sandbox.store) {
            @Override
            public List<RecordedEvent> events(long from, int limit) {
                if (!answers.get()) {
                    throw Broken.RUNTIME.raise();
                }
                return super.events(from, limit);
            }
        };
        try (CapturedLog log = new CapturedLog();
                ApiKeys keys = sandbox.builder(store)
                        .staleAfter(Duration.ofSeconds(20))
                        .monotonicClock(nanos::get)
                        .build()) {
            keys.poll();
            assertThat(keys.state().feed())
                    .isEqualTo(new EngineState.Feed(2, Duration.ZERO, Duration.ofSeconds(20), 0));
            answers.set(false);
            Crowd.await(() -> log.text().contains("failed"));
            nanos.addAndGet(Duration.ofSeconds(3).toNanos());
            assertThat(keys.state().feed().leaseAge()).isEqualTo(Duration.ofSeconds(3));
        }
    }

    @Test
    void countsHowOftenTheFeedWasAnotherOne() {
        sandbox.issue();
        AtomicBoolean restored = new AtomicBoolean();
        ForwardingStore store = new ForwardingStore(sandbox.store) {
            @Override
            public List<RecordedEvent> events(long from, int limit) {
                return restored.get() ? List.of() : super.events(from, limit);
            }

            @Override
            public List<RecordedEvent> history(@Nullable UUID keyId, long before, int limit) {
                return restored.getAndSet(false) ? List.of() : super.history(keyId, before, limit);
            }
        };
        try (ApiKeys keys =
                sandbox.builder(store).pollInterval(Duration.ofMillis(900)).build()) {
            keys.poll();
            restored.set(true);
            keys.poll();
            assertThat(keys.state().feed().restarts()).isGreaterThanOrEqualTo(1);
        }
    }

    @Test
    void showsHashesThatRunAndThatWait() {
        CountDownLatch release = new CountDownLatch(1);
        int permits = Runtime.getRuntime().availableProcessors();
        try (ApiKeys keys = sandbox.builder()
                .hasher(ScriptedHasher.slow(() -> awaited(release)))
                .build()) {
            try (Crowd<AuthenticationResult> crowd = new Crowd<>(permits + 3, () -> {
                UUID id = UUID.randomUUID();
                sandbox.insert(Sandbox.key(id, Permissions.of("*"), null, null, null), ScriptedHasher.HASH);
                return keys.authenticate(Token.generate("acme_live", id, new SecureRandom()), "test");
            })) {
                Crowd.await(() -> keys.state().hashing().running() == permits
                        && keys.state().hashing().waiting() == 3);
                assertThat(keys.state().hashing())
                        .isEqualTo(new EngineState.SlowHashes(permits, permits, 3, Duration.ZERO, 0, 0));
                release.countDown();
                assertThat(crowd.outcomes()).hasSize(permits + 3);
            }
            // On a busy machine, nobody waits any more for some of the others.
            Crowd.await(() -> keys.state().hashing().computed() >= permits);
        }
    }

    @Test
    void showsHowLongTheNextHashWaitsForThoseWhoWereWrong() {
        ScriptedHasher wrong = ScriptedHasher.slow(() -> {
            nanos.addAndGet(Duration.ofMillis(600).toNanos());
            return false;
        });
        UUID id = UUID.randomUUID();
        sandbox.insert(Sandbox.key(id, Permissions.of("*"), null, null, null), ScriptedHasher.HASH);
        try (ApiKeys keys =
                sandbox.builder().hasher(wrong).monotonicClock(nanos::get).build()) {
            keys.authenticate(Token.generate("acme_live", id, new SecureRandom()), "test");
            assertThat(keys.state().hashing().delay()).isPositive();
        }
    }

    @Test
    void showsLookUpsThatRunAndThatWait() {
        CountDownLatch release = new CountDownLatch(1);
        ForwardingStore store = new ForwardingStore(sandbox.store) {
            @Override
            public FoundKey lookUp(UUID id) {
                awaited(release);
                return super.lookUp(id);
            }
        };
        try (ApiKeys keys = sandbox.builder(store).build();
                Crowd<AuthenticationResult> crowd = new Crowd<>(
                        10,
                        () -> keys.authenticate(
                                Token.generate("acme_live", UUID.randomUUID(), new SecureRandom()), "test"))) {
            Crowd.await(() -> keys.state().lookUps().running() == 8
                    && keys.state().lookUps().waiting() == 2);
            assertThat(keys.state().lookUps()).isEqualTo(new EngineState.Reads(8, 2));
            release.countDown();
            assertThat(crowd.outcomes()).hasSize(10);
        }
    }

    @Test
    void isToldAlsoAfterTheEnd() {
        ApiKeys keys = sandbox.builder().hasher(Argon2idHasher.of(64, 1, 1)).build();
        keys.close();
        assertThat(keys.state().cache().keys()).isZero();
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
