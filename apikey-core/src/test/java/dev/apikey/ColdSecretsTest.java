// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.apikey.hashing.SecretDigests;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ColdSecretsTest {

    private final CountDownLatch release = new CountDownLatch(1);
    private volatile boolean right = true;
    private final ScriptedHasher hasher = ScriptedHasher.slow(1, () -> {
        try {
            release.await();
            return right;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    });
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new PriorityBlockingQueue<>(), work -> {
                Thread thread = new Thread(work);
                threads.add(thread);
                return thread;
            });
    private final FailureBudgets budgets = new FailureBudgets(() -> 0);
    private final UUID id = UUID.randomUUID();
    private final String token = tokenOf(id);
    private final CachedKey key = new CachedKey(id);

    private static String tokenOf(UUID id) {
        return Token.generate("acme_live", id, new SecureRandom());
    }

    private ColdSecrets secrets(Duration patience) {
        SecretHashers hashers = new SecretHashers(List.of(hasher));
        Workers workers = new Workers(pool, 0, 10, 4, patience);
        Hashing hashing = new Hashing(hashers, 1, 1, workers, () -> 0, Silence.TELLING);
        Alarm alarm = new Alarm(() -> 0);
        BackgroundThreads threads = new BackgroundThreads(alarm);
        Sandbox sandbox = new Sandbox();
        Rehash rehash = new Rehash(hashers, hashing, sandbox.store, threads, Silence.TELLING, alarm);
        return new ColdSecrets(SecretDigests.withNewKey(), hashers, hashing, budgets, rehash);
    }

    @AfterEach
    void close() {
        release.countDown();
        pool.shutdownNow();
    }

    private static String verify(ColdSecrets secrets, String presented, CachedKey key, String source) {
        try {
            Token token = Objects.requireNonNull(Token.glance(presented));
            return String.valueOf(secrets.verify(token, key, ScriptedHasher.HASH, source));
        } catch (OverloadedException full) {
            return "overloaded";
        } catch (TimeoutException late) {
            return "late";
        } catch (Throwable broken) {
            throw Unchecked.of(broken);
        }
    }

    /** One hashes, four wait for him: three of them if they are trusted, one if not. */
    @Test
    void areNotWaitedForByMoreThanThereArePlaces() {
        ColdSecrets secrets = secrets(Duration.ofSeconds(50));
        budgets.begin("suspect", UUID.randomUUID()).fail();
        try (Crowd<String> first = new Crowd<>(1, () -> verify(secrets, token, key, "test"))) {
            Crowd.await(() -> hasher.verified() == 1);
            try (Crowd<String> suspect = new Crowd<>(1, () -> verify(secrets, token, key, "suspect"))) {
                Crowd.await(() -> suspect.count(Thread.State.TIMED_WAITING) == 1);
                assertThat(verify(secrets, token, key, "suspect")).isEqualTo("overloaded");
                try (Crowd<String> others = new Crowd<>(2, () -> verify(secrets, token, key, "test"))) {
                    Crowd.await(() -> others.count(Thread.State.TIMED_WAITING) == 2);
                    assertThat(verify(secrets, token, key, "test")).isEqualTo("overloaded");
                    release.countDown();
                    assertThat(others.outcomes()).containsExactly("true", "true");
                }
                assertThat(suspect.outcomes()).containsExactly("true");
            }
            assertThat(first.outcomes()).containsExactly("true");
        }
        assertThat(hasher.verified()).isEqualTo(1);
    }

    /** Whoever waits for somebody else's hash hears what came of it. */
    @Test
    void areWrongForAllWhoWaitForTheSameHash() {
        right = false;
        ColdSecrets secrets = secrets(Duration.ofSeconds(50));
        try (Crowd<String> first = new Crowd<>(1, () -> verify(secrets, token, key, "test"))) {
            Crowd.await(() -> hasher.verified() == 1);
            try (Crowd<String> others = new Crowd<>(2, () -> verify(secrets, token, key, "test"))) {
                Crowd.await(() -> others.count(Thread.State.TIMED_WAITING) == 2);
                release.countDown();
                assertThat(others.outcomes()).containsExactly("false", "false");
            }
            assertThat(first.outcomes()).containsExactly("false");
        }
        assertThat(hasher.verified()).isEqualTo(1);
        assertThat(key.verified(ScriptedHasher.HASH)).isNull();
    }

    /** One hangs, and whoever comes after it gives up before its turn: nothing came of it that anybody could be blamed for. */
    @Test
    void areNeitherCountedNorRememberedWhileTheHasherHangs() {
        ColdSecrets secrets = secrets(Duration.ofMillis(20));
        for (int i = 0; i < 3; i++) {
            assertThat(verify(secrets, token, key, "test")).isEqualTo("late");
            assertThat(key.verified(ScriptedHasher.HASH)).isNull();
        }
        Crowd.await(() -> hasher.verified() == 1);
        release.countDown();
        Crowd.await(() -> pool.getCompletedTaskCount() == 3);
        assertThat(hasher.verified()).isEqualTo(1);
        assertThat(budgets.trust("test")).isEqualTo(Workers.Trust.FULL);
        for (int i = 0; i < 10; i++) {
            budgets.begin("test", id);
        }
        assertThatExceptionOfType(TooManyFailuresException.class).isThrownBy(() -> budgets.begin("test", id));
        assertThat(verify(secrets, token, key, "another source")).isEqualTo("true");
        assertThat(hasher.verified())
                .as("what came of the one that hung is known")
                .isEqualTo(1);
    }

    /** What there was no room for says nothing about whoever asked. */
    @Test
    void areNotCountedWhereThereIsNoRoom() {
        ColdSecrets secrets = secrets(Duration.ofMillis(20));
        String answer = "";
        while (!answer.equals("overloaded")) {
            UUID other = UUID.randomUUID();
            answer = verify(secrets, tokenOf(other), new CachedKey(other), "test");
        }
        for (int i = 0; i < 11; i++) {
            assertThat(verify(secrets, token, key, "test")).isEqualTo("overloaded");
        }
        for (int i = 0; i < 10; i++) {
            budgets.begin("test", id);
        }
        assertThatExceptionOfType(TooManyFailuresException.class).isThrownBy(() -> budgets.begin("test", id));
    }

    @Test
    void areHashedOneAfterAnotherWhereMemorySufficesForOne() {
        pool.setMaximumPoolSize(2);
        pool.setCorePoolSize(2);
        ColdSecrets secrets = secrets(Duration.ofSeconds(50));
        UUID other = UUID.randomUUID();
        try (Crowd<String> first = new Crowd<>(1, () -> verify(secrets, token, key, "test"));
                Crowd<String> second =
                        new Crowd<>(1, () -> verify(secrets, tokenOf(other), new CachedKey(other), "test"))) {
            Crowd.await(() -> threads.stream()
                            .filter(thread -> thread.getState() == Thread.State.WAITING)
                            .count()
                    == 2);
            assertThat(pool.getActiveCount()).as("both have begun").isEqualTo(2);
            assertThat(hasher.verified()).isEqualTo(1);
            release.countDown();
            assertThat(first.outcomes()).containsExactly("true");
            assertThat(second.outcomes()).containsExactly("true");
        }
        assertThat(hasher.verified()).isEqualTo(2);
    }

    @Test
    void areWipedWhenTheyAreVerified() {
        release.countDown();
        assertThat(verify(secrets(Duration.ofSeconds(50)), token, key, "test")).isEqualTo("true");
        Crowd.await(() -> pool.getCompletedTaskCount() == 1);
        assertThat(hasher.lastSecret()).hasSize(Token.SUBJECT_LENGTH).containsOnly(0);
    }
}
