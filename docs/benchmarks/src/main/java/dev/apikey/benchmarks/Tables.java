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
        if (Arrays.stream(Table.values()).anyMatch(table -> table.name().equals(name))) {
            measure(Table.valueOf(name));
            return;
        }
        if (!threads().equals("1")) {
            throw new IllegalArgumentException("-Dthreads says nothing to the table " + args[0]
                    + ", which has threads and connections of its own: leave it out");
        }
        switch (name) {
            case "MEMORY" -> Memory.print(System.out, powersOfTen());
            case "ROWS" -> ManyRows.print(System.out, isFull() ? 50 : 20, 5_000, powersOfTen());
            case "USES" -> ManyUses.print(System.out, isFull() ? 10 : 3, isFull() ? 100_000 : 10_000, 365);
            case "ATTACK" -> Attack.print(System.out, isFull() ? 15 : 5, isFull() ? 5 : 2);
            case "SERVERS" -> CpuPerRequest.printContainers(System.out, effort(5, 4));
            case "RATES" -> FixedRates.print(System.out, isFull() ? 5 : 3, isFull() ? 10 : 3, FixedRates.ALL);
            case "BOOT" -> CpuPerRequest.printBoot(System.out, effort(7, 2));
            case "START_UP" -> StartUp.print(System.out, isFull() ? 21 : 7);
            case "NODES" -> nodes();
            case "FIRST_USES" -> FirstUses.print(System.out);
            case "PROFILE" -> Profile.print(System.out, 3, isFull() ? 120 : 30);
            default -> throw new IllegalArgumentException("there is no table " + args[0]);
        }
    }

    /** In full mode also with so many keys that writing down uses is what keeps the database busy. */
    private static void nodes() {
        ManyNodes.print(System.out, 50, 1_000, Duration.ofSeconds(isFull() ? 300 : 90), isFull() ? 200 : 20);
        if (isFull()) {
            ManyNodes.print(System.out, 50, 8_000, Duration.ofMinutes(3), 20);
        }
    }

    /** How many keys there are. */
    private static int[] powersOfTen() {
        int[] counts = {1_000, 10_000, 100_000, 1_000_000, 10_000_000};
        return isFull() ? counts : Arrays.copyOf(counts, 4);
    }

    private static CpuPerRequest.Effort effort(int rounds, double seconds) {
        return isFull()
                ? new CpuPerRequest.Effort(5, 2 * rounds, 2 * seconds, 30, 30_000)
                : new CpuPerRequest.Effort(3, rounds, seconds, 12, 30_000);
    }

    private static String threads() {
        return System.getProperty("threads", "1");
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
