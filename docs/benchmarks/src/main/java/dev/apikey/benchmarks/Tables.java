// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Measures one table and prints it as Markdown: each row against the floor of the same run. */
public final class Tables {

    private static final String FLOOR = "sha256";

    private Tables() {}

    /** @param args the table's name, such as {@code Warm}; {@code -Dthreads=2} and {@code -Dkeys=100000} where it has them */
    public static void main(String[] args) throws RunnerException, IOException {
        String keys = System.getProperty("keys", "1024");
        int threads = Integer.getInteger("threads", 1);
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(args[0] + "Benchmark")
                        .param("keys", keys)
                        .threads(threads)
                        .forks(3)
                        .warmupIterations(5)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(1))
                        .addProfiler(CpuTime.class)
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
        print(results, keys, threads);
    }

    private static void print(Collection<RunResult> results, String keys, int threads) throws IOException {
        double floor = results.stream()
                .filter(result -> result.getPrimaryResult().getLabel().equals(FLOOR))
                .mapToDouble(result -> cpu(result).getScore())
                .findFirst()
                .orElseThrow();
        System.out.printf(
                "%nJDK %s, %s, %s keys, %d threads%n%n", System.getProperty("java.version"), cpuModel(), keys, threads);
        System.out.println("| Work | CPU time | noise | against the floor | allocated |");
        System.out.println("| --- | --- | --- | --- | --- |");
        for (RunResult result : results) {
            Result<?> cpu = cpu(result);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.1f ns | ± %.1f | %.2f | %.0f B |%n",
                    result.getPrimaryResult().getLabel(),
                    cpu.getScore(),
                    cpu.getStatistics().getStandardDeviation(),
                    cpu.getScore() / floor,
                    result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
        }
    }

    private static Result<?> cpu(RunResult result) {
        return result.getSecondaryResults().get(CpuTime.NAME);
    }

    private static String cpuModel() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(info)) {
            return System.getProperty("os.arch");
        }
        return Files.readAllLines(info).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 2))
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }
}
