// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.apikey.ApiKey;
import dev.apikey.KeyQuery;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyStoreException;
import dev.apikey.spi.RecordedEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever follows the events sees each of them, in order, whatever else goes on in the database. */
abstract class FeedContract {

    private static final int WRITERS = 8;
    private static final int COMMITS_OF_A_WRITER = 20;

    private final EmptyDatabase database;
    private final ConnectionPool pool;
    private final KeyStore store;

    FeedContract(DatabaseServer server) {
        database = server.create();
        pool = database.open();
        store = JdbiKeyStore.of(pool.dataSource());
    }

    @BeforeEach
    void applySchema() {
        KeySchema.apply(pool.dataSource());
    }

    @AfterEach
    void close() {
        pool.close();
    }

    /** What the host does meanwhile is its own: it has read our tables and written its own, and commits when we are done. */
    private Connection longTransactionOfTheHost() throws SQLException {
        Connection host = database.unpooled().getConnection();
        try (Statement statement = host.createStatement()) {
            statement.execute("create table hosts (id integer not null primary key)");
            host.setAutoCommit(false);
            statement.execute("insert into hosts (id) values (1)");
            statement.executeQuery("select count(*) from apikey_keys").close();
            statement.executeQuery("select count(*) from apikey_events").close();
        }
        return host;
    }

    @Test
    void missesNothingWhileEightWriteAndTheHostHoldsATransactionOpen() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        List<RecordedEvent> seen = new ArrayList<>();
        List<Future<List<UUID>>> writing = new ArrayList<>();
        try (Connection host = longTransactionOfTheHost();
                ConnectionPool followers = database.open()) {
            KeyStore followed = JdbiKeyStore.of(followers.dataSource());
            for (int writer = 0; writer < WRITERS; writer++) {
                writing.add(threads.submit(this::write));
            }
            boolean quiet = false;
            while (!quiet) {
                // Before the poll: who has ended by then has nothing left to show behind it.
                boolean ended = writing.stream().allMatch(Future::isDone);
                List<RecordedEvent> page = followed.events(seen.size() + 1L, 7);
                seen.addAll(page);
                quiet = ended && page.isEmpty();
            }
            host.commit();
        } finally {
            threads.shutdownNow();
        }
        Set<UUID> written = new HashSet<>();
        for (Future<List<UUID>> one : writing) {
            written.addAll(one.get());
        }
        assertThat(written).hasSize(WRITERS * COMMITS_OF_A_WRITER * 2);
        for (int i = 0; i < seen.size(); i++) {
            assertThat(seen.get(i).sequence()).isEqualTo(i + 1L);
        }
        assertThat(seen.stream().map(recorded -> recorded.event().keyId()))
                .containsExactlyInAnyOrderElementsOf(written);
    }

    private List<UUID> write() {
        List<UUID> written = new ArrayList<>();
        for (int i = 0; i < COMMITS_OF_A_WRITER; i++) {
            UUID one = UUID.randomUUID();
            UUID two = UUID.randomUUID();
            assertThat(store.commit(List.of(
                            Samples.insertion(Samples.key(one, "one")), Samples.insertion(Samples.key(two, "two")))))
                    .isEqualTo(CommitOutcome.COMMITTED);
            written.addAll(List.of(one, two));
        }
        return written;
    }

    @Test
    void leavesNoGapForAChangeThatWasNotMade() {
        ApiKey key = Samples.insert(store, "first");
        assertThat(store.commit(List.of(Samples.insertion(Samples.key(key.id(), "again")))))
                .isEqualTo(CommitOutcome.CONFLICT);
        Samples.insert(store, "second");
        assertThat(store.events(1, 9)).extracting(RecordedEvent::sequence).containsExactly(1L, 2L);
    }

    /** Whoever holds the row that numbers the events, holds up every change: that ends in a refusal, and not in a thread that waits for him. */
    @Test
    void refusesAChangeThatCannotBeNumberedInTime() throws SQLException {
        try (Connection somebody = database.unpooled().getConnection();
                Statement statement = somebody.createStatement()) {
            somebody.setAutoCommit(false);
            statement.execute("update apikey_feed set last_sequence = last_sequence + 100");
            long start = System.nanoTime();
            assertThatExceptionOfType(KeyStoreException.class)
                    .isThrownBy(() -> Samples.insert(store, "refused"))
                    .withMessageContaining("change key");
            assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
            assertThat(store.events(1, 9)).isEmpty();
            somebody.rollback();
        }
        Samples.insert(store, "accepted");
        assertThat(store.list(KeyQuery.all(), Samples.NOW))
                .extracting(ApiKey::name)
                .containsExactly("accepted");
        assertThat(store.events(1, 9)).extracting(RecordedEvent::sequence).containsExactly(1L);
    }
}
