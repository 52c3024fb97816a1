// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.openjdk.jmh.runner.RunnerException;

/** Measures a table and prints it as Markdown: each row against the floor of the same run. */
public final class Tables {

    private Tables() {}

    /**
     * The only entry.
     *
     * @param args the table's name, such as {@code warm} or {@code cold-argon2id}; {@code -Dmode=full} takes longer and repeats better, {@code -Dthreads=2}
     *     measures on two threads at once, {@code -Dthreads=1,2,64} on one, then on two, then on 64
     */
    public static void main(String[] args) throws RunnerException, IOException {
        String name = args[0].toUpperCase(Locale.ROOT).replace('-', '_');
        requireOneThreadUnlessMeasuredByJmh(name);
        switch (name) {
            case "MEMORY" -> Memory.print(System.out, 1_000, 10_000, 100_000, 1_000_000);
            case "ROWS" -> ManyRows.print(System.out, isFull() ? 50 : 20, 5_000, rows());
            case "ATTACK" -> Attack.print(System.out, isFull() ? 30 : 10);
            case "SERVERS" -> CpuPerRequest.printContainers(System.out, isFull() ? 20 : 7, isFull() ? 5 : 2);
            case "RATES" ->
                FixedRates.print(System.out, isFull() ? 5 : 3, isFull() ? 10 : 3, "tomcat", "jetty", "undertow");
            case "BOOT" -> CpuPerRequest.printBoot(System.out, isFull() ? 20 : 7, isFull() ? 5 : 2);
            case "START_UP" -> StartUp.print(System.out, isFull() ? 21 : 7);
            case "NODES" ->
                ManyNodes.print(System.out, 50, 1_000, Duration.ofMinutes(isFull() ? 5 : 1), isFull() ? 200 : 20);
            case "FIRST_USES" -> FirstUses.print(System.out);
            case "PROFILE" -> Profile.print(System.out, isFull() ? 120 : 30);
            default -> measure(Table.valueOf(name));
        }
    }

    private static void requireOneThreadUnlessMeasuredByJmh(String name) {
        if (!threads().equals("1")
                && Arrays.stream(Table.values()).noneMatch(table -> table.name().equals(name))) {
            throw new IllegalArgumentException("this table has its own number of threads: leave out -Dthreads");
        }
    }

    private static String threads() {
        return System.getProperty("threads", "1");
    }

    private static int[] rows() {
        int[] rows = {1_000, 10_000, 100_000, 1_000_000, 10_000_000};
        return isFull() ? rows : Arrays.copyOf(rows, 4);
    }

    private static boolean isFull() {
        return System.getProperty("mode", "quick").equals("full");
    }

    private static void measure(Table table) throws RunnerException {
        for (String threads : threads().split(",")) {
            measure(table, Integer.parseInt(threads));
        }
    }

    private static void measure(Table table, int threads) throws RunnerException {
        new Report(table, threads, isFull()).print(new Passes(table, threads, isFull()).run(), System.out);
    }
}
