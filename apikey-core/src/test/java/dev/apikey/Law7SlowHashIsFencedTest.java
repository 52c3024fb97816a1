// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.hashing.Argon2idHasher;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A slow hash runs on as many threads as there are processors, once for each secret, and hardly ever for those who are wrong. */
@Timeout(120)
class Law7SlowHashIsFencedTest {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private final Sandbox sandbox = new Sandbox();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger mostInside = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<ApiKeys> opened = new ArrayList<>();

    private ApiKeys open(ApiKeys.Builder builder) {
        ApiKeys keys = builder.build();
        keys.poll();
        opened.add(keys);
        return keys;
    }

    @AfterEach
    void close() {
        release.countDown();
        opened.forEach(ApiKeys::close);
    }

    private UUID storedKey() {
        UUID id = UUID.randomUUID();
        sandbox.insert(Sandbox.key(id, Permissions.of("*"), null, null, null), ScriptedHasher.HASH);
        return id;
    }

    private static String tokenOf(UUID id) {
        return Token.generate("acme_live", id, new SecureRandom());
    }

    private boolean hashUntilReleased() {
        mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
        try {
            release.await();
            return true;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        } finally {
            inside.decrementAndGet();
        }
    }

    @Nested
    class Permits {

        /** Whoever waits gives up after two seconds, so that a slow machine may see some refused, but never more inside. */
        @Test
        void areAsManyAsProcessors() {
            ApiKeys keys = open(
                    sandbox.builder().hasher(ScriptedHasher.slow(Law7SlowHashIsFencedTest.this::hashUntilReleased)));
            int size = PROCESSORS + 8;
            Queue<String> tokens = new ConcurrentLinkedQueue<>();
            for (int i = 0; i < size; i++) {
                tokens.add(tokenOf(storedKey()));
            }
            try (Crowd<AuthenticationResult> crowd =
                    new Crowd<>(size, () -> keys.authenticate(tokens.remove(), "test"))) {
                Crowd.await(() -> inside.get() >= PROCESSORS
                        && inside.get() + keys.state().hashing().waiting() + crowd.count(Thread.State.TERMINATED)
                                >= size);
                assertThat(inside).hasValue(PROCESSORS);
                release.countDown();
                assertThat(crowd.outcomes())
                        .hasSize(size)
                        .allMatch(result -> result instanceof Authenticated
                                || result.equals(new Undecided(Cause.OVERLOADED, Duration.ofSeconds(1))));
            }
            assertThat(mostInside).hasValue(PROCESSORS);
        }

        @Test
        void areLoggedAtTheStartWhereHashesAreSlow() {
            try (CapturedLog log = CapturedLog.asInProduction()) {
                ApiKeys slow = open(sandbox.builder().hasher(Argon2idHasher.recommended()));
                assertThat(log.text())
                        .startsWith("at most " + slow.state().hashing().permits() + " slow hashes at once, for "
                                + PROCESSORS + " processors and ")
                        .contains(" KiB of memory each");
                log.forget();
                open(sandbox.builder());
                assertThat(log.records()).isEmpty();
            }
        }

        @Test
        void followProcessorsAndMemory() {
            long gib = 1L << 30;
            assertThat(Hashing.permits(2, 6 * gib, 19_456)).isEqualTo(2);
            assertThat(Hashing.permits(64, 8 * gib, 19_456)).isEqualTo(53);
            assertThat(Hashing.permits(8, gib / 8, 131_072)).isEqualTo(1);
            assertThat(Hashing.permits(8, gib, 0)).isEqualTo(8);
        }

        @Test
        void areNotNeededForAFastHash() {
            ApiKeys keys = open(
                    sandbox.builder().hasher(ScriptedHasher.fast(Law7SlowHashIsFencedTest.this::hashUntilReleased)));
            String token = tokenOf(storedKey());
            int size = PROCESSORS + 8;
            try (Crowd<AuthenticationResult> crowd = new Crowd<>(size, () -> keys.authenticate(token, "test"))) {
                Crowd.await(() -> inside.get() == size);
                release.countDown();
                assertThat(crowd.outcomes()).hasSize(size).allMatch(Authenticated.class::isInstance);
            }
        }
    }

    @Nested
    class AHasherThatHangs {

        private final AtomicBoolean hangs = new AtomicBoolean();
        private final ScriptedHasher hasher = ScriptedHasher.slow(() -> !hangs.get() || hashUntilReleased());
        private final ApiKeys keys = open(sandbox.builder().hasher(hasher));
        private final AtomicLong longestNanos = new AtomicLong();

        private AuthenticationResult authenticate(String token) {
            long began = System.nanoTime();
            AuthenticationResult result = keys.authenticate(token, "here");
            longestNanos.accumulateAndGet(System.nanoTime() - began, Math::max);
            return result;
        }

        /** They wait for two seconds; a slow machine may take a few more. */
        @Test
        void keepsNobodyWaitingForLongAndTouchesNoKeyThatIsKnown() {
            String known = tokenOf(storedKey());
            assertThat(authenticate(known)).isInstanceOf(Authenticated.class);
            hangs.set(true);
            int size = PROCESSORS + 8;
            List<String> tokens =
                    Stream.generate(() -> tokenOf(storedKey())).limit(size).toList();
            Queue<String> asked = new ConcurrentLinkedQueue<>(tokens);
            try (CapturedLog log = new CapturedLog();
                    Crowd<AuthenticationResult> crowd = new Crowd<>(size, () -> authenticate(asked.remove()))) {
                assertThat(crowd.outcomes())
                        .hasSize(size)
                        .containsOnly(new Undecided(Cause.OVERLOADED, Duration.ofSeconds(1)));
                assertThat(log.text()).contains("slow hashes are asked for faster than this node computes them");
            }
            assertThat(Duration.ofNanos(longestNanos.get())).isLessThan(Duration.ofSeconds(10));
            assertThat(inside).hasValue(PROCESSORS);
            assertThat(authenticate(known)).isInstanceOf(Authenticated.class);
            release.countDown();
            Crowd.await(() ->
                    keys.state().hashing().waiting() + keys.state().hashing().running() == 0);
            assertThat(tokens)
                    .allSatisfy(token -> assertThat(authenticate(token)).isInstanceOf(Authenticated.class));
            assertThat(hasher.verified()).isEqualTo(1 + size);
        }
    }

    @Nested
    class Flight {

        @Test
        void isOneForAThousandParallelFirstUses() {
            ScriptedHasher hasher = ScriptedHasher.slow(this::hashForAMoment);
            ApiKeys keys = open(sandbox.builder().hasher(hasher));
            String token = tokenOf(storedKey());
            try (Crowd<AuthenticationResult> crowd = new Crowd<>(1_000, () -> onceDecided(keys, token))) {
                assertThat(crowd.outcomes()).hasSize(1_000).allMatch(Authenticated.class::isInstance);
            }
            assertThat(hasher.verified()).isEqualTo(1);
        }

        /** No longer than anybody waits for it. */
        private boolean hashForAMoment() {
            try {
                return !release.await(500, TimeUnit.MILLISECONDS);
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        }

        /** A machine that has too much to do may not look up the key in time: whoever is told to asks again. */
        private AuthenticationResult onceDecided(ApiKeys keys, String token) {
            AuthenticationResult result = keys.authenticate(token, "test");
            while (result instanceof Undecided later && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(later.retryAfter().toNanos());
                result = keys.authenticate(token, "test");
            }
            return result;
        }

        @Test
        void seesWhatChangedMeanwhile() {
            ApiKeys keys = open(
                    sandbox.builder().hasher(ScriptedHasher.slow(Law7SlowHashIsFencedTest.this::hashUntilReleased)));
            UUID id = storedKey();
            String token = tokenOf(id);
            try (Crowd<AuthenticationResult> crowd = new Crowd<>(1, () -> keys.authenticate(token, "test"))) {
                Crowd.await(() -> inside.get() == 1);
                keys.administer(Sandbox.EVERYTHING).revoke(id, null);
                release.countDown();
                assertThat(crowd.outcomes()).containsExactly(new Rejected(Reason.REVOKED, id));
            }
        }
    }

    @Nested
    class Failures {

        private final AtomicLong nanos = new AtomicLong();
        private final AtomicBoolean right = new AtomicBoolean();
        private final ScriptedHasher hasher = ScriptedHasher.slow(right::get);
        private final ApiKeys keys = open(sandbox.builder().hasher(hasher).monotonicClock(nanos::get));
        private final UUID id = storedKey();

        @Test
        void ofOneSourceAboutOneKeyAreTen() {
            for (int i = 0; i < 10; i++) {
                assertThat(keys.authenticate(tokenOf(id), "here")).isEqualTo(new Rejected(Reason.WRONG_SECRET, id));
            }
            for (int i = 0; i < 1_000; i++) {
                assertThat(keys.authenticate(tokenOf(id), "here"))
                        .isInstanceOfSatisfying(Undecided.class, undecided -> {
                            assertThat(undecided.cause()).isEqualTo(Cause.TOO_MANY_FAILURES);
                            assertThat(undecided.retryAfter().toSeconds()).isEqualTo(6);
                        });
            }
            assertThat(hasher.verified()).isEqualTo(10);
        }

        @Test
        void areForgottenInTime() {
            for (int i = 0; i < 20; i++) {
                keys.authenticate(tokenOf(id), "here");
            }
            nanos.addAndGet(6_000_000_000L);
            keys.poll();
            assertThat(keys.authenticate(tokenOf(id), "here")).isInstanceOf(Rejected.class);
            assertThat(keys.authenticate(tokenOf(id), "here")).isInstanceOf(Undecided.class);
        }

        @Test
        void ofOthersKeepNobodyOutWhoWasNotWrongHimself() {
            for (int i = 0; i < 200; i++) {
                keys.authenticate(tokenOf(id), "source " + i % 40);
            }
            right.set(true);
            assertThat(keys.authenticate(tokenOf(id), "another source")).isInstanceOf(Authenticated.class);
        }

        @Test
        void aboutOneKeyFromManySourcesAreBoundedToo() {
            for (int i = 0; i < 60; i++) {
                assertThat(keys.authenticate(tokenOf(id), "source " + i)).isInstanceOf(Rejected.class);
            }
            assertThat(keys.authenticate(tokenOf(id), "source 1"))
                    .isInstanceOfSatisfying(
                            Undecided.class,
                            undecided -> assertThat(undecided.cause()).isEqualTo(Cause.TOO_MANY_FAILURES));
        }

        @Test
        void neverKeepOutWhoWasLetInBefore() {
            right.set(true);
            String token = tokenOf(id);
            assertThat(keys.authenticate(token, "here")).isInstanceOf(Authenticated.class);
            right.set(false);
            for (int i = 0; i < 1_000; i++) {
                assertThat(keys.authenticate(tokenOf(id), "here")).isEqualTo(new Rejected(Reason.WRONG_SECRET, id));
                assertThat(keys.authenticate(token, "here")).isInstanceOf(Authenticated.class);
            }
            assertThat(hasher.verified()).isEqualTo(1);
        }

        @Test
        void areNotCountedWhereNobodyWasWrong() {
            ApiKeys broken = open(sandbox.builder()
                    .hasher(ScriptedHasher.slow(() -> {
                        throw new IllegalStateException("broken on purpose");
                    }))
                    .monotonicClock(nanos::get));
            try (CapturedLog log = new CapturedLog()) {
                for (int i = 0; i < 100; i++) {
                    assertThat(broken.authenticate(tokenOf(id), "here"))
                            .isInstanceOfSatisfying(
                                    Undecided.class,
                                    undecided -> assertThat(undecided.cause()).isEqualTo(Cause.HASHER));
                }
                assertThat(log.text()).contains("could not be verified");
            }
        }
    }

    /**
     * After a restart, when no secret is known yet, with real hashes: a genuine caller whose key nobody makes up secrets for, and who waits for as long as the
     * answer says. One whose own key is attacked competes for the same places with those who attack it; how long that takes is not shown here.
     */
    @Nested
    class UnderAttack {

        private static final int ATTACKERS = 16;

        private final AtomicBoolean attacking = new AtomicBoolean(true);
        private final AtomicLong attempts = new AtomicLong();
        private final AtomicLong refused = new AtomicLong();
        private final ApiKeys keys = open(sandbox.builder().hasher(Argon2idHasher.recommended()));
        private final List<UUID> others =
                Stream.generate(() -> issue().key().id()).limit(8).toList();
        private final IssuedKey genuine = issue();

        private IssuedKey issue() {
            return keys.administer(Sandbox.EVERYTHING).issue(KeyRequest.of("a key", Permissions.of("*")));
        }

        private UUID otherKey(long attempt) {
            return others.get((int) (attempt % others.size()));
        }

        @Test
        void aGenuineColdKeyGetsThrough() {
            assertGetsThrough(attempt -> "attacker", this::otherKey);
        }

        @Test
        void aGenuineColdKeyGetsThroughToo() {
            assertGetsThrough(attempt -> "attacker " + attempt % 500, this::otherKey);
        }

        /** No source has failed before. Every other secret is for a key that there is not. */
        @Test
        void aGenuineColdKeyGetsThroughWhereEachAttemptComesFromAnotherSource() {
            assertGetsThrough(
                    attempt -> "attacker " + attempt,
                    attempt -> attempt % 2 == 0 ? UUID.randomUUID() : otherKey(attempt / 2));
        }

        /** For a caller who waits as long as he is told to. Attackers take all processors, so that only what others leave of them counts: 30 seconds of it. */
        private void assertGetsThrough(LongFunction<String> source, LongFunction<UUID> target) {
            whileAttacked(source, target, () -> {
                long began = Crowd.processorNanos();
                while (keys.authenticate(genuine.revealToken(), "host") instanceof Undecided later) {
                    assertThat(Crowd.processorNanos() - began).isLessThan(30_000_000_000L * PROCESSORS);
                    LockSupport.parkNanos(later.retryAfter().toNanos());
                }
                assertThat(keys.authenticate(genuine.revealToken(), "host")).isInstanceOf(Authenticated.class);
            });
        }

        private void whileAttacked(LongFunction<String> source, LongFunction<UUID> target, Runnable asked) {
            try (Crowd<Boolean> crowd = new Crowd<>(ATTACKERS, () -> attack(source, target))) {
                Crowd.await(() -> refused.get() > 20);
                asked.run();
                attacking.set(false);
                assertThat(crowd.outcomes()).hasSize(ATTACKERS);
            } finally {
                attacking.set(false);
            }
        }

        private boolean attack(LongFunction<String> source, LongFunction<UUID> target) {
            while (attacking.get()) {
                long attempt = attempts.incrementAndGet();
                AuthenticationResult result = keys.authenticate(tokenOf(target.apply(attempt)), source.apply(attempt));
                assertThat(result).isNotInstanceOf(Authenticated.class);
                refused.addAndGet(result instanceof Undecided ? 1 : 0);
            }
            return true;
        }
    }
}
