// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Bounds how many slow hashes run at once, how many callers wait for one, and how long. Thread-safe.
 *
 * <p>Without it, a handful of clients with made-up secrets would take every core and an unbounded amount of native memory.
 */
final class HashPermits {

    private static final int WAITERS_PER_PERMIT = 16;

    private final Semaphore permits;
    private final int maxWaiters;
    private final long maxWaitMillis;

    HashPermits(int permits, long maxWaitMillis) {
        this.permits = new Semaphore(permits);
        this.maxWaiters = permits * WAITERS_PER_PERMIT;
        this.maxWaitMillis = maxWaitMillis;
    }

    /** @throws OverloadedException if no permit is to be had in time, or the thread is interrupted, which stays so */
    <T> T run(Supplier<T> hash) {
        if (!acquire()) {
            throw new OverloadedException();
        }
        try {
            return hash.get();
        } finally {
            permits.release();
        }
    }

    private boolean acquire() {
        if (permits.getQueueLength() >= maxWaiters) {
            return false;
        }
        try {
            return permits.tryAcquire(maxWaitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
