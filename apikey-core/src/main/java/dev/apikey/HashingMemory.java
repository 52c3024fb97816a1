// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

/**
 * The memory outside of the heap that all slow hashes together may take, whatever each of them costs: a stored hash may need more than those that are made
 * today. One that needs more than there is at all runs alone. Thread-safe.
 */
final class HashingMemory {

    private final int totalKib;
    /** Fair, or cheap hashes would keep an expensive one waiting for ever. */
    private final Semaphore freeKib;

    HashingMemory(int totalKib) {
        this.totalKib = totalKib;
        this.freeKib = new Semaphore(totalKib, true);
    }

    /**
     * Does this once there is memory for it.
     *
     * @throws InterruptedException if the thread is stopped before
     */
    <T> T with(int kib, Callable<T> hash) throws Exception {
        int taken = Math.max(0, Math.min(kib, totalKib));
        freeKib.acquire(taken);
        try {
            return hash.call();
        } finally {
            freeKib.release(taken);
        }
    }
}
