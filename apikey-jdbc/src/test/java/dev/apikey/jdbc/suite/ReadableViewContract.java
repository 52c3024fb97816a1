// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.NodeReport;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Map;
import java.util.TimeZone;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people read who look into the database. */
abstract class ReadableViewContract {

    /** As each database writes a timestamp: with an offset, or in UTC. */
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .optionalStart()
            .appendOffset("+HH:mm", "+00")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HH", "+00")
            .optionalEnd()
            .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
            .toFormatter();

    private final DatabaseServer server;
    private final ConnectionPool pool;
    private final Jdbi jdbi;

    ReadableViewContract(DatabaseServer server) {
        this.server = server;
        pool = server.create().open();
        jdbi = Jdbi.create(pool.dataSource());
    }

    @BeforeEach
    void insertOneKey() {
        KeySchema.apply(pool.dataSource());
        jdbi.useHandle(handle -> handle.execute("""
                insert into apikey_keys
                    (id, owner, name, search_text, permissions, hash, hash_kind, created_at, created_by, created_by_name,
                     expires_at, version, hint)
                values
                    ('1', 'ben', 'CI', 'ci 9842', '', '', '', 1793511000001, 'ben', 'Ben',
                     9223372036854775807, 1, 'acme_***9842')"""));
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private Map<String, @Nullable Object> row() {
        return jdbi.withHandle(handle -> handle.createQuery("select * from apikey_keys_readable where id = '1'")
                .mapToMap()
                .one());
    }

    @ParameterizedTest
    @ValueSource(strings = {"+00:00", "-05:00", "+05:30"})
    void showsInstantsWhateverTheTimeZones(String zone) {
        TimeZone before = TimeZone.getDefault();
        try (Handle elsewhere = handleIn(zone)) {
            TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
            String text = elsewhere
                    .createQuery("select concat(created_at, '') from apikey_keys_readable")
                    .mapTo(String.class)
                    .one();
            assertThat(Instant.from(TIMESTAMP.parse(text))).isEqualTo(Instant.parse("2026-11-01T05:30:00.001Z"));
        } finally {
            TimeZone.setDefault(before);
        }
    }

    private Handle handleIn(String zone) {
        Handle handle = jdbi.open();
        handle.execute(server.setTimeZone(zone));
        return handle;
    }

    @ParameterizedTest
    @ValueSource(strings = {"+00:00", "-12:00", "+13:00"})
    void knowsWhatIsExpiredWhateverTheTimeZone(String zone) {
        long now = System.currentTimeMillis();
        try (Handle elsewhere = handleIn(zone)) {
            assertThat(stateOnce(elsewhere, "expires_at = " + (now - 60_000))).isEqualTo("expired");
            assertThat(stateOnce(elsewhere, "expires_at = " + (now + 600_000))).isEqualTo("active");
        }
    }

    @Test
    void showsNeverAsNothing() {
        assertThat(row()).containsEntry("expires_at", null).containsEntry("last_used_at", null);
    }

    @Test
    void showsTheStateAndNoHash() {
        assertThat(row()).containsEntry("state", "active").doesNotContainKey("hash");
        jdbi.useHandle(handle -> {
            assertThat(stateOnce(handle, "disabled_at = 1")).isEqualTo("disabled");
            assertThat(stateOnce(handle, "expires_at = 1")).isEqualTo("expired");
            assertThat(stateOnce(handle, "revoked_at = 1")).isEqualTo("revoked");
        });
    }

    private static String stateOnce(Handle handle, String assignment) {
        handle.execute("update apikey_keys set " + assignment);
        return handle.createQuery("select state from apikey_keys_readable")
                .mapTo(String.class)
                .one();
    }

    @Test
    void showsOperatorsHowFarEachNodeIsBehind() {
        KeyStore store = JdbiKeyStore.of(pool.dataSource());
        Instant seen = Instant.parse("2026-11-01T05:30:00.001Z");
        store.reportNode(
                new NodeReport(new UUID(1, 1), "web-1", "0.1.0", seen, seen, 40, Duration.ofMillis(700)), seen);
        Map<String, @Nullable Object> node = jdbi.withHandle(handle -> {
            handle.execute("update apikey_feed set last_sequence = 42");
            return handle.createQuery("select name, library, events_behind, behind_millis,"
                            + " concat(seen_at, '') as seen_at from apikey_nodes_readable")
                    .mapToMap()
                    .one();
        });
        assertThat(node).containsEntry("name", "web-1").containsEntry("library", "0.1.0");
        assertThat(node).containsEntry("events_behind", 2L).containsEntry("behind_millis", 700L);
        assertThat(String.valueOf(node.get("seen_at"))).startsWith("2026-11-0");
    }
}
