// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.hashing.SecretDigests;
import dev.apikey.spi.OwnerRights;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often the engine reads its two clocks where a tick tells the time, and what follows from it. Nothing ticks here unless a test says so. */
class ReadsOfTheClockTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Sandbox sandbox = new Sandbox();
    private final String token = sandbox.issue().revealToken();
    private final String another = sandbox.issue().revealToken();

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger readsOfNanos = new AtomicInteger();
    private final AtomicInteger readsOfTheWall = new AtomicInteger();
    private final Alarm alarm = new Alarm(() -> 0);
    private final BackgroundThreads threads = new BackgroundThreads(alarm);
    private final Timekeeper time = new Timekeeper(new MillisClock(this::wall), this::ticker, true);
    private final KeyCache cache = new KeyCache(100, uses -> {});
    private final Follower follower = new Follower(sandbox.store, cache, LIMIT, this::ticker, Silence.TELLING);
    private final Authenticator authenticator = authenticator();

    private long ticker() {
        readsOfNanos.incrementAndGet();
        return nanos.get();
    }

    private Instant wall() {
        readsOfTheWall.incrementAndGet();
        return sandbox.clock.instant();
    }

    private Authenticator authenticator() {
        SecretHashers hashers = new SecretHashers(List.of(Sandbox.cheapHasher()));
        Hashing hashing = new Hashing(hashers, threads, this::ticker, Silence.TELLING);
        Rehash rehash = new Rehash(hashers, hashing, sandbox.store, threads, Silence.TELLING, alarm);
        FailureBudgets budgets = new FailureBudgets(this::ticker);
        LookUps lookUps = new LookUps(sandbox.store, threads, this::ticker, Silence.TELLING);
        SecretDigests digests = SecretDigests.withNewKey();
        return new Authenticator(
                Set.of("acme_live"),
                time,
                follower,
                new KeyRecords(sandbox.store, cache, lookUps, budgets, this::ticker),
                digests,
                new ColdSecrets(digests, hashers, hashing, budgets, rehash),
                new OwnerRightsCache(
                        OwnerRights.unlimited(), Duration.ofSeconds(60), Runnable::run, this::ticker, alarm),
                new UseTracker(sandbox.store, this::ticker, Silence.TELLING, alarm),
                alarm);
    }

    @AfterEach
    void close() {
        threads.close();
    }

    private AuthenticationResult authenticate(String presented) {
        return authenticator.authenticate(presented, "test");
    }

    /** Has heard of every change at this moment, and knows both keys from it. */
    private void warmUp() {
        follower.poll();
        time.tick();
        assertThat(authenticate(token)).isInstanceOf(Authenticated.class);
        assertThat(authenticate(another)).isInstanceOf(Authenticated.class);
    }

    private static void assertStale(AuthenticationResult result) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        Undecided.class,
                        undecided -> assertThat(undecided.cause()).isEqualTo(Cause.STALE));
    }

    @Test
    void areOneForSixtyFourRequestsWithAKeyThatIsKnown() {
        warmUp();
        readsOfNanos.set(0);
        readsOfTheWall.set(0);
        for (int i = 0; i < 64; i++) {
            assertThat(authenticate(token)).isInstanceOf(Authenticated.class);
        }
        assertThat(readsOfNanos).hasValue(1);
        assertThat(readsOfTheWall).hasValue(1);
    }

    /** The bound that decision 19 names: a key is let in 63 times by an old tick, then it finds out, and with it everybody else. */
    @Test
    void endAtOnceForAllWhatATickThatStandsStillLetsIn() {
        warmUp();
        nanos.addAndGet(LIMIT.plusSeconds(11).toNanos());
        int letIn = 0;
        AuthenticationResult result = authenticate(token);
        try (CapturedLog log = new CapturedLog()) {
            while (result instanceof Authenticated && letIn < 1_000) {
                letIn++;
                result = authenticate(token);
            }
            assertStale(result);
            assertThat(letIn).isEqualTo(63);
            assertStale(authenticate(another));
            assertStale(authenticate(token));
            assertThat(log.text()).contains("has not heard for too long");
        }
    }

    @Test
    void letAllInAgainOnceTheTickGoesOnAndTheFeedWasRead() {
        warmUp();
        nanos.addAndGet(LIMIT.toNanos());
        time.tick();
        try (CapturedLog log = new CapturedLog()) {
            assertStale(authenticate(token));
            assertThat(log.text()).contains("has not heard for too long");
        }
        follower.poll();
        assertThat(authenticate(token)).isInstanceOf(Authenticated.class);
        assertThat(authenticate(another)).isInstanceOf(Authenticated.class);
    }
}
