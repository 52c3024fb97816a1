// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** One table, as Markdown. */
record Report(Table table, int threads, boolean full) {

    void print(Collection<RunResult> results, PrintStream out) {
        out.printf("%n%s, %s, threads: %d%n%n", machine(), full ? "full" : "quick", threads);
        out.println("| Work | CPU time | noise | against " + table.floor() + " | wall time | allocated |");
        out.println("| --- | --- | --- | --- | --- | --- |");
        for (RunResult result : results) {
            Result<?> cpu = cpu(result);
            out.printf(
                    Locale.ROOT,
                    "| %s | %s | ± %.0f %% | %s | %s | %s B |%n",
                    label(result),
                    time(cpu.getScore()),
                    100 * cpu.getStatistics().getStandardDeviation() / cpu.getScore(),
                    ratio(cpu.getScore() / floor(results, result)),
                    time(result.getPrimaryResult().getScore()),
                    Math.round(result.getSecondaryResults()
                            .get("gc.alloc.rate.norm")
                            .getScore()));
        }
    }

    /** The Java and the machine, for the head of a table. */
    static String machine() {
        return "JDK " + System.getProperty("java.version") + ", "
                + Runtime.getRuntime().availableProcessors() + " × " + cpuModel();
    }

    private String label(RunResult result) {
        String parameter = parameter(result);
        String name = result.getPrimaryResult().getLabel();
        return parameter == null ? name : name + ", " + parameter;
    }

    private String parameter(RunResult result) {
        return table.hasParameter() ? result.getParams().getParam(table.parameter()) : null;
    }

    /** That with the same parameter, or the one without any. */
    private double floor(Collection<RunResult> results, RunResult row) {
        return results.stream()
                .filter(result -> result.getPrimaryResult().getLabel().equals(table.floor()))
                .filter(result -> parameter(result) == null || parameter(result).equals(parameter(row)))
                .mapToDouble(result -> cpu(result).getScore())
                .findFirst()
                .orElseThrow();
    }

    private static Result<?> cpu(RunResult result) {
        return result.getSecondaryResults().get(CpuTime.NAME);
    }

    static String time(double nanos) {
        String unit = nanos < 10_000 ? "%.0f ns" : nanos < 10_000_000 ? "%.1f µs" : "%.1f ms";
        double scale = nanos < 10_000 ? 1 : nanos < 10_000_000 ? 1_000 : 1_000_000;
        return String.format(Locale.ROOT, unit, nanos / scale);
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, ratio < 10 ? "%.2f" : "%.0f", ratio);
    }

    private static String cpuModel() {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(info)) {
            return System.getProperty("os.arch");
        }
        try {
            return Files.readAllLines(info).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 2))
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
