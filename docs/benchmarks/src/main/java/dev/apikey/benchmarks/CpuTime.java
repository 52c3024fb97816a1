// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * CPU time of the Java threads of this process for each operation, in nanoseconds: of all of them, so that what a benchmark hands to other threads counts too,
 * but without those of the compiler and the collector, which the JVM does not list. It repeats where wall time on a shared machine does not.
 *
 * <p>What a thread has done in an iteration in which it ends is lost: the library ends threads only that have had nothing to do for a while.
 */
public final class CpuTime implements InternalProfiler {

    static final String NAME = "cpu";

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Map<Long, Long> before = new HashMap<>();

    @Override
    public String getDescription() {
        return "CPU time of all Java threads for each operation";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        before.clear();
        LongStream.of(threads.getAllThreadIds()).forEach(id -> before.put(id, threads.getThreadCpuTime(id)));
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        double nanos = (double) used() / result.getMetadata().getAllOps();
        return List.of(new ScalarResult(NAME, nanos, "ns/op", AggregationPolicy.AVG));
    }

    /** Thread by thread: the sum of all would fall when one ends that has worked before. */
    private long used() {
        return LongStream.of(threads.getAllThreadIds())
                .map(id -> threads.getThreadCpuTime(id) - Math.max(0, before.getOrDefault(id, 0L)))
                .filter(nanos -> nanos > 0)
                .sum();
    }
}
