// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.setup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The threads of pools that the listener opened. */
final class PoolThreads {

    private PoolThreads() {}

    static List<Thread> running() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("apikey"))
                .toList();
    }

    static List<Thread> afterTheyHadTimeToEnd() {
        List<Thread> left = new ArrayList<>();
        for (Thread thread : running()) {
            try {
                thread.join(Duration.ofSeconds(5).toMillis());
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
            if (thread.isAlive()) {
                left.add(thread);
            }
        }
        return left;
    }
}
