// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.Authority;
import dev.apikey.KeyAdministration;
import dev.apikey.Owners;
import dev.apikey.Permissions;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.SecretHasher;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * What many nodes ask of one PostgreSQL: as many as you like in this process, each with its own pool of two connections, its own threads and its own memory, on
 * a server that counts transactions and computes in processes of its own.
 */
final class ManyNodes implements AutoCloseable {

    private static final long SETTLING_NANOS = 2_000_000_000L;

    private final Databases database;
    private final PostgresWork work;
    private final List<HikariDataSource> pools = new ArrayList<>();
    private final List<ApiKeys> nodes = new ArrayList<>();
    private final SecretHasher hasher = Keys.fastHasher();

    private ManyNodes() {
        database = Databases.start("postgresql");
        KeySchema.apply(database.dataSource());
        work = PostgresWork.of(database.dataSource());
    }

    /**
     * A line for each thing that nodes do.
     *
     * @param count how many nodes
     * @param keys how many keys are in use on each of them
     * @param period how long each is looked at; uses are written down every 30 seconds
     * @param revocations how many are timed
     */
    static void print(PrintStream out, int count, int keys, Duration period, int revocations) {
        try (ManyNodes all = new ManyNodes()) {
            String[] tokens;
            try (ApiKeys issuing = all.start()) {
                tokens = Keys.issue(issuing, keys);
            }
            for (int i = 0; i < count; i++) {
                all.nodes.add(all.start());
            }
            out.printf(
                    Locale.ROOT,
                    "%n%s, %d nodes, %,d keys, %d s each%n%n",
                    Report.machine(),
                    count,
                    keys,
                    period.toSeconds());
            out.println(
                    "| What they do | requests | transactions each second | rows written each second | PostgreSQL, of one processor |");
            out.println("| --- | --- | --- | --- | --- |");
            LockSupport.parkNanos(SETTLING_NANOS);
            all.row(out, "nothing: they ask what has changed", period, () -> 0);
            all.row(out, "every key for the first time on every node", Duration.ZERO, () -> all.askEverywhere(tokens));
            all.row(out, "every key again and again on every node", period, () -> all.askFor(tokens, period));
            all.tellReach(out, tokens, revocations);
        }
    }

    private ApiKeys start() {
        HikariDataSource pool = database.openPool(2);
        pools.add(pool);
        return Keys.builder(JdbiKeyStore.of(pool)).hasher(hasher).build();
    }

    /** Something that takes its time and says how many requests it made. */
    private interface Doing {

        long run();
    }

    private void row(PrintStream out, String what, Duration atLeast, Doing doing) {
        PostgresWork.Reading before = work.read();
        long start = System.nanoTime();
        long requests = doing.run();
        LockSupport.parkNanos(atLeast.toNanos() - (System.nanoTime() - start));
        double seconds = (System.nanoTime() - start) / 1e9;
        PostgresWork.Reading spent = work.read().since(before);
        out.printf(
                Locale.ROOT,
                "| %s | %,d | %.0f | %.0f | %.1f %% |%n",
                what,
                requests,
                spent.transactions() / seconds,
                spent.rowsWritten() / seconds,
                100 * spent.cpu().toNanos() / 1e9 / seconds);
    }

    private long askEverywhere(String... tokens) {
        for (String token : tokens) {
            nodes.forEach(node -> requireAccepted(node, token));
        }
        return (long) tokens.length * nodes.size();
    }

    private long askFor(String[] tokens, Duration period) {
        long end = System.nanoTime() + period.toNanos();
        long requests = 0;
        while (System.nanoTime() < end) {
            requests += askEverywhere(tokens);
            LockSupport.parkNanos(20_000_000); // There is room beside them: PostgreSQL shares the processors.
        }
        return requests;
    }

    private static void requireAccepted(ApiKeys node, String token) {
        if (!(node.authenticate(token, "benchmark") instanceof Authenticated)) {
            throw new IllegalStateException("not accepted");
        }
    }

    /** From the return of a revocation on the first node to the last refusal on all of them. */
    private void tellReach(PrintStream out, String[] tokens, int revocations) {
        KeyAdministration keys = nodes.get(0)
                .administer(Authority.of(Actor.of("ada"), Permissions.of("*")).withOwners(Owners.all()));
        long[] reach = new long[revocations];
        for (int i = 0; i < revocations; i++) {
            String token = tokens[i];
            UUID id = ((Authenticated) nodes.get(0).authenticate(token, "benchmark"))
                    .key()
                    .id();
            keys.revoke(id, "benchmark");
            long revoked = System.nanoTime();
            nodes.forEach(node -> awaitRefusal(node, token));
            reach[i] = System.nanoTime() - revoked;
        }
        Arrays.sort(reach);
        out.printf(
                Locale.ROOT,
                "%nA revocation had reached all of them after %s (median of %d), %s at the most.%n",
                Report.time(reach[revocations / 2]),
                revocations,
                Report.time(reach[revocations - 1]));
    }

    private static void awaitRefusal(ApiKeys node, String token) {
        while (!(node.authenticate(token, "benchmark") instanceof Rejected)) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        nodes.forEach(ApiKeys::close);
        pools.forEach(HikariDataSource::close);
        database.close();
    }
}
