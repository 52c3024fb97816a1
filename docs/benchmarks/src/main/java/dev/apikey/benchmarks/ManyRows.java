// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyStore;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The look-up of a key among few keys and among many, on PostgreSQL: a database for each number of keys on the same server, asked in turn on one connection
 * each. The keys are written past the store, which would take hours, and without their history, which a look-up does not read.
 */
final class ManyRows implements AutoCloseable {

    private final int count;
    private final Databases database;
    private final KeyStore store;
    private final SplittableRandom random;
    private final List<Double> nanos = new ArrayList<>();

    private ManyRows(int count, long seed) {
        this.count = count;
        database = Databases.start("postgresql");
        KeySchema.apply(database.dataSource());
        Jdbi.create(database.dataSource()).useHandle(handle -> fill(handle, count));
        store = JdbiKeyStore.of(database.dataSource());
        random = new SplittableRandom(seed);
    }

    /**
     * Measures and prints.
     *
     * @param rounds of each table
     * @param lookUps in each round, of keys at random
     * @param counts of keys, the first of which the others are compared with
     */
    static void print(PrintStream out, int rounds, int lookUps, int... counts) {
        List<ManyRows> tables = new ArrayList<>();
        try {
            for (int count : counts) {
                tables.add(new ManyRows(count, count));
            }
            List<ManyRows> inTurn = new ArrayList<>(tables);
            for (int round = 0; round <= rounds; round++) {
                for (ManyRows table : inTurn) {
                    double each = table.measure(lookUps);
                    if (round > 0) { // The first is for the compiler and the caches.
                        table.nanos.add(each);
                    }
                }
                Collections.reverse(inTurn);
            }
            print(out, rounds, lookUps, tables);
        } finally {
            tables.forEach(ManyRows::close);
        }
    }

    private static void print(PrintStream out, int rounds, int lookUps, List<ManyRows> tables) {
        Report.printHead(out, "PostgreSQL, %d rounds of %d look-ups".formatted(rounds, lookUps), Databases.POSTGRESQL);
        out.println("| Keys | a look-up, wall time | noise | against "
                + tables.get(0).label() + " |");
        out.println("| --- | --- | --- | --- |");
        double floor = tables.get(0).quantile(0.5);
        for (ManyRows table : tables) {
            double median = table.quantile(0.5);
            out.printf(
                    Locale.ROOT,
                    "| %s | %s | ± %.0f %% | %.2f |%n",
                    table.label(),
                    Report.time(median),
                    50 * (table.quantile(0.75) - table.quantile(0.25)) / median,
                    median / floor);
        }
    }

    private String label() {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** An index that is made at once takes a fraction of what it takes row by row. */
    static void fill(Handle handle, int count) {
        List<String> indexes = handle.select("select indexdef from pg_indexes where tablename = 'apikey_keys'"
                        + " and indexname like 'apikey_keys_by_%'")
                .mapTo(String.class)
                .list();
        handle.select("select indexname from pg_indexes where indexname like 'apikey_keys_by_%'")
                .mapTo(String.class)
                .forEach(index -> handle.execute("drop index " + index));
        handle.execute("alter table apikey_keys drop constraint apikey_keys_pkey");
        handle.execute(
                "insert into apikey_keys (id, owner, name, search_text, permissions, hash, hash_kind, created_at,"
                        + " created_by, created_by_name, expires_at, last_used_at, version, hint)"
                        + " select cast(md5(cast(n as text)) as uuid), concat('owner ', mod(n, 1000)),"
                        + " concat('key ', n), concat('key ', n, ' 9842'), 'files:read', '$none$x', 'none',"
                        + " 1700000000000 + n, 'ada', 'Ada', 9223372036854775807, n, 1, 'acme_live_***9842'"
                        + " from generate_series(1, ?) as series (n)",
                count);
        handle.execute("alter table apikey_keys add constraint apikey_keys_pkey primary key (id)");
        indexes.forEach(handle::execute);
        handle.execute("vacuum analyze apikey_keys");
    }

    /** The id of the key with this number, as {@link #fill} has it. */
    static UUID id(int number) {
        try {
            ByteBuffer digest = ByteBuffer.wrap(MessageDigest.getInstance("MD5")
                    .digest(Integer.toString(number).getBytes(StandardCharsets.US_ASCII)));
            return new UUID(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** @return what one look-up takes */
    private double measure(int lookUps) {
        UUID[] ids = random.ints(lookUps, 1, count + 1).mapToObj(ManyRows::id).toArray(UUID[]::new);
        long began = System.nanoTime();
        for (UUID id : ids) {
            if (store.lookUp(id).key().isEmpty()) {
                throw new IllegalStateException("no such key");
            }
        }
        return (double) (System.nanoTime() - began) / lookUps;
    }

    private double quantile(double share) {
        double[] sorted =
                nanos.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))];
    }

    @Override
    public void close() {
        database.close();
    }
}
