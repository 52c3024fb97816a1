// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import dev.apikey.ApiKeys;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.SecretHasher;
import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The quickstart's application under attack, in a process of its own: sixteen callers with keys of their own, beside sixteen that are hostile, each kind in
 * turn. The same attack on the same server with the fast hasher, which never computes a slow hash for anybody, is what it is compared with. Everything shares
 * the processors of this machine, the callers included.
 */
final class Attack implements AutoCloseable {

    private static final int CALLERS = 16;
    private static final String PATH = "/api/2.0/people/@self";

    private final Folder folder;
    private final String url;
    private final String pepper;
    private final SecretHasher hasher;
    private final String hasherName;
    private final String[] tokens;
    private Child server;

    private Attack(Folder folder, boolean slow) throws IOException {
        this.folder = folder;
        url = "jdbc:h2:" + folder.path().resolve("keys");
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        pepper = Base64.getEncoder().encodeToString(bytes);
        hasher = slow ? Argon2idHasher.recommended() : HmacSha256Hasher.of(PepperRing.of(bytes));
        hasherName = slow ? "argon2id" : "hmac-sha256";
        tokens = issue();
        server = start(0);
    }

    private static Attack on(boolean slow) throws IOException {
        Folder folder = Folder.create();
        try {
            return new Attack(folder, slow);
        } catch (IOException | RuntimeException failure) {
            folder.close();
            throw failure;
        }
    }

    /** The last of them nobody uses yet. */
    private String[] issue() {
        try (ConnectionPool pool = ConnectionPool.open(url, "sa", "")) {
            KeySchema.apply(pool.dataSource());
            try (ApiKeys apiKeys = Keys.builder(JdbiKeyStore.of(pool.dataSource()))
                    .hasher(hasher)
                    .build()) {
                return Keys.issue(apiKeys, CALLERS + 1);
            }
        }
    }

    private Child start(int port) throws IOException {
        return Child.start(
                "dev.apikey.quickstart.Main",
                Map.of(
                        "PORT", String.valueOf(port),
                        "DATABASE", url,
                        "HASHER", hasherName,
                        "PEPPER", pepper));
    }

    private enum Kind {
        NONE("nobody hostile"),
        GARBAGE("garbage"),
        UNKNOWN("unknown ids"),
        ONE_KEY("wrong secrets of one key that nobody uses"),
        CALLERS_KEYS("wrong secrets of the callers' keys");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        Supplier<String> tokens(String[] issued) {
            return switch (this) {
                case NONE -> () -> "";
                case GARBAGE -> Tokens::garbage;
                case UNKNOWN -> Tokens::ofNobody;
                case ONE_KEY -> () -> Tokens.withAnotherSecret(issued[CALLERS]);
                case CALLERS_KEYS ->
                    () -> Tokens.withAnotherSecret(
                            issued[ThreadLocalRandom.current().nextInt(CALLERS)]);
            };
        }
    }

    /**
     * All attacks, and a restart under the worst of them.
     *
     * @param seconds how long each is measured
     */
    static void print(PrintStream out, int seconds) throws IOException {
        out.printf("%n%s%n%n", Report.machine());
        out.println(
                "| Hostile | hasher | good requests/s with 200 | against fast | their p99 | against fast | answers to the good"
                        + " | hostile requests/s | answers to the hostile | resident memory |");
        out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        try (Attack fast = Attack.on(false);
                Attack slow = Attack.on(true)) {
            fast.warmUp(seconds);
            slow.warmUp(seconds);
            for (Kind kind : Kind.values()) {
                Measured floor = fast.measure(kind, seconds);
                fast.print(out, kind, floor, floor.good());
                slow.print(out, kind, slow.measure(kind, seconds), floor.good());
            }
            out.printf(
                    Locale.ROOT,
                    "%nA key that nobody has used, from another address, after a restart under \"%s\": accepted %s.%n",
                    Kind.ONE_KEY.label,
                    slow.restart());
        }
    }

    /** Until its code is compiled, with something of everything. */
    private void warmUp(int seconds) {
        for (Kind kind : Kind.values()) {
            measure(kind, seconds / 2.0);
        }
    }

    private record Measured(Load.Measured good, Load.Measured hostile, long mibBefore, long mibAfter) {}

    private Measured measure(Kind kind, double seconds) {
        List<Supplier<String>> own = Arrays.stream(tokens)
                .limit(CALLERS)
                .<Supplier<String>>map(token -> () -> token)
                .toList();
        try (Load good = Load.start(server.port(), PATH, own);
                Load bad = Load.start(server.port(), PATH, kind == Kind.NONE ? 0 : CALLERS, kind.tokens(tokens))) {
            LockSupport.parkNanos((long) (seconds * 2e8)); // First uses are over, and connections open.
            long before = server.residentMib();
            good.reset();
            bad.reset();
            LockSupport.parkNanos((long) (seconds * 1e9));
            return new Measured(good.measured(), bad.measured(), before, server.residentMib());
        }
    }

    private void print(PrintStream out, Kind kind, Measured measured, Load.Measured floor) {
        out.printf(
                Locale.ROOT,
                "| %s | %s | %.0f | %s | %s | %s | %s | %.0f | %s | %d MiB, then %d |%n",
                kind.label,
                hasherName,
                measured.good().acceptedPerSecond(),
                percent(measured.good().acceptedPerSecond() / floor.acceptedPerSecond()),
                Report.time(measured.good().p99Nanos()),
                percent(measured.good().p99Nanos() / floor.p99Nanos()),
                measured.good().statuses(),
                measured.hostile().perSecond(),
                measured.hostile().statuses(),
                measured.mibBefore(),
                measured.mibAfter());
    }

    private static String percent(double ratio) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * ratio);
    }

    /** Ends the server under attack, starts it again, asks with a key that it has not seen, and tells when that was accepted. */
    private String restart() throws IOException {
        int port = server.port();
        try (Load bad = Load.start(port, PATH, CALLERS, Kind.ONE_KEY.tokens(tokens))) {
            LockSupport.parkNanos(2_000_000_000L);
            server.close();
            server = start(port);
            long listening = System.nanoTime();
            for (double seconds = 0; seconds < 60; seconds = (System.nanoTime() - listening) / 1e9) {
                try (Connection connection = Connection.openFromElsewhere(port)) {
                    if (connection.get(PATH, tokens[CALLERS]) == 200) {
                        return String.format(
                                Locale.ROOT, "%.1f s after the server listened", (System.nanoTime() - listening) / 1e9);
                    }
                }
            }
            return "not within a minute";
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        folder.close();
    }
}
