// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A thread that does short work again and again. It needs no memory to go on: a timer of the JDK ends its thread where there is none left, may fail to start
 * another one, and then stands still for good. Thread-safe.
 */
final class Heartbeat {

    private static final long LONGEST_REST = Duration.ofHours(1).toNanos();

    private final ThreadFactory threads;
    private final ReentrantLock changing = new ReentrantLock();
    /** Gone through by numbers: an iterator would be an object each time. */
    private final List<Beat> beats = new CopyOnWriteArrayList<>();

    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    Heartbeat(ThreadFactory threads) {
        this.threads = threads;
    }

    /** Work, and when it is due, in nanoseconds of the monotonic clock; once it is listed, only the thread sets that. */
    private static final class Beat {

        private final Runnable work;
        private final long intervalNanos;
        private final AtomicLong due;

        Beat(Runnable work, long intervalNanos, long due) {
            this.work = work;
            this.intervalNanos = intervalNanos;
            this.due = new AtomicLong(due);
        }

        /** What was missed is not made up for, and what comes next comes when it would have: else all nodes of a machine that slept would be in step. */
        void doIfDue(long now) {
            long late = now - due.get();
            if (late >= 0) {
                due.addAndGet((late / intervalNanos + 1) * intervalNanos);
                work.run();
            }
        }
    }

    /**
     * Does this at each beat from now on.
     *
     * @param work takes no time; what it throws is lost
     * @throws IllegalArgumentException if the interval is not positive
     * @throws RejectedExecutionException once it is closed
     */
    void every(Duration interval, Duration first, Runnable work) {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("an interval must be longer than nothing");
        }
        Beat beat = new Beat(work, interval.toNanos(), System.nanoTime() + first.toNanos());
        changing.lock();
        try {
            if (closed.get()) {
                throw new RejectedExecutionException("closed");
            }
            start();
            beats.add(beat);
            LockSupport.unpark(thread.get());
        } finally {
            changing.unlock();
        }
    }

    private void start() {
        if (thread.get() == null) {
            Thread started = threads.newThread(this::beat);
            started.start();
            thread.set(started);
        }
    }

    private void beat() {
        while (!closed.get()) {
            try {
                rest();
                for (int i = 0; i < beats.size() && !closed.get(); i++) {
                    beats.get(i).doIfDue(System.nanoTime());
                }
            } catch (Throwable broken) {
                // Whatever it is, the next beat must come; work that may fail tells of it.
            }
        }
    }

    private void rest() {
        long now = System.nanoTime();
        long wait = LONGEST_REST;
        for (int i = 0; i < beats.size(); i++) {
            wait = Math.min(wait, beats.get(i).due.get() - now);
        }
        if (!closed.get() && !Thread.interrupted()) {
            LockSupport.parkNanos(this, wait);
        }
    }

    /** Ends it, after what it does at this moment. */
    void close() {
        changing.lock();
        try {
            closed.set(true);
            LockSupport.unpark(thread.get());
        } finally {
            changing.unlock();
        }
    }

    /**
     * Waits for its end.
     *
     * @return whether it has ended
     */
    boolean awaitEnd(Duration patience) throws InterruptedException {
        Thread running = thread.get();
        if (running != null) {
            running.join(Math.max(1, patience.toMillis()));
        }
        return isOver();
    }

    /** Whether it has ended, or never began. */
    boolean isOver() {
        Thread running = thread.get();
        return running == null || !running.isAlive();
    }

    /** Interrupts what it does. */
    void interrupt() {
        Thread running = thread.get();
        if (running != null) {
            running.interrupt();
        }
    }
}
