// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A few threads for work that requests wait for, not for long and not too many of them. Whatever is trusted more comes first, and has places that others do
 * not get. Thread-safe.
 *
 * <p>Requests do not do such work themselves: a store that hangs must not hold a thread of the host, and an interrupt that is meant for a request must not
 * hit a connection.
 */
final class Workers {

    private final ThreadPoolExecutor pool;
    private final int maxWaiting;
    private final long maxWaitNanos;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong arrivals = new AtomicLong();

    /** @param pool takes the most urgent of what waits */
    Workers(ThreadPoolExecutor pool, int maxWaiting, Duration maxWait) {
        this.pool = pool;
        this.maxWaiting = maxWaiting;
        this.maxWaitNanos = maxWait.toNanos();
    }

    /** Who comes first. */
    enum Trust {
        /** Whoever has given no reason for doubt: every place. */
        FULL,
        /** Whoever has lately failed: a quarter of the places, and behind the others. */
        LITTLE
    }

    private static final class Task implements Runnable, Comparable<Task> {

        private static final Comparator<Task> ORDER =
                Comparator.<Task, Trust>comparing(task -> task.trust).thenComparingLong(task -> task.arrival);

        private final Trust trust;
        private final long arrival;
        private final Runnable work;

        Task(Trust trust, long arrival, Runnable work) {
            this.trust = trust;
            this.arrival = arrival;
            this.work = work;
        }

        @Override
        public void run() {
            work.run();
        }

        @Override
        public int compareTo(Task other) {
            return ORDER.compare(this, other);
        }
    }

    /** How many wait for a thread. */
    int waiting() {
        return waiting.get();
    }

    /** How many are being done. */
    int running() {
        return pool.getActiveCount();
    }

    /** As {@link #submit(Trust, int, Callable)} with all places that there are. */
    <T> CompletableFuture<T> submit(Trust trust, Callable<T> work) {
        return submit(trust, maxWaiting, work);
    }

    /**
     * Has this done.
     *
     * @param places how many may wait at this moment: no more than whose turn will come in time
     * @return completes with what came of it
     * @throws OverloadedException if too many wait already
     */
    <T> CompletableFuture<T> submit(Trust trust, int places, Callable<T> work) {
        int all = Math.min(places, maxWaiting);
        int mine = trust == Trust.FULL ? all : Math.max(1, all / 4);
        if (waiting.incrementAndGet() > mine) {
            waiting.decrementAndGet();
            throw new OverloadedException();
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            pool.execute(new Task(trust, arrivals.incrementAndGet(), () -> {
                waiting.decrementAndGet();
                complete(result, work);
            }));
        } catch (RejectedExecutionException closed) {
            waiting.decrementAndGet();
            throw new OverloadedException();
        }
        return result;
    }

    private static <T> void complete(CompletableFuture<T> result, Callable<T> work) {
        if (result.isDone()) {
            return; // Whoever asked has given up.
        }
        try {
            result.complete(work.call());
        } catch (Throwable broken) {
            result.completeExceptionally(broken);
        }
    }

    /**
     * Waits for what comes of it; an interrupt ends no wait, and is there afterwards.
     *
     * @throws TimeoutException if it takes too long
     * @throws Throwable whatever it failed with
     */
    <T> T await(CompletableFuture<T> result) throws Throwable {
        long deadline = System.nanoTime() + maxWaitNanos;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException stopped) {
                    interrupted = true;
                } catch (ExecutionException failed) {
                    throw Objects.requireNonNullElse(failed.getCause(), failed);
                } catch (CancellationException givenUp) {
                    throw new TimeoutException("somebody else has waited for it too long");
                }
            }
        } finally {
            result.cancel(false);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
