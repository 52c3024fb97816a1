// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.Workers.Trust;
import dev.apikey.spi.EngineEvent;
import dev.apikey.spi.SecretHasher;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where slow hashes run: on as many threads as processors and memory allow, and no faster for those who are wrong than a tenth of the processors takes.
 * Thread-safe.
 */
final class Hashing {

    private static final Logger LOGGER = System.getLogger(ApiKeys.class.getName());
    private static final Duration MAX_WAIT = Duration.ofSeconds(2);
    private static final int WAITING_FOR_EACH = 64;
    /** While a hash has to wait, this often somebody looks whether it is still wanted. */
    private static final long GLANCE_NANOS = Duration.ofMillis(20).toNanos();
    /** What all hashes together take outside of the heap is at most this part of what the heap may take. */
    private static final int SHARE_OF_MEMORY = 8;

    private final SecretHashers hashers;
    private final int permits;
    private final Workers workers;
    private final HashingMemory memory;
    private final HashingTime time;
    private final LongSupplier ticker;
    private final Telling telling;
    private final LongAdder computed = new LongAdder();

    Hashing(SecretHashers hashers, BackgroundThreads threads, LongSupplier ticker, Telling telling) {
        this(hashers, permits(hashers), memoryKib(hashers), threads, ticker, telling);
    }

    private Hashing(
            SecretHashers hashers,
            int permits,
            int memoryKib,
            BackgroundThreads threads,
            LongSupplier ticker,
            Telling telling) {
        this(
                hashers,
                permits,
                memoryKib,
                threads.workers("apikey-hashing", permits, 0, WAITING_FOR_EACH * permits, MAX_WAIT),
                ticker,
                telling);
        if (hashers.areSlow()) {
            LOGGER.log(
                    Level.INFO,
                    "at most {0} slow hashes at once, for {1} processors and {2} KiB of memory each",
                    permits,
                    Runtime.getRuntime().availableProcessors(),
                    hashers.memoryKib());
        }
    }

    /** @param memoryKib what all hashes together may take outside of the heap */
    Hashing(SecretHashers hashers, int permits, int memoryKib, Workers workers, LongSupplier ticker, Telling telling) {
        this.hashers = hashers;
        this.permits = permits;
        this.workers = workers;
        this.memory = new HashingMemory(memoryKib);
        this.time = new HashingTime(Runtime.getRuntime().availableProcessors(), ticker);
        this.ticker = ticker;
        this.telling = telling;
    }

    private static int permits(SecretHashers hashers) {
        return permits(
                Runtime.getRuntime().availableProcessors(), Runtime.getRuntime().maxMemory(), hashers.memoryKib());
    }

    static int permits(int processors, long maxHeapBytes, int memoryKib) {
        long fitting = memoryKib == 0 ? processors : maxHeapBytes / SHARE_OF_MEMORY / (memoryKib * 1024L);
        return (int) Math.max(1, Math.min(processors, fitting));
    }

    /** At least what one hash takes that is made today. */
    private static int memoryKib(SecretHashers hashers) {
        long share = Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY / 1024;
        return (int) Math.min(Integer.MAX_VALUE, Math.max(share, hashers.memoryKib()));
    }

    /**
     * The hash of a new secret.
     *
     * @throws OverloadedException if there is no room for a slow hash in time
     */
    String hash(byte[] subject) {
        SecretHasher hasher = hashers.primary();
        return fenced(hasher, hasher.memoryKib(), () -> hasher.hash(subject));
    }

    /** As {@link #hash}, for whoever is on a thread for slow hashes already. */
    String hashHere(byte[] subject) {
        SecretHasher hasher = hashers.primary();
        try {
            return hasher.isSlow() ? timed(hasher.memoryKib(), () -> hasher.hash(subject)) : hasher.hash(subject);
        } catch (Exception broken) {
            throw Unchecked.of(broken);
        }
    }

    /** Whether a hash of this kind can be verified, as far as its kind tells. */
    boolean knows(String hashKind) {
        return hashers.know(hashKind);
    }

    /** Whether a secret could be verified against this hash now; tries it with one that is wrong. */
    boolean canVerify(String hash) {
        try {
            SecretHasher hasher = hashers.of(hash);
            fenced(hasher, hasher.memoryKib(hash), () -> hasher.verify(new byte[Token.SUBJECT_LENGTH], hash));
            return true;
        } catch (OverloadedException busy) {
            return true;
        } catch (RuntimeException | LinkageError unreadable) {
            return false;
        }
    }

    private <T> T fenced(SecretHasher hasher, int memoryKib, Callable<T> work) {
        try {
            return hasher.isSlow()
                    ? workers.await(workers.submit(Trust.FULL, () -> timed(memoryKib, work)))
                    : work.call();
        } catch (TimeoutException late) {
            throw new OverloadedException();
        } catch (Throwable broken) {
            throw Unchecked.of(broken);
        }
    }

    private <T> T timed(int memoryKib, Callable<T> hash) throws Exception {
        return memory.with(memoryKib, () -> {
            long began = ticker.getAsLong();
            T made = hash.call();
            computed(ticker.getAsLong() - began);
            return made;
        });
    }

    /** A secret that somebody waits to be verified. */
    interface Verification extends AutoCloseable {

        /** Whether anybody still waits. */
        boolean isWanted();

        /** How much memory it takes outside of the heap, in KiB. */
        int memoryKib();

        /** Whether the secret is right; nobody hears of it yet. */
        boolean isRight();

        /** Tells whoever waits, and does what else there is to do. */
        void answer(boolean right);

        /** Wipes the secret. */
        @Override
        void close();
    }

    /**
     * Verifies a secret when its turn has come and there is time for those who are wrong.
     *
     * @return completes with whether it is right, or null if nobody waited for it any more
     * @throws OverloadedException if there is no room; the verification is closed then
     */
    CompletableFuture<@Nullable Boolean> verify(Trust trust, Verification verification) {
        int places = time.hashesWithin(MAX_WAIT.toNanos(), permits);
        return workers.submit(trust, places, new Workers.Work<@Nullable Boolean>() {
            @Override
            public @Nullable Boolean call() throws Exception {
                try (verification) {
                    return awaitTurn(verification) ? verifyNow(verification) : null;
                }
            }

            @Override
            public void drop() {
                verification.close();
            }
        });
    }

    private boolean awaitTurn(Verification verification) throws InterruptedException {
        for (long wait = time.untilAffordable(); wait > 0 && verification.isWanted(); wait = time.untilAffordable()) {
            LockSupport.parkNanos(Math.min(wait, GLANCE_NANOS));
            if (Thread.interrupted()) {
                throw new InterruptedException("closed while a hash was waiting");
            }
        }
        return verification.isWanted();
    }

    private boolean verifyNow(Verification verification) throws Exception {
        boolean right = memory.with(verification.memoryKib(), () -> {
            long began = ticker.getAsLong();
            boolean same = verification.isRight();
            long taken = ticker.getAsLong() - began;
            time.note(taken);
            computed(taken);
            if (!same) {
                time.spend(taken);
            }
            return same;
        });
        verification.answer(right);
        return right;
    }

    private void computed(long nanos) {
        computed.increment();
        telling.happened(new EngineEvent.Hashed(Duration.ofNanos(nanos)));
    }

    /**
     * @throws TimeoutException if it takes too long
     * @throws Throwable whatever it failed with
     */
    boolean await(CompletableFuture<Boolean> verification) throws Throwable {
        return workers.await(verification);
    }

    /**
     * As {@link #await}, for what somebody else has asked for.
     *
     * @throws OverloadedException if too many do so
     */
    boolean join(Trust trust, CompletableFuture<Boolean> verification) throws Throwable {
        return workers.join(trust, verification);
    }

    /** Does this if nobody waits for a hash, and drops it otherwise. */
    void whenIdle(Workers.Work<Boolean> work) {
        if (workers.waiting() > 0) {
            work.drop();
            return;
        }
        CompletableFuture<Boolean> unused = workers.submit(Trust.LITTLE, work);
    }

    int waiting() {
        return workers.waiting();
    }

    /** @param replaced how many hashes were replaced by current ones */
    EngineState.SlowHashes state(long replaced) {
        return new EngineState.SlowHashes(
                permits,
                workers.running(),
                workers.waiting(),
                Duration.ofNanos(time.untilAffordable()),
                computed.sum(),
                replaced);
    }
}
