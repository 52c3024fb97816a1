// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.KeyQuery;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that has Flyway keeps our tables with it. */
abstract class MigrationsContract {

    private final DatabaseServer server;
    private final ConnectionPool pool;

    @TempDir
    Path ofTheHost;

    MigrationsContract(DatabaseServer server) {
        this.server = server;
        pool = server.create().open();
    }

    @BeforeEach
    void writeAMigrationOfTheHost() throws IOException {
        Files.writeString(
                ofTheHost.resolve("V1__orders.sql"), "create table orders (id integer not null primary key);");
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private int migrateTheHost() {
        return Flyway.configure()
                .dataSource(pool.dataSource())
                .locations("filesystem:" + ofTheHost)
                .load()
                .migrate()
                .migrationsExecuted;
    }

    private void assertThatTheStoreWorks() {
        KeySchema.require(pool.dataSource());
        KeySchema.apply(pool.dataSource());
        KeyStore store = JdbiKeyStore.of(pool.dataSource());
        Samples.insert(store, "ben");
        assertThat(store.list(KeyQuery.all(), Samples.NOW)).hasSize(1);
    }

    @Test
    void areTheHostsOwnWhereItCopiesOurFileUnderItsNumber() throws IOException {
        Files.writeString(ofTheHost.resolve("V7__api_keys.sql"), SchemaFile.read(server));
        assertThat(migrateTheHost()).isEqualTo(2);
        assertThatTheStoreWorks();
        assertThat(migrateTheHost()).isZero();
    }

    @Test
    void areOursInASecondFlywayWithItsOwnHistory() {
        assertThat(migrateTheHost()).isEqualTo(1);
        assertThat(migrateApiKeys()).isEqualTo(1);
        assertThatTheStoreWorks();
        assertThat(migrateApiKeys()).isZero();
        assertThat(migrateTheHost()).isZero();
    }

    private int migrateApiKeys() {
        DataSource dataSource = pool.dataSource();
        String database = server.name();
        // region second-flyway
        Flyway apiKeys = Flyway.configure()
                .dataSource(dataSource)
                .table("apikey_flyway_history")
                .locations("classpath:dev/apikey/jdbc/" + database) // h2, postgresql or mariadb
                .sqlMigrationPrefix("")
                .sqlMigrationSeparator("-")
                .baselineOnMigrate(true) // your own tables are there already
                .baselineVersion("0")
                .load();
        // end second-flyway
        return apiKeys.migrate().migrationsExecuted;
    }
}
