// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * How long a server takes to answer at a quarter, a half and three quarters of what it can do without the filter, with the filter and without. Rounds with and
 * without take turns, in reversed order each second time. Load and server share the processors of this machine.
 */
final class FixedRates {

    /** All servers: containers, as {@link BareServer} names them, and Spring Boot with Spring Security. */
    static final String[] ALL = {"tomcat", "jetty", "undertow", "boot"};

    /** Whose versions belong to what is measured on them. */
    static final List<String> CONTAINERS = List.of("tomcat-embed-core", "jetty-server", "undertow-core");

    private static final int CONNECTIONS = 16;
    private static final int[] PERCENT = {25, 50, 75};
    private static final int MAX_TRIES = 30;

    private FixedRates() {}

    /** A server and who asks it. */
    private record Asked(Child server, List<Supplier<String>> tokens) {

        static Asked bare(Child server) throws IOException {
            return of(server, CpuPerRequest.NO_TOKENS);
        }

        static Asked filtered(Child server) throws IOException {
            return of(
                    server,
                    server.keys().stream()
                            .<Supplier<String>>map(token -> () -> token)
                            .toList());
        }

        private static Asked of(Child server, List<Supplier<String>> tokens) throws IOException {
            CpuPerRequest.awaitFirstAnswers(server, tokens);
            return new Asked(
                    server,
                    IntStream.range(0, CONNECTIONS)
                            .mapToObj(i -> tokens.get(i % tokens.size()))
                            .toList());
        }

        /** How many requests are answered in a second if each connection asks again at once; tried until three times in a row bring no more. */
        double perSecond(double seconds) {
            try (Load load = Load.start(server.port(), CpuPerRequest.PATH, tokens)) {
                double most = 0;
                int noMore = 0;
                for (int i = 0; i < MAX_TRIES && noMore < 3; i++) {
                    load.reset();
                    LockSupport.parkNanos((long) (seconds * 1e9));
                    double now = load.measured().perSecond();
                    noMore = now > most * 1.02 ? 0 : noMore + 1;
                    most = Math.max(most, now);
                }
                return most;
            }
        }

        OpenLoop at(double perSecond) {
            return new OpenLoop(server.port(), CpuPerRequest.PATH, tokens, perSecond);
        }
    }

    /**
     * Measures and prints.
     *
     * @param rounds of each kind
     * @param seconds how long one takes
     * @param servers of {@link #ALL}
     */
    static void print(PrintStream out, int rounds, double seconds, String... servers) throws IOException {
        List<String> libraries = new ArrayList<>(CONTAINERS);
        libraries.addAll(List.of("spring-boot", "spring-security-web"));
        Report.printHead(
                out,
                String.format(Locale.ROOT, "%d rounds of %.1f s, %d connections", rounds, seconds, CONNECTIONS),
                libraries);
        out.println(
                "| Server | of what it can | to be answered each second | filter | answered | p50 | p99 | p99 of rounds"
                        + " | p99.9 |");
        out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        for (String server : servers) {
            try (Child bare = start(server, false);
                    Child filtered = start(server, true)) {
                print(out, server, Asked.bare(bare), Asked.filtered(filtered), rounds, seconds);
            }
        }
    }

    private static Child start(String server, boolean filtered) throws IOException {
        return server.equals("boot")
                ? Child.start(BootServer.class.getName(), Map.of(), filtered ? "keys" : "nobody")
                : Child.start(BareServer.class.getName(), Map.of(), server, filtered ? "filter" : "bare");
    }

    private static void print(PrintStream out, String server, Asked bare, Asked filtered, int rounds, double seconds)
            throws IOException {
        filtered.perSecond(
                seconds); // Only so that the compiler has little left to do, which takes Spring Boot longest.
        double most = bare.perSecond(seconds);
        for (int percent : PERCENT) {
            double perSecond = most * percent / 100;
            OpenLoop without = bare.at(perSecond);
            OpenLoop with = filtered.at(perSecond);
            for (int i = 0; i < rounds; i++) {
                (i % 2 == 0 ? without : with).round(seconds);
                (i % 2 == 0 ? with : without).round(seconds);
            }
            String label = String.format(Locale.ROOT, "%s | %d %% | %,.0f", server, percent, perSecond);
            print(out, label + " | without", without);
            print(out, label + " | with", with);
        }
    }

    private static void print(PrintStream out, String label, OpenLoop loop) {
        loop.requireAllAccepted();
        double[] p99 = loop.quantiles(0.99);
        out.printf(
                Locale.ROOT,
                "| %s | %,.0f | %s | %s | %s to %s | %s |%n",
                label,
                loop.answeredPerSecond(),
                Report.time(loop.quantile(0.5)),
                Report.time(loop.quantile(0.99)),
                Report.time(p99[0]),
                Report.time(p99[p99.length - 1]),
                Report.time(loop.quantile(0.999)));
    }
}
