// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;

/**
 * What was measured of one benchmark with one parameter: all iterations of all passes, each of which counts the same.
 *
 * @param name of the benchmark's method
 * @param parameter null if it has none
 */
record Row(String name, @Nullable String parameter, List<IterationResult> iterations) {

    static final String MISSES = "misses";

    /** One for each benchmark and parameter, however many runs there were of it. */
    static List<Row> of(Table table, Collection<RunResult> runs) {
        List<Row> rows = new ArrayList<>();
        for (RunResult run : runs) {
            String benchmark = run.getParams().getBenchmark();
            String name = benchmark.substring(benchmark.lastIndexOf('.') + 1);
            String parameter = table.hasParameter() ? run.getParams().getParam(table.parameter()) : null;
            Row row = rows.stream()
                    .filter(known -> known.name.equals(name))
                    .filter(known -> known.parameter == null || known.parameter.equals(parameter))
                    .findFirst()
                    .orElse(null);
            if (row == null) {
                row = new Row(name, parameter, new ArrayList<>());
                rows.add(row);
            }
            run.getBenchmarkResults().forEach(row::add);
        }
        return rows;
    }

    /** Without its last iteration: JMH counts the end of the benchmark to it, at which our threads end, and what they have done in it is lost. */
    private void add(BenchmarkResult measured) {
        List<IterationResult> all = List.copyOf(measured.getIterationResults());
        iterations.addAll(all.subList(0, Math.max(1, all.size() - 1)));
    }

    double cpu() {
        return median(Row::cpuOf);
    }

    /** Half of what the middle half of all iterations is apart in CPU time, as a share of their median. */
    double noise() {
        double[] sorted = sorted(Row::cpuOf);
        return (sorted[sorted.length * 3 / 4] - sorted[sorted.length / 4]) / 2 / cpu();
    }

    double wall() {
        return median(iteration -> iteration.getPrimaryResult().getScore());
    }

    double allocated() {
        return median(iteration ->
                iteration.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
    }

    /** How often the store was asked for each operation; 0 where nobody counts. */
    double misses() {
        return median(iteration -> iteration.getSecondaryResults().containsKey(MISSES)
                ? iteration.getSecondaryResults().get(MISSES).getScore()
                        / iteration.getMetadata().getAllOps()
                : 0);
    }

    private static double cpuOf(IterationResult iteration) {
        return iteration.getSecondaryResults().get(CpuTime.NAME).getScore();
    }

    /** What others do on the machine now and then makes it no longer. */
    private double median(ToDoubleFunction<IterationResult> of) {
        double[] sorted = sorted(of);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private double[] sorted(ToDoubleFunction<IterationResult> of) {
        if (iterations.isEmpty()) {
            throw new IllegalStateException("no result of " + name);
        }
        return iterations.stream().mapToDouble(of).sorted().toArray();
    }
}
