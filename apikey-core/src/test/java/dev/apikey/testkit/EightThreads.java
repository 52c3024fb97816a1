// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Eight threads that start together. */
final class EightThreads {

    static final int COUNT = 8;

    private EightThreads() {}

    interface Race {
        void run() throws Exception;
    }

    /** A race that is lost by chance is seldom lost ten times. */
    static void tenTimes(Race race) throws Exception {
        for (int i = 0; i < 10; i++) {
            race.run();
        }
    }

    /** What each returned, in the order of the threads. What one throws fails the test. */
    static <T> List<T> run(IntFunction<T> task) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(COUNT);
        try {
            CyclicBarrier start = new CyclicBarrier(COUNT);
            List<Callable<T>> tasks = new ArrayList<>();
            for (int i = 0; i < COUNT; i++) {
                int thread = i;
                tasks.add(() -> {
                    start.await();
                    return task.apply(thread);
                });
            }
            List<T> outcomes = new ArrayList<>();
            for (Future<T> outcome : pool.invokeAll(tasks)) {
                outcomes.add(outcome.get());
            }
            return outcomes;
        } finally {
            pool.shutdownNow();
        }
    }
}
