// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** A thread of its own for each request, as a pool that GlassFish makes by its name. */
public final class GlassFishThreads extends AbstractExecutorService {

    private final ExecutorService threads = ThreadPerRequest.newExecutor();

    /** For the container. */
    public GlassFishThreads() {}

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    @Override
    public void shutdown() {
        threads.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return threads.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return threads.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return threads.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return threads.awaitTermination(timeout, unit);
    }
}
