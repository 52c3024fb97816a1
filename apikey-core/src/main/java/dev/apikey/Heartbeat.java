// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
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
    private volatile Beat[] beats = {};
    private volatile @Nullable Thread thread;
    private volatile boolean closed;

    Heartbeat(ThreadFactory threads) {
        this.threads = threads;
    }

    /** Work, and when it is due; only the thread looks at that. */
    private static final class Beat {

        private final Runnable work;
        private final long intervalNanos;
        private long due;

        Beat(Runnable work, long intervalNanos, long due) {
            this.work = work;
            this.intervalNanos = intervalNanos;
            this.due = due;
        }

        /** What was missed is not made up for, and what comes next comes when it would have: else all nodes of a machine that slept would be in step. */
        void doIfDue(long now) {
            if (now - due >= 0) {
                due += ((now - due) / intervalNanos + 1) * intervalNanos;
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
            if (closed) {
                throw new RejectedExecutionException("closed");
            }
            start();
            Beat[] more = Arrays.copyOf(beats, beats.length + 1);
            more[beats.length] = beat;
            beats = more;
            LockSupport.unpark(thread);
        } finally {
            changing.unlock();
        }
    }

    private void start() {
        if (thread == null) {
            Thread started = threads.newThread(this::beat);
            started.start();
            thread = started;
        }
    }

    private void beat() {
        while (!closed) {
            try {
                rest();
                for (Beat beat : beats) {
                    if (!closed) {
                        beat.doIfDue(System.nanoTime());
                    }
                }
            } catch (Throwable broken) {
                // Whatever it is, the next beat must come; work that may fail tells of it.
            }
        }
    }

    private void rest() {
        long now = System.nanoTime();
        long wait = LONGEST_REST;
        for (Beat beat : beats) {
            wait = Math.min(wait, beat.due - now);
        }
        if (!closed && !Thread.interrupted()) {
            LockSupport.parkNanos(this, wait);
        }
    }

    /** Ends it, after what it does at this moment. */
    void close() {
        changing.lock();
        try {
            closed = true;
            LockSupport.unpark(thread);
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
        Thread running = thread;
        if (running != null) {
            running.join(Math.max(1, patience.toMillis()));
        }
        return isOver();
    }

    /** Whether it has ended, or never began. */
    boolean isOver() {
        Thread running = thread;
        return running == null || !running.isAlive();
    }

    /** Interrupts what it does. */
    void interrupt() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
