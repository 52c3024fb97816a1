// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import dev.apikey.hashing.Argon2idHasher;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The quickstart's application with Argon2id under attack, in a process of its own: sixteen callers with keys of their own, beside sixteen that are hostile, each kind in turn. It
 * is compared, in the same round, with the same server under the same attack with the fast hasher, which never computes a slow hash for anybody; and with
 * itself, while nobody is hostile. Everything shares the processors of this machine, the callers included.
 */
final class Attack {

    private static final int MAX_FIRST_USE = 10;
    private static final int MAX_AFTER_RESTART = 60;
    private static final int HASHES = 20;
    private static final int SHARE_OF_PROCESSORS = 10;

    private Attack() {}

    private enum Kind {
        NONE("nobody"),
        GARBAGE("garbage"),
        UNKNOWN("unknown ids"),
        ONE_KEY("wrong secrets of one key that nobody uses"),
        CALLERS_KEYS("wrong secrets of the callers' keys"),
        MANY_KEYS("wrong secrets of 1,000 keys that nobody uses, each from a new address");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        private Supplier<String> tokens(Victim victim) {
            return switch (this) {
                case NONE -> () -> "";
                case GARBAGE -> Tokens::garbage;
                case UNKNOWN -> Tokens::ofNobody;
                case ONE_KEY -> () -> Tokens.withAnotherSecret(victim.attacked());
                case CALLERS_KEYS ->
                    () -> Tokens.withAnotherSecret(
                            victim.own().get(randomBelow(Victim.CALLERS)).get());
                case MANY_KEYS -> () -> Tokens.withAnotherSecret(victim.unused()[randomBelow(victim.unused().length)]);
            };
        }

        private static int randomBelow(int bound) {
            return ThreadLocalRandom.current().nextInt(bound);
        }

        Load start(Victim victim) {
            Supplier<String> tokens = tokens(victim);
            return this == MANY_KEYS
                    ? Load.startFromElsewhere(victim.port(), AttackedServer.PATH, Victim.CALLERS, tokens)
                    : Load.start(victim.port(), AttackedServer.PATH, this == NONE ? 0 : Victim.CALLERS, tokens);
        }
    }

    /**
     * One kind of attack on one server.
     *
     * @param good callers that ask again at once
     * @param paced the same callers at a fixed rate
     * @param firstUse how long a key takes until it is accepted for the first time, in seconds; infinite, if it takes too long
     */
    private record Measured(
            Load.Measured good,
            Load.Measured hostile,
            double hashesPerSecond,
            OpenLoop paced,
            double firstUse,
            long residentMib) {

        double p99() {
            return paced.quantile(0.99);
        }
    }

    /** What was measured of one server, round by round. */
    private static final class Results {

        private final Victim victim;
        private final Map<Kind, List<Measured>> ofKind = new EnumMap<>(Kind.class);

        Results(Victim victim) {
            this.victim = victim;
        }

        void measure(Kind kind, double seconds, double perSecond) throws IOException {
            ofKind.computeIfAbsent(kind, same -> new ArrayList<>())
                    .add(Attack.measure(victim, kind, seconds, perSecond));
        }

        Spread spread(Kind kind, ToDoubleFunction<Measured> figure) {
            return Spread.of(ofKind.get(kind).stream().mapToDouble(figure).toArray());
        }

        /** Against what was measured in the same round. */
        Spread ratio(Kind kind, Results other, Kind otherKind, ToDoubleFunction<Measured> figure) {
            List<Measured> mine = ofKind.get(kind);
            List<Measured> others = other.ofKind.get(otherKind);
            return Spread.of(IntStream.range(0, mine.size())
                    .mapToDouble(i -> 100 * figure.applyAsDouble(mine.get(i)) / figure.applyAsDouble(others.get(i)))
                    .toArray());
        }
    }

    /**
     * All attacks, and a restart under those with wrong secrets of keys that nobody has used.
     *
     * @param rounds each of all attacks on both servers, in reversed order every second time
     * @param seconds how long callers ask again at once; then as long at a fixed rate
     */
    static void print(PrintStream out, int rounds, double seconds) throws IOException {
        int firstUses = (rounds + 1) * Kind.values().length;
        try (Victim fast = Victim.fast(firstUses);
                Victim slow = Victim.slow(firstUses)) {
            double perSecond = warmUp(fast, seconds) / 4;
            warmUp(slow, seconds);
            Results ofFast = new Results(fast);
            Results ofSlow = new Results(slow);
            for (int round = 0; round < rounds; round++) {
                List<Results> both = new ArrayList<>(List.of(ofFast, ofSlow));
                List<Kind> kinds = new ArrayList<>(List.of(Kind.values()));
                if (round % 2 != 0) {
                    Collections.reverse(both);
                    Collections.reverse(kinds);
                }
                for (Kind kind : kinds) {
                    for (Results one : both) {
                        one.measure(kind, seconds, perSecond);
                    }
                }
            }
            printHead(out, rounds, seconds, perSecond);
            for (Kind kind : Kind.values()) {
                print(out, kind, ofFast, ofFast);
                print(out, kind, ofSlow, ofFast);
            }
            printRestarts(out, slow);
        }
    }

    /**
     * Until its code is compiled, with something of everything.
     *
     * @return how many good requests are answered in a second while nobody is hostile
     */
    private static double warmUp(Victim victim, double seconds) throws IOException {
        for (Kind kind : Kind.values()) {
            measure(victim, kind, seconds, 10);
        }
        try (Load good = Load.start(victim.port(), AttackedServer.PATH, victim.own())) {
            LockSupport.parkNanos((long) (seconds * 1e9));
            return good.measured().acceptedPerSecond();
        }
    }

    private static Measured measure(Victim victim, Kind kind, double seconds, double perSecond) throws IOException {
        try (Load hostile = kind.start(victim)) {
            Load.Measured answered;
            Load.Measured refused;
            double hashes;
            try (Load good = Load.start(victim.port(), AttackedServer.PATH, victim.own())) {
                LockSupport.parkNanos((long) (seconds * 2e8)); // Connections are open.
                long before = victim.hashes();
                good.reset();
                hostile.reset();
                LockSupport.parkNanos((long) (seconds * 1e9));
                answered = good.measured();
                refused = hostile.measured();
                hashes = (victim.hashes() - before) / answered.seconds();
            }
            if (refused.acceptedPerSecond() > 0) {
                throw new IllegalStateException("a wrong key was accepted: " + kind.label);
            }
            OpenLoop paced = new OpenLoop(victim.port(), AttackedServer.PATH, victim.own(), perSecond);
            paced.round(seconds);
            return new Measured(answered, refused, hashes, paced, victim.firstUse(MAX_FIRST_USE), victim.residentMib());
        }
    }

    private static void printHead(PrintStream out, int rounds, double seconds, double perSecond) {
        long hashNanos = hashNanos();
        int processors = Runtime.getRuntime().availableProcessors();
        Report.printHead(
                out,
                String.format(Locale.ROOT, "%d rounds of %.1f s", rounds, seconds),
                List.of("tomcat-embed-core", "h2", "HikariCP", "jdbi3-core", "argon2-jvm"));
        out.printf(
                Locale.ROOT,
                "%d callers with keys of their own, beside %d hostile ones: the quickstart's application with Argon2id against the same under the same attack with the fast"
                        + " hasher, in the same round. Each figure is the median of the rounds, and in brackets the lowest and the highest. A hash takes"
                        + " %s alone, so that the budget for wrong secrets, a tenth of %d processors, allows %.0f in a second.%n%n",
                Victim.CALLERS,
                Victim.CALLERS,
                Report.time(hashNanos),
                processors,
                processors * 1e9 / SHARE_OF_PROCESSORS / hashNanos);
        out.printf(
                Locale.ROOT,
                "| Hostile | hasher | good requests/s | against fast | against nobody hostile | p99 at %,.0f good requests/s | against fast"
                        + " | first use of a key | answers to the good | hostile requests/s | answers to the hostile | slow hashes/s"
                        + " | resident memory |%n",
                perSecond);
        out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    }

    /** The fastest of some: a busy machine only takes away. */
    private static long hashNanos() {
        Argon2idHasher hasher = Argon2idHasher.recommended();
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < HASHES; i++) {
            long began = System.nanoTime();
            hasher.hash(new byte[70]);
            fastest = Math.min(fastest, System.nanoTime() - began);
        }
        return fastest;
    }

    private static void print(PrintStream out, Kind kind, Results results, Results fast) {
        ToDoubleFunction<Measured> good = measured -> measured.good().acceptedPerSecond();
        Map<Integer, Long> answers = new TreeMap<>();
        Map<Integer, Long> refusals = new TreeMap<>();
        for (Measured measured : results.ofKind.get(kind)) {
            measured.good().statuses().forEach((status, count) -> answers.merge(status, count, Long::sum));
            measured.paced().statuses().forEach((status, count) -> answers.merge(status, count, Long::sum));
            measured.hostile().statuses().forEach((status, count) -> refusals.merge(status, count, Long::sum));
        }
        out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s ms | %s | %s s | %s | %s | %s | %s | %s MiB |%n",
                kind.label,
                results.victim.hasherName(),
                results.spread(kind, good).as("%.0f"),
                results.ratio(kind, fast, kind, good).as("%.0f %%"),
                results.ratio(kind, results, Kind.NONE, good).as("%.0f %%"),
                results.spread(kind, measured -> measured.p99() / 1e6).as("%.1f"),
                results.ratio(kind, fast, kind, Measured::p99).as("%.0f %%"),
                results.spread(kind, Measured::firstUse).as("%.2f").replace("Infinity", "over " + MAX_FIRST_USE),
                answers,
                results.spread(kind, measured -> measured.hostile().perSecond()).as("%.0f"),
                refusals,
                results.spread(kind, Measured::hashesPerSecond).as("%.1f"),
                results.spread(kind, Measured::residentMib).as("%.0f"));
    }

    private static void printRestarts(PrintStream out, Victim slow) throws IOException {
        out.println();
        for (Kind kind : List.of(Kind.ONE_KEY, Kind.MANY_KEYS)) {
            try (Load hostile = kind.start(slow)) {
                LockSupport.parkNanos(2_000_000_000L);
                double seconds = slow.restart(MAX_AFTER_RESTART);
                out.printf(
                        Locale.ROOT,
                        "After a restart with Argon2id under \"%s\", the first use of a key, from another address, was accepted %s.%n",
                        kind.label,
                        Double.isInfinite(seconds)
                                ? "not within a minute"
                                : String.format(Locale.ROOT, "%.1f s after the server listened", seconds));
                if (hostile.measured().acceptedPerSecond() > 0) {
                    throw new IllegalStateException("a wrong key was accepted: " + kind.label);
                }
            }
        }
    }
}
