// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.Workers.Trust;
import dev.apikey.spi.SecretHasher;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Where slow hashes run: on as many threads as processors and memory allow, and no faster for those who are wrong than a tenth of the processors takes.
 * Thread-safe.
 */
final class Hashing {

    private static final Logger LOGGER = System.getLogger(ApiKeys.class.getName());
    private static final Duration MAX_WAIT = Duration.ofSeconds(2);
    private static final int WAITING_FOR_EACH = 64;
    /** What all hashes together take outside of the heap is at most this part of what the heap may take. */
    private static final int SHARE_OF_MEMORY = 8;

    private final SecretHashers hashers;
    private final Workers workers;
    private final HashingTime time;
    private final LongSupplier ticker;

    Hashing(SecretHashers hashers, BackgroundThreads threads, LongSupplier ticker) {
        int processors = Runtime.getRuntime().availableProcessors();
        int permits = permits(processors, Runtime.getRuntime().maxMemory(), hashers.memoryKib());
        this.hashers = hashers;
        this.workers = threads.workers("apikey-hashing", permits, WAITING_FOR_EACH * permits, MAX_WAIT);
        this.time = new HashingTime(processors, ticker);
        this.ticker = ticker;
        if (hashers.areSlow()) {
            LOGGER.log(
                    Level.INFO,
                    "at most {0} slow hashes at once, for {1} processors and {2} KiB of memory each",
                    permits,
                    processors,
                    hashers.memoryKib());
        }
    }

    static int permits(int processors, long maxHeapBytes, int memoryKib) {
        long fitting = memoryKib == 0 ? processors : maxHeapBytes / SHARE_OF_MEMORY / (memoryKib * 1024L);
        return (int) Math.max(1, Math.min(processors, fitting));
    }

    /**
     * The hash of a new secret.
     *
     * @throws OverloadedException if there is no room for a slow hash in time
     */
    String hash(byte[] subject) {
        SecretHasher hasher = hashers.primary();
        return fenced(hasher, () -> hasher.hash(subject));
    }

    /** Whether a secret could be verified against this hash now; tries it with one that is wrong. */
    boolean canVerify(String hash) {
        try {
            SecretHasher hasher = hashers.of(hash);
            fenced(hasher, () -> hasher.verify(new byte[Token.SUBJECT_LENGTH], hash));
            return true;
        } catch (OverloadedException busy) {
            return true;
        } catch (RuntimeException | LinkageError unreadable) {
            return false;
        }
    }

    private <T> T fenced(SecretHasher hasher, Callable<T> work) {
        try {
            return hasher.isSlow() ? workers.await(workers.submit(Trust.FULL, work)) : work.call();
        } catch (TimeoutException late) {
            throw new OverloadedException();
        } catch (Throwable broken) {
            throw Unchecked.of(broken);
        }
    }

    /**
     * Verifies a secret when its turn has come and there is time for those who are wrong.
     *
     * @throws OverloadedException if there is no room
     */
    CompletableFuture<Boolean> verify(Trust trust, Callable<Boolean> verification) {
        return workers.submit(trust, () -> {
            for (long wait = time.untilAffordable(); wait > 0; wait = time.untilAffordable()) {
                LockSupport.parkNanos(wait);
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedException("closed while a hash was waiting");
                }
            }
            long began = ticker.getAsLong();
            boolean right = verification.call();
            if (!right) {
                time.spend(ticker.getAsLong() - began);
            }
            return right;
        });
    }

    /**
     * @throws TimeoutException if it takes too long
     * @throws Throwable whatever it failed with
     */
    boolean await(CompletableFuture<Boolean> verification) throws Throwable {
        return workers.await(verification);
    }

    /** Does this if nobody waits for a hash. */
    void whenIdle(Runnable work) {
        if (workers.waiting() == 0) {
            CompletableFuture<Void> unused = workers.submit(Trust.LITTLE, () -> {
                work.run();
                return null;
            });
        }
    }

    int waiting() {
        return workers.waiting();
    }
}
