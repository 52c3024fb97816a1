// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs all benchmarks of a table one after the other, each in a JVM of its own, and all of them again, every second time from the last to the first: what
 * changes on the machine meanwhile then changes all of them, and not one.
 */
record Passes(Table table, int threads, boolean full) {

    /**
     * A row for each benchmark and parameter.
     *
     * @throws RunnerException if one of them failed
     */
    List<Row> run() throws RunnerException {
        List<RunResult> results = new ArrayList<>();
        List<String> names = new ArrayList<>(table.names());
        for (int pass = 0; pass < table.passes(full); pass++) {
            for (String name : names) {
                results.addAll(new Runner(options(name)).run());
            }
            Collections.reverse(names);
        }
        return Row.of(table, results);
    }

    private Options options(String name) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(table.benchmark().getName() + "." + name) + "$")
                .threads(threads)
                .forks(1)
                .warmupIterations(table.warmUps(name))
                .warmupTime(iteration(1_000))
                .measurementIterations(5)
                .measurementTime(iteration(500))
                .shouldFailOnError(true)
                .jvmArgsAppend(Heap.steady(table.gibOfHeap()).toArray(String[]::new))
                .addProfiler(CpuTime.class)
                .addProfiler(GCProfiler.class);
        if (table.hasParameter()) {
            options.param(table.parameter(), table.parameters().toArray(String[]::new));
        }
        return options.build();
    }

    /** @param quick in milliseconds, for operations that are short */
    private TimeValue iteration(int quick) {
        return TimeValue.milliseconds(full ? 2_000 : table.isSlow() ? 1_000 : quick);
    }
}
