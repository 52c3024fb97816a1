// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.apikey.KeyQuery;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyStoreException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables are made once, whoever makes them, and are asked for by name where they are missing. */
abstract class SchemaContract {

    private final DatabaseServer server;
    private final EmptyDatabase empty;
    private final ConnectionPool pool;
    private final DataSource database;
    private final Jdbi jdbi;

    SchemaContract(DatabaseServer server) {
        this.server = server;
        empty = server.create();
        pool = empty.open();
        database = pool.dataSource();
        jdbi = Jdbi.create(database);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void isAskedForByTheNameOfTheFileThatIsMissing() {
        assertThatIllegalStateException()
                .isThrownBy(() -> KeySchema.require(database))
                .withMessageContaining("apply dev/apikey/jdbc/" + server.name() + "/001-keys-and-events.sql")
                .withMessageContaining("KeySchema.apply");
    }

    @Test
    void isRequiredNoMoreOnceItIsApplied() {
        KeySchema.apply(database);
        assertThatCode(() -> KeySchema.require(database)).doesNotThrowAnyException();
    }

    @Test
    void keepsWhatIsThereWhenItIsAppliedAgain() {
        KeySchema.apply(database);
        jdbi.useHandle(handle -> handle.execute("update apikey_feed set last_sequence = 42"));
        KeySchema.apply(database);
        assertThat(lastSequence()).isEqualTo(42);
    }

    private int lastSequence() {
        return jdbi.withHandle(handle -> handle.createQuery("select last_sequence from apikey_feed")
                .mapTo(Integer.class)
                .one());
    }

    /** MariaDB and H2 commit after each statement: a process may end between any two. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 9, 12, 14})
    void isCompletedWhereItWasCutShort(int statements) {
        KeySchema.apply(database);
        List<String> script = jdbi.withHandle(
                handle -> handle.createScript(SchemaFile.read(server)).getStatements());
        assertThat(script).hasSizeGreaterThan(14);
        ConnectionPool another = server.create().open();
        try {
            if (!server.createsTablesInTransactions()) {
                Jdbi.create(another.dataSource())
                        .useHandle(handle -> script.subList(0, statements).forEach(handle::execute));
            }
            KeySchema.apply(another.dataSource());
            KeySchema.require(another.dataSource());
            assertThat(JdbiKeyStore.of(another.dataSource()).events(1, 1)).isEmpty();
        } finally {
            another.close();
        }
    }

    @Test
    void isAppliedOnceHoweverManyStartAtOnce() throws Exception {
        int nodes = 8;
        ExecutorService threads = Executors.newFixedThreadPool(nodes);
        CyclicBarrier start = new CyclicBarrier(nodes);
        try {
            List<Future<?>> applied = new ArrayList<>();
            for (int node = 0; node < nodes; node++) {
                applied.add(threads.submit(() -> {
                    DataSource its = empty.unpooled();
                    start.await();
                    KeySchema.apply(its);
                    KeySchema.require(its);
                    return its;
                }));
            }
            for (Future<?> one : applied) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(jdbi.<List<Integer>, RuntimeException>withHandle(
                        handle -> handle.createQuery("select version from apikey_schema")
                                .mapTo(Integer.class)
                                .list()))
                .containsExactly(1);
        assertThat(lastSequence()).isZero();
    }

    @Test
    void isAppliedWithAsManyConnectionsAsWeSayAndUsedWithOne() {
        int connections = server.connectionsToApplySchema();
        if (connections > 1) {
            try (HikariDataSource tooFew = poolOf(connections - 1)) {
                assertThatExceptionOfType(KeyStoreException.class)
                        .isThrownBy(() -> KeySchema.apply(tooFew))
                        .withMessageContaining("two connections at once");
            }
        }
        try (HikariDataSource enough = poolOf(connections)) {
            KeySchema.apply(enough);
        }
        try (HikariDataSource single = poolOf(1)) {
            KeySchema.apply(single);
            KeySchema.require(single);
            Walkthrough.of(single);
        }
    }

    /** One that does not wait for long where it has no more. */
    private HikariDataSource poolOf(int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(empty.url());
        config.setUsername(empty.user());
        config.setPassword(empty.password());
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(2_000);
        return new HikariDataSource(config);
    }

    @Test
    void mayBeOneVersionAhead() {
        KeySchema.apply(database);
        KeyStore store = JdbiKeyStore.of(database);
        Samples.insert(store, "before");
        jdbi.useHandle(handle -> {
            handle.execute("alter table apikey_keys add column note varchar(20)");
            handle.execute("alter table apikey_events add column weight integer default 7 not null");
            handle.execute("insert into apikey_schema (version) values (2)");
        });
        assertThatCode(() -> KeySchema.require(database)).doesNotThrowAnyException();
        assertThatCode(() -> KeySchema.apply(database)).doesNotThrowAnyException();
        Samples.insert(store, "after");
        assertThat(store.list(KeyQuery.all(), Samples.NOW)).hasSize(2);
        assertThat(store.events(1, 9)).hasSize(2);
    }

    @Test
    void isRefusedTwoVersionsAhead() {
        KeySchema.apply(database);
        jdbi.useHandle(handle -> handle.execute("insert into apikey_schema (version) values (3)"));
        assertThatIllegalStateException()
                .isThrownBy(() -> KeySchema.require(database))
                .withMessageContaining("version 3")
                .withMessageContaining("update the library");
        assertThatIllegalStateException().isThrownBy(() -> KeySchema.apply(database));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MySQL", "Oracle", "Microsoft SQL Server", "Apache Derby"})
    void isNotThereForOtherDatabases(String product) {
        assertThatIllegalStateException()
                .isThrownBy(() -> KeySchema.apply(called(product, database)))
                .withMessageContaining("no schema for " + product)
                .withMessageContaining("use H2, PostgreSQL, or MariaDB");
    }

    /** The real database, but for what it says that it is. */
    private static DataSource called(String product, DataSource database) {
        return Proxies.proxy(DataSource.class, (method, arguments) -> {
            Connection connection = database.getConnection();
            return Proxies.proxy(Connection.class, (inner, innerArguments) -> {
                Object answer = Proxies.call(inner, connection, innerArguments);
                return answer instanceof DatabaseMetaData metaData ? called(product, metaData) : answer;
            });
        });
    }

    private static DatabaseMetaData called(String product, DatabaseMetaData metaData) {
        return Proxies.proxy(
                DatabaseMetaData.class,
                (asked, arguments) -> asked.getName().equals("getDatabaseProductName")
                        ? product
                        : Proxies.call(asked, metaData, arguments));
    }
}
