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
import dev.apikey.spi.KeyUse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database cannot do leaves nothing half done, and says nothing of what was in the row. */
abstract class FailuresContract {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 24);

    private final ConnectionPool pool;
    private final KeyStore store;
    private final Jdbi jdbi;

    FailuresContract(DatabaseServer server) {
        pool = server.create().open();
        store = JdbiKeyStore.of(pool.dataSource());
        jdbi = Jdbi.create(pool.dataSource());
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void nameTheKeyAndTheSchemaWhereTheTableIsMissing() {
        UUID id = UUID.randomUUID();
        assertThatExceptionOfType(KeyStoreException.class)
                .isThrownBy(() -> store.find(id))
                .withMessageContaining("read key " + id)
                .withMessageContaining("is the schema of this version applied")
                .withNoCause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop table apikey_events",
                "delete from apikey_feed",
                "alter table apikey_events add constraint never check (sequence < 0)"
            })
    void leaveAChangeUndoneWhoseEventCannotBeRecorded(String mishap) {
        KeySchema.apply(pool.dataSource());
        jdbi.useHandle(handle -> handle.execute(mishap));
        assertThatExceptionOfType(KeyStoreException.class)
                .isThrownBy(() -> Samples.insert(store, "ben"))
                .withNoCause();
        assertThat(store.list(KeyQuery.all(), Samples.NOW)).isEmpty();
    }

    @Test
    void takeARegressedCounterForNoConflict() {
        KeySchema.apply(pool.dataSource());
        Samples.insert(store, "ben");
        jdbi.useHandle(handle -> handle.execute("update apikey_feed set last_sequence = 0"));
        assertThatExceptionOfType(KeyStoreException.class).isThrownBy(() -> Samples.insert(store, "ben"));
        assertThat(store.events(1, 9)).hasSize(1);
    }

    @Test
    void recordNoUseWhereACountCannotBeWritten() {
        KeySchema.apply(pool.dataSource());
        ApiKey key = Samples.insert(store, "ben");
        KeyUse use = new KeyUse(key.id(), DAY, 1, Samples.NOW);
        KeyUse inAYearThatTheColumnDoesNotHold = new KeyUse(key.id(), LocalDate.MAX, 1, Samples.NOW);
        assertThatExceptionOfType(KeyStoreException.class)
                .isThrownBy(() -> store.recordUse(List.of(use, inAYearThatTheColumnDoesNotHold)));
        assertThat(store.find(key.id()).orElseThrow().key().lastUsedAt()).isNull();
        assertThat(store.usage(key.id(), LocalDate.MIN, LocalDate.MAX)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01"})
    void areTriedAgainWhereTheDatabaseUndidAChangeForAnotherOnesSake(String state) {
        KeySchema.apply(pool.dataSource());
        AtomicInteger left = new AtomicInteger(2);
        KeyStore unlucky = JdbiKeyStore.of(failingToCommit(connection -> {
            if (left.getAndDecrement() > 0) {
                connection.rollback();
                throw new SQLException("deadlock", state);
            }
            connection.commit();
        }));
        Samples.insert(unlucky, "ben");
        assertThat(left).hasValue(-1);
        assertThat(store.events(1, 9)).hasSize(1);
    }

    @Test
    void endAfterThreeTries() {
        KeySchema.apply(pool.dataSource());
        AtomicInteger tries = new AtomicInteger();
        KeyStore unlucky = JdbiKeyStore.of(failingToCommit(connection -> {
            tries.incrementAndGet();
            connection.rollback();
            throw new SQLException("deadlock", "40001");
        }));
        assertThatExceptionOfType(KeyStoreException.class)
                .isThrownBy(() -> Samples.insert(unlucky, "ben"))
                .withMessageContaining("40001");
        assertThat(tries).hasValue(3);
        assertThat(store.events(1, 9)).isEmpty();
    }

    /** Whether it was made, only the database knows: it is not made again, and what was made is whole. */
    @Test
    void areNotTriedAgainWhereTheAnswerToACommitWasLost() {
        KeySchema.apply(pool.dataSource());
        KeyStore cutOff = JdbiKeyStore.of(failingToCommit(connection -> {
            connection.commit();
            throw new SQLException("connection reset", "08006");
        }));
        UUID id = UUID.randomUUID();
        assertThatExceptionOfType(KeyStoreException.class)
                .isThrownBy(() -> cutOff.commit(List.of(Samples.insertion(Samples.key(id, "ben")))))
                .withMessageContaining("change key " + id)
                .withMessageContaining("08006");
        assertThat(store.find(id)).isPresent();
        assertThat(store.events(1, 9)).hasSize(1);
        assertThat(store.commit(List.of(Samples.insertion(Samples.key(id, "ben")))))
                .isEqualTo(CommitOutcome.CONFLICT);
    }

    private interface Commit {
        void of(Connection connection) throws SQLException;
    }

    private DataSource failingToCommit(Commit commit) {
        return Proxies.proxy(DataSource.class, (method, arguments) -> {
            Connection connection = pool.dataSource().getConnection();
            return Proxies.proxy(Connection.class, (inner, innerArguments) -> {
                if (inner.getName().equals("commit")) {
                    commit.of(connection);
                    return null;
                }
                return Proxies.call(inner, connection, innerArguments);
            });
        });
    }
}
