// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.spi.EngineEvent;
import dev.apikey.spi.EngineEvent.ChangesSeen;
import dev.apikey.spi.EngineEvent.Flushed;
import dev.apikey.spi.EngineEvent.Hashed;
import dev.apikey.spi.EngineEvent.LookedUp;
import dev.apikey.spi.EngineEvent.OwnerAsked;
import dev.apikey.spi.EngineEvent.Rehashed;
import dev.apikey.spi.FoundKey;
import dev.apikey.spi.KeyObserver;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyUse;
import dev.apikey.spi.OwnerRights;
import dev.apikey.spi.SecretHasher;
import dev.apikey.testkit.ForwardingStore;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class TellingTest {

    private static final SecretHasher SLOW = Argon2idHasher.of(64, 1, 1);

    private final Sandbox sandbox = new Sandbox();
    private final CapturedLog log = new CapturedLog();
    private final Notebook notebook = new Notebook();
    private final AtomicLong nanos = new AtomicLong();

    @AfterEach
    void close() {
        log.close();
    }

    /** Writes down what it hears. */
    private static final class Notebook implements KeyObserver {

        private final List<EngineEvent> events = new CopyOnWriteArrayList<>();

        @Override
        public void decided(AuthenticationResult result, String source) {}

        @Override
        public void happened(EngineEvent event) {
            events.add(event);
        }

        private <T extends EngineEvent> List<T> all(Class<T> kind) {
            return events.stream().filter(kind::isInstance).map(kind::cast).toList();
        }

        private <T extends EngineEvent> T first(Class<T> kind) {
            Crowd.await(() -> !all(kind).isEmpty());
            return all(kind).get(0);
        }
    }

    /** A store on which everything takes time. */
    private ForwardingStore taking(Duration time) {
        return new ForwardingStore(sandbox.store) {
            @Override
            public FoundKey lookUp(UUID id) {
                nanos.addAndGet(time.toNanos());
                return super.lookUp(id);
            }

            @Override
            public void recordUse(Collection<KeyUse> uses) {
                nanos.addAndGet(time.toNanos());
                super.recordUse(uses);
            }
        };
    }

    private ApiKeys keys(KeyStore store) {
        return sandbox.builder(store)
                .observer(notebook)
                .monotonicClock(nanos::get)
                .build();
    }

    @Nested
    class Tells {

        @Test
        void howLongALookUpTook() {
            try (ApiKeys keys = keys(taking(Duration.ofMillis(7)))) {
                keys.authenticate(sandbox.issue().revealToken(), "test");
                assertThat(notebook.first(LookedUp.class)).isEqualTo(new LookedUp(Duration.ofMillis(7), true));
            }
        }

        @Test
        void thatALookUpFailed() {
            KeyStore broken = new ForwardingStore(sandbox.store) {
                @Override
                public FoundKey lookUp(UUID id) {
                    throw Broken.RUNTIME.raise();
                }
            };
            try (ApiKeys keys = keys(broken)) {
                keys.authenticate(sandbox.issue().revealToken(), "test");
                assertThat(notebook.first(LookedUp.class)).isEqualTo(new LookedUp(Duration.ZERO, false));
            }
        }

        @Test
        void howLongASlowHashTookAndOfNoFastOne() {
            ScriptedHasher slow = ScriptedHasher.slow(() -> {
                nanos.addAndGet(15_000_000);
                return true;
            });
            String token = sandbox.issue().revealToken();
            try (ApiKeys keys = sandbox.builder()
                    .alsoVerify(slow)
                    .observer(notebook)
                    .monotonicClock(nanos::get)
                    .build()) {
                keys.authenticate(token, "test");
                notebook.first(LookedUp.class);
                assertThat(notebook.all(Hashed.class)).isEmpty();
                UUID id = UUID.randomUUID();
                sandbox.insert(Sandbox.key(id, Permissions.of("*"), null, null, null), ScriptedHasher.HASH);
                keys.authenticate(Token.generate("acme_live", id, new java.security.SecureRandom()), "test");
                assertThat(notebook.first(Hashed.class)).isEqualTo(new Hashed(Duration.ofMillis(15)));
            }
        }

        @Test
        void howLongOwnerRightsTookAndWhetherTheyAnswered() {
            AtomicBoolean broken = new AtomicBoolean();
            OwnerRights rights = owner -> {
                nanos.addAndGet(3_000_000);
                if (broken.get()) {
                    throw Broken.RUNTIME.raise();
                }
                return Optional.of(Permissions.of("*"));
            };
            String token = sandbox.issue().revealToken();
            try (ApiKeys keys = sandbox.builder()
                    .ownerRights(rights, Duration.ofSeconds(1))
                    .observer(notebook)
                    .monotonicClock(nanos::get)
                    .build()) {
                keys.authenticate(token, "test");
                assertThat(notebook.first(OwnerAsked.class)).isEqualTo(new OwnerAsked(Duration.ofMillis(3), true));
                broken.set(true);
                nanos.addAndGet(Duration.ofSeconds(2).toNanos());
                keys.authenticate(token, "test");
                Crowd.await(() -> notebook.all(OwnerAsked.class).size() > 1);
                assertThat(notebook.all(OwnerAsked.class).get(1))
                        .isEqualTo(new OwnerAsked(Duration.ofMillis(3), false));
            }
        }

        @Test
        void ofTheHashOfANewSecret() {
            try (ApiKeys keys =
                    sandbox.builder().hasher(SLOW).observer(notebook).build()) {
                keys.administer(Sandbox.EVERYTHING).issue(KeyRequest.of("CI", Permissions.of("*")));
                assertThat(notebook.first(Hashed.class).took()).isPositive();
                assertThat(keys.state().hashing().computed()).isEqualTo(1);
            }
        }

        @Test
        void howLongAChangeTookToGetHere() {
            try (ApiKeys keys = keys(sandbox.store)) {
                keys.poll();
                sandbox.insert(
                        Sandbox.key(UUID.randomUUID(), Permissions.of("*"), null, null, null), ScriptedHasher.HASH);
                sandbox.clock.move(Duration.ofMillis(400));
                keys.poll();
                assertThat(notebook.first(ChangesSeen.class).reach()).isBetween(Duration.ZERO, Duration.ofMillis(400));
            }
        }

        /** Another node's clock may be ahead. */
        @Test
        void noReachBelowZero() {
            Telling telling = new Telling(notebook, new MillisClock(() -> Sandbox.NOW.minusSeconds(1)), alarm());
            sandbox.issue();
            telling.seen(sandbox.events());
            telling.tellAll();
            assertThat(notebook.events).containsExactly(new ChangesSeen(1, Duration.ZERO));
        }

        @Test
        void theReachOfTheOldestChange() {
            Telling telling = new Telling(notebook, new MillisClock(() -> Sandbox.NOW.plusMillis(321)), alarm());
            sandbox.issue();
            sandbox.clock.move(Duration.ofMillis(300));
            sandbox.issue();
            telling.seen(sandbox.events());
            telling.tellAll();
            assertThat(notebook.events).containsExactly(new ChangesSeen(2, Duration.ofMillis(321)));
        }

        @Test
        void nothingOfAReachWhereTheClockIsBroken() {
            Telling telling = new Telling(
                    notebook,
                    new MillisClock(() -> {
                        throw Broken.LINKAGE.raise();
                    }),
                    alarm());
            sandbox.issue();
            telling.seen(sandbox.events());
            telling.tellAll();
            assertThat(notebook.events).isEmpty();
            assertThat(telling.dropped()).isEqualTo(1);
        }

        @Test
        void ofTheLastUsesThatAreWrittenAtTheEnd() {
            try (ApiKeys keys = keys(taking(Duration.ofMillis(7)))) {
                keys.authenticate(sandbox.issue().revealToken(), "test");
                keys.authenticate(sandbox.issue().revealToken(), "test");
            }
            assertThat(notebook.all(Flushed.class)).containsExactly(new Flushed(2, 0, Duration.ofMillis(7)));
        }

        @Test
        void thatUsesAreNotTaken() {
            KeyStore broken = new ForwardingStore(sandbox.store) {
                @Override
                public void recordUse(Collection<KeyUse> uses) {
                    throw Broken.RUNTIME.raise();
                }
            };
            ApiKeys keys = keys(broken);
            keys.authenticate(sandbox.issue().revealToken(), "test");
            keys.close();
            assertThat(notebook.all(Flushed.class)).containsExactly(new Flushed(0, 1, Duration.ZERO));
            assertThat(keys.state().unwrittenUses()).isEqualTo(1);
        }

        @Test
        void thatAHashWasReplaced() {
            IssuedKey issued = sandbox.issue();
            try (ApiKeys keys = sandbox.builder()
                    .hasher(SLOW)
                    .alsoVerify(Sandbox.cheapHasher())
                    .observer(notebook)
                    .build()) {
                keys.authenticate(issued.revealToken(), "test");
                assertThat(notebook.first(Rehashed.class)).isEqualTo(new Rehashed(true));
                assertThat(keys.state().hashing().replaced()).isEqualTo(1);
            }
        }

        @Test
        void noMoreThanAThousandAtATimeAndHowManyElseThereWere() {
            Telling telling = new Telling(notebook, new MillisClock(sandbox.clock), alarm());
            for (int i = 0; i < 1_500; i++) {
                telling.happened(new Hashed(Duration.ZERO));
            }
            telling.tellAll();
            assertThat(notebook.events).hasSize(1_000);
            assertThat(telling.dropped()).isEqualTo(500);
        }
    }

    private static Alarm alarm() {
        return new Alarm(() -> 0);
    }

    /** Whatever an observer does with an event is nobody's business but its own. */
    @Nested
    class AnObserver {

        private final CountDownLatch release = new CountDownLatch(1);
        private final AtomicInteger inside = new AtomicInteger();

        @AfterEach
        void close() {
            release.countDown();
        }

        private KeyObserver doing(Runnable what) {
            return new KeyObserver() {
                @Override
                public void decided(AuthenticationResult result, String source) {}

                @Override
                public void happened(EngineEvent event) {
                    inside.incrementAndGet();
                    what.run();
                }
            };
        }

        private void hang() {
            boolean over = false;
            while (!over) {
                try {
                    release.await();
                    over = true;
                } catch (InterruptedException ignored) {
                    Thread.onSpinWait();
                }
            }
        }

        /** New keys are let in, revoked ones are not, here and elsewhere, and uses are written. */
        private void assertUnaffected(KeyObserver observer) {
            IssuedKey issued = sandbox.issue();
            IssuedKey other = sandbox.issue();
            ApiKeys keys = sandbox.builder()
                    .hasher(SLOW)
                    .alsoVerify(Sandbox.cheapHasher())
                    .observer(observer)
                    .build();
            keys.poll();
            assertThat(keys.authenticate(issued.revealToken(), "test")).isInstanceOf(Authenticated.class);
            Crowd.await(() -> inside.get() > 0);
            assertThat(keys.authenticate(other.revealToken(), "test")).isInstanceOf(Authenticated.class);
            IssuedKey fresh = keys.administer(Sandbox.EVERYTHING).issue(KeyRequest.of("later", Permissions.of("*")));
            assertThat(keys.authenticate(fresh.revealToken(), "test")).isInstanceOf(Authenticated.class);
            keys.administer(Sandbox.EVERYTHING).revoke(issued.key().id(), null);
            assertThat(keys.authenticate(issued.revealToken(), "test"))
                    .isEqualTo(new Rejected(Reason.REVOKED, issued.key().id()));
            try (ApiKeys elsewhere = sandbox.builder().build()) {
                elsewhere.administer(Sandbox.EVERYTHING).revoke(other.key().id(), null);
            }
            keys.poll();
            assertThat(keys.authenticate(other.revealToken(), "test"))
                    .isEqualTo(new Rejected(Reason.REVOKED, other.key().id()));
            long began = System.nanoTime();
            keys.close();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
            assertThat(sandbox.store.usage(fresh.key().id(), LocalDate.EPOCH, LocalDate.of(2030, 1, 1)))
                    .hasSize(1);
        }

        @Test
        void mayHang() {
            assertUnaffected(doing(this::hang));
            assertThat(inside).hasValue(1);
        }

        @ParameterizedTest
        @EnumSource(Broken.class)
        void mayThrow(Broken broken) {
            assertUnaffected(doing(() -> {
                throw broken.raise();
            }));
            assertThat(log.records())
                    .filteredOn(line -> line.getMessage().contains("what it was told of stands"))
                    .hasSize(1);
            assertThat(inside.get()).as("goes on hearing").isGreaterThan(1);
        }

        /** The request whose decision it is waits; no other one does. */
        @Test
        void mayHangOverADecision() {
            CountDownLatch first = new CountDownLatch(1);
            KeyObserver observer = (result, source) -> {
                if (source.equals("stuck")) {
                    first.countDown();
                    hang();
                }
            };
            try (ApiKeys keys = sandbox.builder().observer(observer).build();
                    Crowd<AuthenticationResult> stuck = new Crowd<>(1, () -> keys.authenticate("garbage", "stuck"))) {
                Crowd.await(() -> first.getCount() == 0);
                assertThat(keys.authenticate(sandbox.issue().revealToken(), "test"))
                        .isInstanceOf(Authenticated.class);
                release.countDown();
                assertThat(stuck.outcomes()).hasSize(1);
            }
        }

        @Test
        void mayBeALambda() {
            AtomicInteger decisions = new AtomicInteger();
            inside.incrementAndGet();
            assertUnaffected((result, source) -> decisions.incrementAndGet());
            assertThat(decisions).hasValue(5);
        }
    }
}
