// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a server computes for a request, with the filter and without: processor time of its process, on eight connections that ask again at once. Rounds with
 * and without take turns, in reversed order each second time, and the medians are compared.
 */
final class CpuPerRequest {

    static final int KEYS = 8;
    static final String PATH = "/files";

    /** As long as ours, so that what a server reads is the same. */
    static final List<Supplier<String>> NO_TOKENS = Collections.nCopies(KEYS, () -> "x".repeat(86));

    private CpuPerRequest() {}

    private record Round(double cpuNanos, Load.Measured measured) {}

    /**
     * All containers, with the filter before a servlet and without.
     *
     * @param rounds of each kind
     * @param seconds how long one takes
     */
    static void printContainers(PrintStream out, int rounds, double seconds) throws IOException {
        printHead(out, rounds, seconds);
        for (String container : List.of("tomcat", "jetty", "undertow")) {
            try (Child bare = Child.start(BareServer.class.getName(), Map.of(), container, "bare");
                    Child filtered = Child.start(BareServer.class.getName(), Map.of(), container, "filter")) {
                out.println(row(container + ", the filter", bare, filtered, rounds, seconds, 3));
            }
        }
    }

    /** Spring Boot, with each way to authenticate and with none; it takes long until the compiler has nothing left to do. */
    static void printBoot(PrintStream out, int rounds, double seconds) throws IOException {
        printHead(out, rounds, seconds);
        for (String way : List.of("keys", "opaque", "hs256", "rs256")) {
            try (Child nobody = Child.start(BootServer.class.getName(), Map.of(), "nobody");
                    Child somebody = Child.start(BootServer.class.getName(), Map.of(), way)) {
                out.println(row("Spring Boot, " + way, nobody, somebody, rounds, seconds, 12));
            }
        }
    }

    private static void printHead(PrintStream out, int rounds, double seconds) {
        out.printf(Locale.ROOT, "%n%s, %d rounds of %.1f s%n%n", Report.machine(), rounds, seconds);
        out.println("| Server | without | with | more | noise | p99 without | p99 with |");
        out.println("| --- | --- | --- | --- | --- | --- | --- |");
    }

    /** @param warmUp how many rounds' time both run before the first */
    private static String row(String label, Child bare, Child contestant, int rounds, double seconds, int warmUp)
            throws IOException {
        List<Supplier<String>> tokens = contestant.keys().stream()
                .<Supplier<String>>map(token -> () -> token)
                .toList();
        awaitFirstAnswers(bare, NO_TOKENS);
        awaitFirstAnswers(contestant, tokens);
        round(bare, NO_TOKENS, warmUp * seconds);
        round(contestant, tokens, warmUp * seconds);
        Round[] without = new Round[rounds];
        Round[] with = new Round[rounds];
        for (int i = 0; i < rounds; i++) {
            if (i % 2 == 0) {
                without[i] = round(bare, NO_TOKENS, seconds);
                with[i] = round(contestant, tokens, seconds);
            } else {
                with[i] = round(contestant, tokens, seconds);
                without[i] = round(bare, NO_TOKENS, seconds);
            }
        }
        double floor = median(without);
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %+.1f %% | ± %.1f %% | %s | %s |",
                label,
                Report.time(floor),
                Report.time(median(with)),
                100 * (median(with) / floor - 1),
                100 * spread(without) / floor,
                Report.time(p99(without)),
                Report.time(p99(with)));
    }

    /** What a server does once, it does before the first round: one that is busy with that turns requests away. */
    static void awaitFirstAnswers(Child server, List<Supplier<String>> tokens) throws IOException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        for (Supplier<String> token : tokens) {
            for (int status = status(server, token); status != 200; status = status(server, token)) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("no request was accepted in the first minute: " + status);
                }
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    private static int status(Child server, Supplier<String> token) throws IOException {
        try (Connection connection = Connection.open(server.port())) {
            return connection.get(PATH, token.get());
        }
    }

    private static Round round(Child server, List<Supplier<String>> tokens, double seconds) {
        try (Load load = Load.start(server.port(), PATH, tokens)) {
            LockSupport.parkNanos((long) (seconds * 2e8));
            load.reset();
            long before = server.cpu().toNanos();
            LockSupport.parkNanos((long) (seconds * 1e9));
            long after = server.cpu().toNanos();
            Load.Measured measured = load.measured();
            if (!measured.isAllAccepted()) {
                throw new IllegalStateException("not all were answered: " + measured.statuses());
            }
            return new Round((double) (after - before) / measured.requests(), measured);
        }
    }

    private static double median(Round[] rounds) {
        return sorted(rounds)[rounds.length / 2];
    }

    private static double spread(Round[] rounds) {
        double[] sorted = sorted(rounds);
        return (sorted[sorted.length * 3 / 4] - sorted[sorted.length / 4]) / 2;
    }

    private static double[] sorted(Round[] rounds) {
        return Arrays.stream(rounds).mapToDouble(Round::cpuNanos).sorted().toArray();
    }

    private static double p99(Round[] rounds) {
        double[] all = Stream.of(rounds)
                .mapToDouble(round -> round.measured().p99Nanos())
                .sorted()
                .toArray();
        return all[all.length / 2];
    }
}
