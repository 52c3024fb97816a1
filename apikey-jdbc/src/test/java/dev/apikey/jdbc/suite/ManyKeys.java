// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.spi.KeyStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/**
 * A database with keys from 1 to {@code count}, each with one event, a millisecond after that of the one before, and one daily count: every other one is
 * old. They are written past the store, which would take hours.
 */
record ManyKeys(ConnectionPool pool, int count) implements AutoCloseable {

    static final int OWNERS = 1_000;
    static final LocalDate OLD = LocalDate.of(2025, 1, 1);
    static final LocalDate DAY = LocalDate.of(2026, 11, 24);

    private static final long FIRST = 1_700_000_000_000L;
    /** H2 keeps in memory what is not committed. */
    private static final int AT_ONCE = 20_000;

    private static final String ID =
            "concat(substr(digest, 1, 8), '-', substr(digest, 9, 4), '-3', substr(digest, 14, 3), '-8',"
                    + " substr(digest, 18, 3), '-', substr(digest, 21, 12))";
    private static final String OWNER = "concat('owner ', mod(n, " + OWNERS + "))";

    /**
     * Fills a new database.
     *
     * @param numbers of {@code n} and its MD5 in hexadecimal digits, {@code digest}
     */
    static ManyKeys in(DatabaseServer server, int count, Numbers numbers) {
        ConnectionPool pool = server.create().open();
        Jdbi jdbi = Jdbi.create(pool.dataSource());
        List<String> schema = jdbi.withHandle(
                handle -> handle.createScript(SchemaFile.read(server)).getStatements());
        execute(jdbi, schema.stream().filter(statement -> !isIndex(statement)));
        for (int from = 1; from <= count; from += AT_ONCE) {
            String some = " from (" + numbers.query(from, Math.min(from + AT_ONCE - 1, count)) + ") numbers";
            execute(jdbi, insertions().map(insertion -> insertion + some));
        }
        execute(jdbi, schema.stream().filter(ManyKeys::isIndex));
        execute(jdbi, Stream.of("update apikey_feed set last_sequence = " + count));
        execute(
                jdbi,
                Stream.of("apikey_keys", "apikey_events", "apikey_usage", "apikey_feed")
                        .map(server::analyze));
        return new ManyKeys(pool, count);
    }

    /** What is indexed at once takes a fraction of what it takes row by row. */
    private static boolean isIndex(String statement) {
        return statement.contains("create index");
    }

    private static void execute(Jdbi jdbi, Stream<String> statements) {
        statements.forEach(statement -> jdbi.useHandle(handle -> handle.execute(statement)));
    }

    private static Stream<String> insertions() {
        return Stream.of(
                "insert into apikey_keys (id, owner, name, search_text, permissions, hash, hash_kind, created_at,"
                        + " created_by, created_by_name, expires_at, last_used_at, version, hint) select " + ID + ", "
                        + OWNER + ", concat('key ', n), concat('key ', n, ' 9842'), 'files:read', '$none$x', 'none', "
                        + FIRST + " + n, 'ada', 'Ada', 9223372036854775807, n, 1, 'acme_live_***9842'",
                "insert into apikey_events (sequence, key_id, owner, kind, actor, actor_name, at, after_name,"
                        + " after_permissions) select n, " + ID + ", " + OWNER + ", 'ISSUED', 'ada', 'Ada', " + FIRST
                        + " + n, concat('key ', n), 'files:read'",
                "insert into apikey_usage (key_id, used_on, uses) select " + ID
                        + ", case when mod(n, 2) = 0 then 20250101 else 20261124 end, 1");
    }

    /** How a database counts. */
    interface Numbers {
        /** A query of the numbers from one to another. */
        String query(int from, int to);
    }

    KeyStore store() {
        return JdbiKeyStore.of(pool.dataSource());
    }

    /** The id of the key with this number. */
    static UUID id(int number) {
        UUID digest = UUID.nameUUIDFromBytes(Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
        return new UUID(
                digest.getMostSignificantBits(),
                (digest.getLeastSignificantBits() & 0x0fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
    }

    /** When the key with this number was made. */
    static Instant at(int number) {
        return Instant.ofEpochMilli(FIRST + number);
    }

    /** Some ids, the same for the same seed. */
    List<UUID> some(int howMany, long seed) {
        return new Random(seed)
                .ints(howMany, 1, count + 1)
                .mapToObj(ManyKeys::id)
                .toList();
    }

    @Override
    public void close() {
        pool.close();
    }
}
