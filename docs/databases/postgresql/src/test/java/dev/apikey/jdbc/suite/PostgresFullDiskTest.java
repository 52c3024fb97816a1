// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.IssuedKey;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyStoreException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server whose system lets the file of the events grow no further, as where the disk is full: by a limit on the size of files, which needs no rights. For that
 * PostgreSQL has no code of its own, unlike for a full disk.
 */
class PostgresFullDiskTest {

    /** Its log of transactions needs files of 16 MiB. */
    private static final long LIMIT = 17L << 20;

    @TempDir
    Path folder;

    private static void limitFiles(Path data, String size) throws IOException, InterruptedException {
        String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0);
        Process limiting = new ProcessBuilder("prlimit", "--pid", pid, "--fsize=" + size + ":unlimited")
                .inheritIO()
                .start();
        assertThat(limiting.waitFor()).isZero();
    }

    @Test
    void refusesChangesLeavesNothingOfThemAndGoesOnOnceThereIsRoom() throws Exception {
        Path data = folder.resolve("data");
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setPGStartupWait(Duration.ofMinutes(3))
                .start()) {
            KeySchema.apply(server.getPostgresDatabase());
            limitFiles(data, Long.toString(LIMIT));
            EmptyDatabase database = new EmptyDatabase(
                    "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres", "postgres", "postgres");
            try (ConnectionPool pool = database.open();
                    ApiKeys node = Nodes.builder(pool.dataSource()).build()) {
                play(Jdbi.create(pool.dataSource()), node);
                limitFiles(data, "unlimited");
            }
            try (ConnectionPool pool = database.open();
                    ApiKeys node = Nodes.builder(pool.dataSource()).build()) {
                Nodes.issue(node);
            }
        }
    }

    private static void play(Jdbi jdbi, ApiKeys node) {
        IssuedKey key = Nodes.issue(node);
        fillEvents(jdbi);
        long keys = count(jdbi, "apikey_keys");
        long events = count(jdbi, "apikey_events");
        assertThatExceptionOfType(KeyStoreException.class)
                .isThrownBy(() -> issueUntilRefused(node, events))
                .withMessageContaining("SQL state XX000");
        long more = count(jdbi, "apikey_events") - events;
        assertThat(count(jdbi, "apikey_keys")).isEqualTo(keys + more);
        assertThat(node.authenticate(key.revealToken(), Nodes.SOURCE)).isInstanceOf(Authenticated.class);
    }

    /** What is free in the last pages takes a few more. */
    private static void issueUntilRefused(ApiKeys node, long most) {
        for (long i = 0; i < most; i++) {
            Nodes.issue(node);
        }
    }

    /** With events that nobody reads, their numbers being below 1. Those of the statement that fails take their place, too. */
    private static void fillEvents(Jdbi jdbi) {
        assertThatExceptionOfType(JdbiException.class).isThrownBy(() -> {
            while (true) {
                jdbi.useHandle(handle -> handle.execute("""
                        insert into apikey_events (sequence, key_id, owner, kind, actor, actor_name, at)
                        select (select least(min(sequence), 1) from apikey_events) - n, 'gone', repeat('x', 255), 'DELETED', 'ada', 'Ada', 0
                        from generate_series(1, 1000) as numbers (n)"""));
            }
        });
    }

    private static long count(Jdbi jdbi, String table) {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from " + table)
                .mapTo(Long.class)
                .one());
    }
}
