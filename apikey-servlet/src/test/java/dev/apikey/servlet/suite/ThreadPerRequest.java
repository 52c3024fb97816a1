// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A thread of its own for each task: a virtual one where the JDK has them. */
final class ThreadPerRequest {

    private ThreadPerRequest() {}

    static boolean isVirtual() {
        return Runtime.version().feature() >= 21;
    }

    static ExecutorService newExecutor() {
        try {
            return isVirtual()
                    ? (ExecutorService) Executors.class
                            .getMethod("newVirtualThreadPerTaskExecutor")
                            .invoke(null)
                    : Executors.newCachedThreadPool();
        } catch (ReflectiveOperationException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
