// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Threads that all do the same, watched from outside. */
final class Crowd<T> implements AutoCloseable {

    /** Only a test that fails takes this long. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<Thread> threads = new ArrayList<>();
    private final Queue<T> outcomes = new ConcurrentLinkedQueue<>();

    Crowd(int size, Supplier<T> task) {
        for (int i = 0; i < size; i++) {
            Thread thread = new Thread(() -> outcomes.add(task.get()), "crowd-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** How many are in this state right now. */
    int count(Thread.State state) {
        return (int)
                threads.stream().filter(thread -> thread.getState() == state).count();
    }

    void interrupt() {
        threads.forEach(Thread::interrupt);
    }

    /** What each of them returned, once all are done. */
    List<T> outcomes() {
        await(() -> count(Thread.State.TERMINATED) == threads.size());
        return List.copyOf(outcomes);
    }

    /** What all threads of this process have computed so far. */
    static long processorNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    static void await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new AssertionError("still waiting after " + PATIENCE);
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        interrupt();
        await(() -> count(Thread.State.TERMINATED) == threads.size());
    }
}
