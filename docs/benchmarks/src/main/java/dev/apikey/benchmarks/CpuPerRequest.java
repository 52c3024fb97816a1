// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What a server computes for a request, with something before its servlet and without: processor time of its process, on eight connections that ask again at
 * once. All that are compared run beside each other, are asked in turn, in reversed order each second time, and each is compared with the one without in the
 * same round. Since no two JVMs compile the same code alike, all of them are started several times.
 */
final class CpuPerRequest {

    static final int KEYS = 8;
    static final String PATH = "/files";

    /** As long as one of ours, so that what a server reads is the same. */
    static final String NO_TOKEN = "x".repeat(86);

    static final List<Supplier<String>> NO_TOKENS = Collections.nCopies(KEYS, () -> NO_TOKEN);

    private CpuPerRequest() {}

    /**
     * How long it takes.
     *
     * @param starts how often all servers are started
     * @param rounds of each server after each start
     * @param seconds how long one takes
     * @param warmUp how many seconds each is asked before the first
     * @param leastWarmUp how many requests it answers in them: one that has not answered so many is asked for longer
     */
    record Effort(int starts, int rounds, double seconds, double warmUp, long leastWarmUp) {

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%d starts, %d rounds of %.1f s after each", starts, rounds, seconds);
        }
    }

    private record Round(double cpuNanos, Load.Measured measured) {}

    /** One server of those that are compared, and what was measured of it after each start. */
    private static final class Contender {

        private final String label;
        private final String mainClass;
        private final String[] arguments;
        private final List<List<Round>> starts = new ArrayList<>();

        Contender(String label, Class<?> mainClass, String... arguments) {
            this.label = label;
            this.mainClass = mainClass.getName();
            this.arguments = arguments;
        }

        Running start() throws IOException {
            starts.add(new ArrayList<>());
            return new Running(this, Child.start(mainClass, Map.of(), arguments));
        }

        private List<Round> all() {
            return starts.stream().flatMap(List::stream).toList();
        }

        Spread cpu() {
            return spread(round -> round.cpuNanos);
        }

        Spread perSecond() {
            return spread(round -> round.measured.perSecond());
        }

        Spread p99() {
            return spread(round -> round.measured.p99Nanos());
        }

        private Spread spread(Function<Round, Double> figure) {
            return Spread.of(all().stream().map(figure).toList());
        }

        /** How much more each round took than the one of the floor beside it, after this start. */
        private List<Double> differences(Contender floor, int start) {
            List<Double> differences = new ArrayList<>();
            for (int i = 0; i < starts.get(start).size(); i++) {
                differences.add(starts.get(start).get(i).cpuNanos
                        - floor.starts.get(start).get(i).cpuNanos);
            }
            return differences;
        }

        /** Of all rounds. */
        Spread more(Contender floor) {
            List<Double> differences = new ArrayList<>();
            for (int start = 0; start < starts.size(); start++) {
                differences.addAll(differences(floor, start));
            }
            return Spread.of(differences);
        }

        /** The median of each start. */
        List<Double> moreByStart(Contender floor) {
            List<Double> medians = new ArrayList<>();
            for (int start = 0; start < starts.size(); start++) {
                medians.add(Spread.of(differences(floor, start)).median());
            }
            return medians;
        }
    }

    /** A server that runs, and who asks it. */
    private record Running(Contender contender, Child server) implements AutoCloseable {

        private List<Supplier<String>> tokens() {
            List<String> keys = server.keys();
            return keys.isEmpty()
                    ? NO_TOKENS
                    : keys.stream().<Supplier<String>>map(token -> () -> token).toList();
        }

        void warmUp(Effort effort) throws IOException {
            awaitFirstAnswers(server, tokens());
            long answered = 0;
            do {
                answered += CpuPerRequest.round(server, tokens(), effort.warmUp)
                        .measured
                        .requests();
            } while (answered < effort.leastWarmUp);
        }

        void round(double seconds) {
            contender.starts.get(contender.starts.size() - 1).add(CpuPerRequest.round(server, tokens(), seconds));
        }

        @Override
        public void close() {
            server.close();
        }
    }

    /** All containers, with the filter before a servlet and without. */
    static void printContainers(PrintStream out, Effort effort) throws IOException {
        printHead(out, effort, FixedRates.CONTAINERS);
        for (String container : List.of("tomcat", "jetty", "undertow")) {
            List<Contender> both = List.of(
                    new Contender(container + ", no filter", BareServer.class, container, "bare"),
                    new Contender(container + ", the filter", BareServer.class, container, "filter"));
            compare(both, effort);
            both.forEach(contender -> print(out, contender, both.get(0)));
        }
    }

    /** Spring Boot, with each way to authenticate and with none; it takes long until the compiler has nothing left to do. */
    static void printBoot(PrintStream out, Effort effort) throws IOException {
        List<Contender> all = List.of("nobody", "keys", "opaque", "hs256", "rs256", "es256").stream()
                .map(way -> new Contender("Spring Boot, " + way, BootServer.class, way))
                .toList();
        compare(all, effort);
        printHead(out, effort, List.of("spring-boot", "spring-security-web", "tomcat-embed-core", "nimbus-jose-jwt"));
        all.forEach(contender -> print(out, contender, all.get(0)));
        printShare(out, all.get(1), all.get(2), all.get(0));
    }

    private static void compare(List<Contender> contenders, Effort effort) throws IOException {
        for (int i = 0; i < effort.starts; i++) {
            List<Running> running = new ArrayList<>();
            try {
                for (Contender contender : contenders) {
                    running.add(contender.start());
                }
                for (Running one : running) {
                    one.warmUp(effort);
                }
                for (int round = 0; round < effort.rounds; round++) {
                    running.forEach(one -> one.round(effort.seconds));
                    Collections.reverse(running);
                }
            } finally {
                running.forEach(Running::close);
            }
        }
    }

    private static void printHead(PrintStream out, Effort effort, List<String> libraries) {
        Report.printHead(out, effort.toString(), libraries);
        out.println(
                "| Server | CPU time of a request | noise | more than without | noise | by start | more | requests/s | p99 |");
        out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    }

    private static void print(PrintStream out, Contender contender, Contender floor) {
        Spread cpu = contender.cpu();
        String more = " |  |  | ";
        if (contender != floor) {
            Spread difference = contender.more(floor);
            Spread byStart = Spread.of(contender.moreByStart(floor));
            more = String.format(
                    Locale.ROOT,
                    "%+.1f µs | ± %.1f µs | %+.1f to %+.1f µs | %+.1f %%",
                    difference.median() / 1_000,
                    difference.noise() / 1_000,
                    byStart.lowest() / 1_000,
                    byStart.highest() / 1_000,
                    100 * difference.median() / floor.cpu().median());
        }
        out.printf(
                Locale.ROOT,
                "| %s | %s | ± %.1f %% | %s | %,.0f | %s |%n",
                contender.label,
                Report.time(cpu.median()),
                100 * cpu.noise() / cpu.median(),
                more,
                contender.perSecond().median(),
                Report.time(contender.p99().median()));
    }

    private static void printShare(PrintStream out, Contender ours, Contender theirs, Contender floor) {
        List<Double> added = ours.moreByStart(floor);
        List<Double> addedByThem = theirs.moreByStart(floor);
        List<String> shares = new ArrayList<>();
        for (int i = 0; i < added.size(); i++) {
            shares.add(String.format(Locale.ROOT, "%.0f %%", 100 * added.get(i) / addedByThem.get(i)));
        }
        out.printf(
                Locale.ROOT,
                "%nOur keys add %.0f %% of what opaque tokens add; start by start: %s.%n",
                100 * ours.more(floor).median() / theirs.more(floor).median(),
                shares.stream().collect(Collectors.joining(", ")));
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
}
