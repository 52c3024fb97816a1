// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.setup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The threads of what the listener opened: HikariCP names its own after the pool, with a colon behind, and the keys have a timer. */
final class PoolThreads {

    private PoolThreads() {}

    static List<Thread> running() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("apikey:")
                        || thread.getName().startsWith("apikey-timer"))
                .toList();
    }

    /** @param ofOthers what other tests have left running */
    static List<Thread> afterTheyHadTimeToEnd(List<Thread> ofOthers) {
        List<Thread> left = new ArrayList<>(running());
        left.removeAll(ofOthers);
        for (Thread thread : List.copyOf(left)) {
            try {
                thread.join(Duration.ofSeconds(5).toMillis());
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
            if (!thread.isAlive()) {
                left.remove(thread);
            }
        }
        return left;
    }
}
