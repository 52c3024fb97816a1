// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.apikey.KeyQuery;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyStoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transaction managers have data sources that hand out the connection of the transaction that is under way. None of ours is made in there, and none of the host's is ended. */
abstract class HostTransactionsContract {

    private final EmptyDatabase database;
    private final ConnectionPool pool;
    private final KeyStore store;

    HostTransactionsContract(DatabaseServer server) {
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

    /** As a transaction manager begins one. */
    private Connection begun() throws SQLException {
        Connection host = database.unpooled().getConnection();
        host.setAutoCommit(false);
        return host;
    }

    /** Into a table that all three keep in transactions; what it holds is nobody's business here. */
    private static void insertOfTheHost(Connection host, int id) throws SQLException {
        execute(host, "insert into apikey_usage (key_id, used_on, uses) values ('of the host', " + id + ", 1)");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int rowsOfTheHost() throws SQLException {
        try (Connection connection = database.unpooled().getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from apikey_usage")) {
            count.next();
            return count.getInt(1);
        }
    }

    /** Closing what it hands out leaves the transaction as it is. */
    private static DataSource aware(Connection host) {
        return Proxies.proxy(
                DataSource.class,
                (method, arguments) -> Proxies.proxy(
                        Connection.class,
                        (inner, innerArguments) ->
                                inner.getName().equals("close") ? null : Proxies.call(inner, host, innerArguments)));
    }

    private static void assertRefused(KeyStore joining) {
        assertThatExceptionOfType(KeyStoreException.class)
                .isThrownBy(() -> Samples.insert(joining, "ben"))
                .withMessageContaining("behind the transaction-aware one");
        assertThatExceptionOfType(KeyStoreException.class).isThrownBy(() -> joining.list(KeyQuery.all(), Samples.NOW));
    }

    @Test
    void areNotEndedWhereTheHostRollsBack() throws SQLException {
        try (Connection host = begun()) {
            insertOfTheHost(host, 1);
            assertRefused(JdbiKeyStore.of(aware(host)));
            assertThat(host.getAutoCommit()).isFalse();
            host.rollback();
        }
        assertThat(rowsOfTheHost()).isZero();
        assertThat(store.events(1, 9)).isEmpty();
    }

    @Test
    void goOnToTheirEndWhereTheHostCommits() throws SQLException {
        try (Connection host = begun()) {
            insertOfTheHost(host, 1);
            assertRefused(JdbiKeyStore.of(aware(host)));
            insertOfTheHost(host, 2);
            assertThat(rowsOfTheHost()).isZero();
            host.commit();
        }
        assertThat(rowsOfTheHost()).isEqualTo(2);
        assertThat(store.events(1, 9)).isEmpty();
    }

    @Test
    void doNotKeepTheStoreBehindTheAwareDataSourceFromAnything() throws SQLException {
        try (Connection host = begun()) {
            insertOfTheHost(host, 1);
            Samples.insert(store, "ben");
            assertThat(store.events(1, 9)).hasSize(1);
            host.rollback();
        }
        assertThat(store.list(KeyQuery.all(), Samples.NOW)).hasSize(1);
    }

    /** Those of Jakarta Transactions do not let anybody end them. */
    @Test
    void areNotWrittenToWhereTheyForbidToCommit() throws SQLException {
        try (Connection host = begun()) {
            Connection managed = Proxies.proxy(Connection.class, (method, arguments) -> {
                if (method.getName().equals("setAutoCommit")) {
                    throw new SQLException("not in a managed transaction");
                }
                return Proxies.call(method, host, arguments);
            });
            KeyStore joining = JdbiKeyStore.of(aware(managed));
            assertThatExceptionOfType(KeyStoreException.class).isThrownBy(() -> Samples.insert(joining, "ben"));
            host.commit();
        }
        assertThat(store.events(1, 9)).isEmpty();
    }

    /** A pool that does not commit by itself may have tried the connection before it hands it out. */
    @ParameterizedTest
    @ValueSource(strings = {"select 1", ""})
    void areNotWhatAPoolBeginsThatTriesItsConnections(String test) throws SQLException {
        DataSource trying = Proxies.proxy(DataSource.class, (method, arguments) -> {
            Connection connection = begun();
            if (test.isEmpty()) {
                connection.isValid(5);
            } else {
                execute(connection, test);
            }
            return connection;
        });
        Samples.insert(JdbiKeyStore.of(trying), "ben");
        assertThat(store.events(1, 9)).hasSize(1);
    }
}
