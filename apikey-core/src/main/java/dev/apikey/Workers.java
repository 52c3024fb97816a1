// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A few threads for work that requests wait for, not for long and not too many of them. Whatever is trusted more comes first, and has places that others do
 * not get. Thread-safe.
 *
 * <p>Requests do not do such work themselves: a store that hangs must not hold a thread of the host, and an interrupt that is meant for a request must not
 * hit a connection. A thread that hangs is not waited for: another one takes its place, up to a bound.
 */
final class Workers {

    /** A thousand requests may come with the same new key at once. */
    private static final int MAX_JOINED = 2_000;

    private final ThreadPoolExecutor pool;
    private final int threads;
    private final int maxStuck;
    private final int maxWaiting;
    private final int maxJoined;
    private final long maxWaitNanos;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger joined = new AtomicInteger();
    private final AtomicInteger stuck = new AtomicInteger();
    private final AtomicLong arrivals = new AtomicLong();
    private final Set<Task<?>> running = ConcurrentHashMap.newKeySet();
    private final ReentrantLock resizing = new ReentrantLock();

    /**
     * @param pool takes the most urgent of what waits
     * @param maxStuck how many threads may hang before nothing is done any more
     */
    Workers(ThreadPoolExecutor pool, int maxStuck, int maxWaiting, Duration maxWait) {
        this(pool, maxStuck, maxWaiting, MAX_JOINED, maxWait);
    }

    /** @param maxJoined how many may wait for what others have asked for */
    Workers(ThreadPoolExecutor pool, int maxStuck, int maxWaiting, int maxJoined, Duration maxWait) {
        this.pool = pool;
        this.threads = pool.getCorePoolSize();
        this.maxStuck = maxStuck;
        this.maxWaiting = maxWaiting;
        this.maxJoined = maxJoined;
        this.maxWaitNanos = maxWait.toNanos();
    }

    /** Who comes first. */
    enum Trust {
        /** Whoever asks for a key that this node knows: every place. */
        KNOWN,
        /** Whoever has given no reason for doubt: three quarters of the places. */
        FULL,
        /** Whoever has lately failed: a quarter of the places, and behind the others. */
        LITTLE;

        private int share(int places) {
            return switch (this) {
                case KNOWN -> places;
                case FULL -> Math.max(1, places - places / 4);
                case LITTLE -> Math.max(1, places / 4);
            };
        }
    }

    /** Something to be done: it is either called or dropped, once. */
    @FunctionalInterface
    interface Work<T> extends Callable<T> {

        /** It is never done: what it holds can go. */
        default void drop() {}
    }

    /** How many wait for a thread. */
    int waiting() {
        return waiting.get();
    }

    /** How many are being done. */
    int running() {
        return running.size();
    }

    /** As {@link #start(Trust, int, CompletableFuture, Work)} with all places that there are. */
    <T> void start(Trust trust, CompletableFuture<T> result, Work<T> work) {
        start(trust, maxWaiting, result, work);
    }

    /** As {@link #start(Trust, int, CompletableFuture, Work)} with all places that there are; answers the result. */
    <T> CompletableFuture<T> submit(Trust trust, Work<T> work) {
        return submit(trust, maxWaiting, work);
    }

    /** As {@link #start(Trust, int, CompletableFuture, Work)}; answers the result. */
    <T> CompletableFuture<T> submit(Trust trust, int places, Work<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        start(trust, places, result, work);
        return result;
    }

    /**
     * Has this done, unless the result is there before its turn comes.
     *
     * @param places how many may wait at this moment: no more than whose turn will come in time
     * @param result completes with what came of it
     * @throws OverloadedException if too many wait already; it is dropped then
     */
    <T> void start(Trust trust, int places, CompletableFuture<T> result, Work<T> work) {
        replaceStuck();
        if (!enter(waiting, trust.share(Math.min(places, maxWaiting)))) {
            work.drop();
            throw new OverloadedException();
        }
        Task<T> task = new Task<>(trust, arrivals.incrementAndGet(), result, work);
        try {
            pool.execute(task);
        } catch (RejectedExecutionException closed) {
            task.drop();
            throw new OverloadedException();
        } catch (Throwable noThread) {
            task.drop(); // The pool may have queued it before it failed to start a thread.
            throw noThread;
        }
    }

    private static boolean enter(AtomicInteger taken, int places) {
        int now = taken.get();
        while (now < places && !taken.compareAndSet(now, now + 1)) {
            now = taken.get();
        }
        return now < places;
    }

    /** Whatever takes longer than anybody waits does not count as a thread any more until it ends. */
    private void replaceStuck() {
        if (maxStuck > 0) {
            long now = System.nanoTime();
            running.forEach(task -> task.replaceIfStuck(now));
        }
    }

    private void resize(int difference) {
        resizing.lock();
        try {
            int size = threads + Math.min(maxStuck, stuck.addAndGet(difference));
            pool.setMaximumPoolSize(Math.max(size, pool.getCorePoolSize()));
            pool.setCorePoolSize(size);
            pool.setMaximumPoolSize(size);
        } finally {
            resizing.unlock();
        }
    }

    private enum State {
        WAITING,
        RUNNING,
        STUCK,
        OVER
    }

    /** Work, and its way from the queue to its end. */
    final class Task<T> implements Runnable, Comparable<Task<?>> {

        private final Trust trust;
        private final long arrival;
        private final CompletableFuture<T> result;
        private final Work<T> work;
        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
        private final AtomicLong began = new AtomicLong();

        private Task(Trust trust, long arrival, CompletableFuture<T> result, Work<T> work) {
            this.trust = trust;
            this.arrival = arrival;
            this.result = result;
            this.work = work;
        }

        @Override
        public void run() {
            began.set(System.nanoTime());
            if (!state.compareAndSet(State.WAITING, State.RUNNING)) {
                return;
            }
            waiting.decrementAndGet();
            try {
                running.add(this);
                complete();
            } finally {
                running.remove(this);
                if (state.getAndSet(State.OVER) == State.STUCK) {
                    resize(-1);
                }
            }
        }

        private void complete() {
            if (result.isDone()) {
                work.drop(); // Whoever asked has given up.
                return;
            }
            try {
                result.complete(work.call());
            } catch (InterruptedException closing) {
                // It was meant for this thread, not for the one that waits.
                result.completeExceptionally(new IllegalStateException("stopped before it was done", closing));
            } catch (Throwable broken) {
                result.completeExceptionally(broken);
            }
        }

        private void replaceIfStuck(long now) {
            if (now - began.get() > maxWaitNanos && state.compareAndSet(State.RUNNING, State.STUCK)) {
                resize(1);
            }
        }

        /** It is not done, if it has not begun. */
        void drop() {
            if (state.compareAndSet(State.WAITING, State.OVER)) {
                waiting.decrementAndGet();
                work.drop();
                result.completeExceptionally(new OverloadedException());
            }
        }

        @Override
        public int compareTo(Task<?> other) {
            int byTrust = trust.compareTo(other.trust);
            return byTrust != 0 ? byTrust : Long.compare(arrival, other.arrival);
        }
    }

    /**
     * As {@link #await}, for what somebody else has asked for.
     *
     * @throws OverloadedException if too many do so
     */
    <T> T join(Trust trust, CompletableFuture<T> result) throws Throwable {
        if (!enter(joined, trust.share(maxJoined))) {
            throw new OverloadedException();
        }
        try {
            return await(result);
        } finally {
            joined.decrementAndGet();
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
