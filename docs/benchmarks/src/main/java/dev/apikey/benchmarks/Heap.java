// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.util.List;

/**
 * The heap of a process that is measured. All of it is there from the start: a heap that grows touches new memory for as long as it is measured, and on a
 * virtual machine the first touch of a page may take twenty times as long as a warm request.
 */
final class Heap {

    private Heap() {}

    /** Options of the JVM for a heap of this size, and new objects in so little of it that it comes round soon. */
    static List<String> steady(int gib) {
        return List.of("-Xms" + gib + "g", "-Xmx" + gib + "g", "-Xmn512m", "-XX:+AlwaysPreTouch");
    }
}
