// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The only threads that the library starts: one that wakes up at intervals, and up to four that ask the host what requests wait for. All are
 * daemons, and end with {@link #close}. Thread-safe.
 */
final class BackgroundThreads implements AutoCloseable {

    private static final int ASKING = 4;
    private static final int MAX_QUEUED = 1_000;
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration FAREWELL = Duration.ofSeconds(5);
    private static final Duration LAST_MOMENT = Duration.ofMillis(100);

    private final Queue<Thread> started = new ConcurrentLinkedQueue<>();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named("apikey-timer"));
    private final ThreadPoolExecutor asking = new ThreadPoolExecutor(
            ASKING,
            ASKING,
            IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_QUEUED),
            named("apikey-asking"));

    private final Alarm alarm;

    BackgroundThreads(Alarm alarm) {
        this.alarm = alarm;
        asking.allowCoreThreadTimeOut(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            started.removeIf(earlier -> earlier.getState() == Thread.State.TERMINATED);
            started.add(thread);
            return thread;
        };
    }

    /** Does this again and again, the next time an interval after the last one ended, also if that one threw. */
    void every(Duration interval, Runnable work) {
        Runnable guarded = guarded(work, "work in the background failed; it is tried again");
        long millis = interval.toMillis();
        Future<?> unused = timer.scheduleWithFixedDelay(guarded, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Does this once, soon. */
    void once(Runnable work) {
        timer.execute(guarded(work, "a check after the start failed"));
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
     * Lets what is being done come to its end, 10 seconds at most, and ends every thread. Only what takes longer is interrupted: an interrupt in
     * the middle of its input or output makes H2 close the host's database.
     */
    @Override
    public void close() {
        timer.shutdown();
        asking.getQueue().clear();
        asking.shutdown();
        try {
            boolean done = timer.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
                    && asking.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
            if (!done) {
                timer.shutdownNow();
                asking.shutdownNow();
            }
            for (Thread thread : started) {
                // A pool calls itself terminated a moment before its threads are gone.
                thread.join(LAST_MOMENT.toMillis());
            }
        } catch (InterruptedException stopped) {
            timer.shutdownNow();
            asking.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
