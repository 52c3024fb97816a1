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
    private final ScriptedHasher hasher = ScriptedHasher.slow(() -> {
        try {
            release.await();
            return true;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    });
    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new PriorityBlockingQueue<>());
    private final FailureBudgets budgets = new FailureBudgets(() -> 0);
    private final UUID id = UUID.randomUUID();
    private final String token = Token.generate("acme_live", id, new SecureRandom());
    private final CachedKey key = new CachedKey(id);

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
}
