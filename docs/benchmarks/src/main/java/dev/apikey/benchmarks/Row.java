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
        return mean(Row::cpuOf);
    }

    /** The standard deviation of the CPU time of all iterations, as a share of their mean. */
    double noise() {
        double mean = cpu();
        double squares = iterations.stream()
                .mapToDouble(iteration -> Math.pow(cpuOf(iteration) - mean, 2))
                .sum();
        return Math.sqrt(squares / Math.max(1, iterations.size() - 1)) / mean;
    }

    double wall() {
        return mean(iteration -> iteration.getPrimaryResult().getScore());
    }

    double allocated() {
        return mean(iteration ->
                iteration.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
    }

    /** How often the store was asked for each operation; 0 where nobody counts. */
    double misses() {
        return mean(iteration -> iteration.getSecondaryResults().containsKey(MISSES)
                ? iteration.getSecondaryResults().get(MISSES).getScore()
                        / iteration.getMetadata().getAllOps()
                : 0);
    }

    private static double cpuOf(IterationResult iteration) {
        return iteration.getSecondaryResults().get(CpuTime.NAME).getScore();
    }

    private double mean(ToDoubleFunction<IterationResult> of) {
        return iterations.stream()
                .mapToDouble(of)
                .average()
                .orElseThrow(() -> new IllegalStateException("no result of " + name));
    }
}
