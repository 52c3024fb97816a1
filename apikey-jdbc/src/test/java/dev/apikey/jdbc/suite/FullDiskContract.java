// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.IssuedKey;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyStoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose system lets its files grow no further, as where the disk is full: by a limit on the size of files, which needs no rights. */
public abstract class FullDiskContract {

    /** PostgreSQL's log of transactions needs files of 16 MiB; what the others need at their start is less. */
    private static final long LIMIT = 17L << 20;

    private static final Duration RECOVERY = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    /**
     * Starts a server of the test's own.
     *
     * @param folder for all its files
     */
    protected abstract LimitedServer start(Path folder) throws Exception;

    /** What may be said of a valid key while the disk is full. */
    protected Class<?>[] answersWhileFull() {
        return new Class<?>[] {Authenticated.class};
    }

    /** A query of the numbers {@code n} from 1 on. */
    protected abstract String numbers(int count);

    /** How the exception says so. */
    protected abstract String diskFull();

    /**
     * A server, and how to limit and to stop it.
     *
     * @param database of its
     * @param process what the system calls the one that begins all its connections
     */
    protected record LimitedServer(EmptyDatabase database, long process, Runnable stop) implements AutoCloseable {

        void limitFiles(String size) throws IOException, InterruptedException {
            Process limiting = new ProcessBuilder(
                            "prlimit", "--pid", Long.toString(process), "--fsize=" + size + ":unlimited")
                    .inheritIO()
                    .start();
            assertThat(limiting.waitFor()).isZero();
        }

        @Override
        public void close() {
            stop.run();
        }
    }

    @Test
    void refusesChangesLeavesNothingOfThemAndGoesOnOnceThereIsRoom() throws Exception {
        try (LimitedServer server = start(folder)) {
            EmptyDatabase database = server.database();
            KeySchema.apply(database.unpooled());
            server.limitFiles(Long.toString(LIMIT));
            IssuedKey key = issue(database);
            try (ConnectionPool pool = database.open();
                    ApiKeys node = Nodes.builder(pool.dataSource()).build()) {
                play(Jdbi.create(database.unpooled()), node);
                assertThat(ask(node, key)).isInstanceOfAny(answersWhileFull());
                server.limitFiles("unlimited");
                assertThat(Nodes.comesTrue(RECOVERY, () -> ask(node, key) instanceof Authenticated))
                        .isTrue();
            }
            try (ConnectionPool pool = database.open();
                    ApiKeys node = Nodes.builder(pool.dataSource()).build()) {
                assertThat(ask(node, key)).isInstanceOf(Authenticated.class);
                assertThat(ask(node, Nodes.issue(node))).isInstanceOf(Authenticated.class);
            }
        }
    }

    private static IssuedKey issue(EmptyDatabase database) {
        try (ConnectionPool pool = database.open();
                ApiKeys node = Nodes.builder(pool.dataSource()).build()) {
            return Nodes.issue(node);
        }
    }

    private static AuthenticationResult ask(ApiKeys node, IssuedKey key) {
        return node.authenticate(key.revealToken(), Nodes.SOURCE);
    }

    private void play(Jdbi jdbi, ApiKeys node) {
        for (int rows : new int[] {1_000, 100, 10, 1}) {
            fillEvents(jdbi, rows);
        }
        long keys = count(jdbi, "apikey_keys");
        long events = count(jdbi, "apikey_events");
        assertThatExceptionOfType(KeyStoreException.class)
                .isThrownBy(() -> issueUntilRefused(node, events))
                .withMessageContaining(diskFull());
        long more = count(jdbi, "apikey_events") - events;
        assertThat(count(jdbi, "apikey_keys")).isEqualTo(keys + more);
    }

    /** What is free in the last pages takes a few more. */
    private static void issueUntilRefused(ApiKeys node, long most) {
        for (long i = 0; i < most; i++) {
            Nodes.issue(node);
        }
    }

    /** With events that nobody reads, their numbers being below 1. On PostgreSQL those of the statement that fails take their place, too. */
    private void fillEvents(Jdbi jdbi, int rows) {
        assertThatExceptionOfType(JdbiException.class).isThrownBy(() -> {
            while (true) {
                jdbi.useHandle(handle -> handle.execute("""
                        insert into apikey_events (sequence, key_id, owner, kind, actor, actor_name, at)
                        select (select least(min(sequence), 1) from apikey_events) - n, 'gone', repeat('x', 255), 'DELETED', 'ada', 'Ada', 0
                        from (%s) numbers""".formatted(numbers(rows))));
            }
        });
    }

    /** Asked again while the server answers nobody, as H2 does while it closes a database. */
    private static long count(Jdbi jdbi, String table) {
        AtomicLong count = new AtomicLong();
        assertThat(Nodes.comesTrue(RECOVERY, () -> {
                    try {
                        jdbi.useHandle(handle -> count.set(handle.createQuery("select count(*) from " + table)
                                .mapTo(Long.class)
                                .one()));
                        return true;
                    } catch (JdbiException closing) {
                        return false;
                    }
                }))
                .isTrue();
        return count.get();
    }
}
