// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apikey.Hashing.Verification;
import dev.apikey.Workers.Trust;
import dev.apikey.hashing.Argon2idHasher;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class HashingMemoryTest {

    private static final int TOTAL = 80;

    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(8, 8, 1, TimeUnit.SECONDS, new PriorityBlockingQueue<>());
    private final Hashing hashing = new Hashing(
            new SecretHashers(List.of(ScriptedHasher.slow(() -> true))),
            8,
            TOTAL,
            new Workers(pool, 0, 1_000, Duration.ofSeconds(50)),
            System::nanoTime,
            Silence.TELLING);

    @AfterEach
    void close() {
        pool.shutdownNow();
    }

    /** Takes so much while it runs, or says that it does. */
    private final class Taking implements Verification {

        private final int kib;

        Taking(int kib) {
            this.kib = kib;
        }

        @Override
        public boolean isWanted() {
            return true;
        }

        @Override
        public int memoryKib() {
            return kib;
        }

        @Override
        public boolean isRight() {
            most.accumulateAndGet(taken.addAndGet(kib), Math::max);
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            for (int i = 0; i < 10_000; i++) {
                Thread.onSpinWait();
            }
            atOnce.decrementAndGet();
            taken.addAndGet(-kib);
            return true;
        }

        @Override
        public void answer(boolean right) {}

        @Override
        public void close() {}
    }

    private void run(IntStream costs) {
        List<CompletableFuture<Boolean>> all = costs.mapToObj(kib -> hashing.verify(Trust.KNOWN, new Taking(kib)))
                .toList();
        all.forEach(each -> assertThat(each.join()).isTrue());
    }

    /** Rows that were hashed at higher costs than are taken today. */
    @Test
    void isNeverExceededWhateverRowsCost() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        run(IntStream.range(0, 400).map(i -> random.nextInt(4) == 0 ? 64 : 19));
        assertThat(most.get()).as("seed %d", seed).isLessThanOrEqualTo(TOTAL);
        assertThat(mostAtOnce.get()).as("seed %d", seed).isGreaterThan(1);
    }

    @Test
    void letsOneThatNeedsMoreThanThereIsRunAlone() {
        run(IntStream.range(0, 100).map(i -> i % 5 == 0 ? 500 : 10));
        assertThat(most).hasValue(500);
    }

    @ParameterizedTest
    @EnumSource(Broken.class)
    void isGivenBackByWhatFails(Broken broken) throws Exception {
        HashingMemory memory = new HashingMemory(10);
        assertThatThrownBy(() -> memory.with(10, () -> {
                    throw broken.raise();
                }))
                .isNotNull();
        assertThat(memory.<Boolean>with(10, () -> true)).isTrue();
    }

    @Test
    void ofAnArgon2idRowIsWhatTheRowSays() {
        Argon2idHasher today = Argon2idHasher.of(64, 1, 1);
        String costly = Argon2idHasher.of(256, 1, 1).hash(new byte[70]);
        assertThat(today.memoryKib(costly)).isEqualTo(256);
        assertThat(today.memoryKib(today.hash(new byte[70]))).isEqualTo(64);
    }
}
