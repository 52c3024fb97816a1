// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The only threads that the library starts: a timer that never waits for anything, and a few for what may take long, each kind by itself, so that none
 * keeps another one waiting. All are daemons, and end with {@link #close}. Thread-safe.
 */
final class BackgroundThreads implements AutoCloseable {

    private static final int ASKING = 4;
    private static final int MAX_QUEUED = 1_000;
    private static final int MAX_RECURRING = 16;
    /** Each waits twice as long as the one before: so many last for an hour in which every one hangs. */
    private static final int MAX_OVERTAKING = 12;

    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration FAREWELL = Duration.ofSeconds(5);
    private static final Duration LAST_MOMENT = Duration.ofMillis(500);

    private final Queue<Thread> started = new ConcurrentLinkedQueue<>();
    private final List<ThreadPoolExecutor> pools = new CopyOnWriteArrayList<>();
    private final Heartbeat timer = new Heartbeat(named("apikey-timer"));
    private final ThreadPoolExecutor recurring = pool("apikey-recurring", MAX_RECURRING, new SynchronousQueue<>());
    private final ThreadPoolExecutor asking = pool("apikey-asking", ASKING, new LinkedBlockingQueue<>(MAX_QUEUED));
    private final ThreadPoolExecutor rewriting = pool("apikey-rewriting", 1, new LinkedBlockingQueue<>(MAX_QUEUED));
    private final ThreadPoolExecutor telling = pool("apikey-telling", 1, new LinkedBlockingQueue<>(1));
    private final ThreadPoolExecutor leaving = pool("apikey-leaving", 1, new LinkedBlockingQueue<>(1));

    private final Alarm alarm;

    BackgroundThreads(Alarm alarm) {
        this.alarm = alarm;
    }

    private ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(() -> enlisted(work), name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** From inside of the thread, so that none is listed that could not be started. A thread that ended here would still count for its pool. */
    private void enlisted(Runnable work) {
        try {
            started.removeIf(earlier -> earlier.getState() == Thread.State.TERMINATED);
            started.add(Thread.currentThread());
        } catch (Throwable full) {
            alarm.raise(BackgroundThreads.class, "close() will not wait for a thread in the background", full);
        }
        work.run();
    }

    private ThreadPoolExecutor pool(String name, int threads, BlockingQueue<Runnable> queue) {
        int core = queue instanceof SynchronousQueue ? 0 : threads;
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(core, threads, IDLE.toSeconds(), TimeUnit.SECONDS, queue, named(name));
        pool.allowCoreThreadTimeOut(true);
        pools.add(pool);
        return pool;
    }

    /** Those that have been started and are not over yet. */
    List<Thread> alive() {
        return started.stream().filter(Thread::isAlive).toList();
    }

    /** Does at each tick what never waits for anything. */
    void tick(Duration interval, Runnable work) {
        timer.every(interval, interval, guarded(work, "a tick failed"));
    }

    /** Does this again and again, the first time after an interval, never twice at once, also if the last time it threw. */
    void every(Duration interval, Runnable work) {
        every(interval, interval, work);
    }

    /** As {@link #every(Duration, Runnable)}, but for the first time at another time. */
    void every(Duration interval, Duration first, Runnable work) {
        recur(
                interval,
                first,
                new Recurring(guarded(work, "work in the background failed; it is tried again"), 1, interval)::start);
    }

    /** As {@link #every}, on a thread that does nothing else: for what the host may do there. */
    void tell(Duration interval, Runnable work) {
        recur(
                interval,
                interval,
                new Recurring(telling, guarded(work, "what was to be told was not"), 1, interval)::start);
    }

    /**
     * As {@link #every}, but at once for the first time; and what takes longer than the deadline is overtaken by the next one, that one after twice the
     * deadline, and so on: whatever a broken connection hangs on, another one is tried.
     */
    void everyWithin(Duration interval, Duration deadline, Runnable work) {
        Recurring overtaking = new Recurring(
                guarded(work, "work in the background failed; it is tried again"), MAX_OVERTAKING, deadline);
        recur(interval, Duration.ZERO, overtaking::start);
    }

    private void recur(Duration interval, Duration first, Runnable start) {
        timer.every(interval, first, guarded(start, "work in the background was not started; it is tried again"));
    }

    /** Work that comes again, and how often it is being done at this moment. */
    private final class Recurring {

        private final ThreadPoolExecutor pool;
        private final Runnable work;
        private final int atOnce;
        private final long deadlineNanos;
        private final AtomicInteger running = new AtomicInteger();
        private final AtomicLong lastStart = new AtomicLong();

        Recurring(Runnable work, int atOnce, Duration deadline) {
            this(recurring, work, atOnce, deadline);
        }

        Recurring(ThreadPoolExecutor pool, Runnable work, int atOnce, Duration deadline) {
            this.pool = pool;
            this.work = work;
            this.atOnce = atOnce;
            this.deadlineNanos = deadline.toNanos();
        }

        /** Only the timer calls this. */
        void start() {
            int now = running.get();
            if (now > 0 && (now >= atOnce || System.nanoTime() - lastStart.get() < deadlineNanos << (now - 1))) {
                return;
            }
            running.incrementAndGet();
            lastStart.set(System.nanoTime());
            try {
                pool.execute(this::run);
            } catch (Throwable full) {
                running.decrementAndGet();
                if (!pool.isShutdown()) { // The timer may be a moment behind close().
                    alarm.raise(BackgroundThreads.class, "no thread for work in the background", full);
                }
            }
        }

        private void run() {
            try {
                work.run();
            } finally {
                running.decrementAndGet();
            }
        }
    }

    /** Does this soon, and after each interval again until it throws nothing. */
    void untilDone(Duration interval, Runnable work) {
        AtomicBoolean done = new AtomicBoolean();
        Runnable attempt = () -> {
            if (!done.get()) {
                work.run();
                done.set(true);
            }
        };
        Recurring trying =
                new Recurring(guarded(attempt, "a check after the start failed; it is made again"), 1, interval);
        recur(interval, Duration.ZERO, () -> {
            if (!done.get()) {
                trying.start();
            }
        });
    }

    private Runnable guarded(Runnable work, String failure) {
        return () -> {
            try {
                work.run();
            } catch (Throwable broken) {
                alarm.raise(work.getClass(), failure, broken);
            }
        };
    }

    /** @throws RejectedExecutionException if too much is waiting already, or all is closed */
    void ask(Runnable work) {
        asking.execute(work);
    }

    /**
     * Does this once, after others of its kind.
     *
     * @throws RejectedExecutionException if too much is waiting already, or all is closed
     */
    void rewrite(Runnable work) {
        rewriting.execute(work);
    }

    /** Some threads more, for one kind of work. */
    Workers workers(String name, int threads, int maxStuck, int maxWaiting, Duration maxWait) {
        return new Workers(pool(name, threads, new PriorityBlockingQueue<>()), maxStuck, maxWaiting, maxWait);
    }

    @Override
    public void close() {
        close(() -> {}, () -> {});
    }

    /**
     * Drops what waits, lets what is being done come to its end, does one last thing, and ends every thread: within 10 seconds, half of them for the last
     * thing. Only what takes longer is interrupted: an interrupt in the middle of its input or output makes H2 close the host's database. Where the caller is
     * interrupted, only the last thing is waited for.
     *
     * @param told what the host may be told afterwards; half a second, if that hangs
     */
    void close(Runnable last, Runnable told) {
        timer.close();
        List<ThreadPoolExecutor> working = pools.stream()
                .filter(pool -> pool != leaving && pool != telling)
                .toList();
        working.forEach(pool -> {
            pool.shutdown();
            dropAll(pool.getQueue());
        });
        long deadline = System.nanoTime() + FAREWELL.toNanos();
        boolean done = isTimerOver(deadline);
        for (ThreadPoolExecutor pool : working) {
            done &= isOver(pool, deadline);
        }
        done &= doLast(leaving, FAREWELL, guarded(last, "the last work in the background failed"));
        boolean heard = doLast(telling, LAST_MOMENT, guarded(told, "what was to be told was not"));
        telling.shutdown();
        if (!heard) {
            telling.shutdownNow();
        }
        leaving.shutdown();
        if (!done) {
            timer.interrupt();
            pools.forEach(ThreadPoolExecutor::shutdownNow);
        }
        awaitEnds();
    }

    private static void dropAll(Queue<Runnable> queue) {
        for (Runnable work = queue.poll(); work != null; work = queue.poll()) {
            if (work instanceof Workers.Task<?> task) {
                task.drop();
            }
        }
    }

    private static boolean isOver(ExecutorService pool, long deadline) {
        try {
            return pool.awaitTermination(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return pool.isTerminated();
        }
    }

    private boolean isTimerOver(long deadline) {
        try {
            return timer.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return timer.isOver();
        }
    }

    /** On a thread of its own, for it may hang, and an interrupt of the caller must not reach it. */
    private boolean doLast(ThreadPoolExecutor pool, Duration patience, Runnable last) {
        Workers alone = new Workers(pool, 0, 1, patience);
        try {
            CompletableFuture<Boolean> done = alone.submit(Workers.Trust.KNOWN, () -> {
                last.run();
                return true;
            });
            return alone.await(done);
        } catch (OverloadedException closedBefore) {
            return true;
        } catch (Throwable late) {
            alarm.raise(BackgroundThreads.class, "the last work in the background did not end in time", late);
            return false;
        }
    }

    /** A pool calls itself terminated a moment before its threads are gone. */
    private void awaitEnds() {
        long deadline = System.nanoTime() + LAST_MOMENT.toNanos();
        try {
            for (Thread thread : started) {
                thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
