// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** PostgreSQL 17, with defaults that would get in the way of whoever relied on others; nothing is to survive it, so that it need not wait for its disk. */
final class PostgresServer implements DatabaseServer {

    private static final String OWNER = "postgres";
    private static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofMinutes(3))
                    .setServerConfig("fsync", "off")
                    .setServerConfig("synchronous_commit", "off")
                    .setServerConfig("full_page_writes", "off")
                    .setServerConfig("timezone", "Asia/Kolkata")
                    .setServerConfig("default_transaction_isolation", "serializable")
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public EmptyDatabase create() {
        return create("encoding 'UTF8'");
    }

    /** With these options of {@code create database}. */
    EmptyDatabase create(String options) {
        String name = "test_" + UUID.randomUUID().toString().replace('-', '_');
        Jdbi.create(POSTGRES.getPostgresDatabase())
                .useHandle(handle -> handle.execute("create database " + name + " template template0 " + options));
        return new EmptyDatabase("jdbc:postgresql://127.0.0.1:" + POSTGRES.getPort() + "/" + name, OWNER, OWNER);
    }

    @Override
    public String setTimeZone(String zone) {
        return "set time zone '" + zone + "'";
    }

    @Override
    public String createUser(String name, String password) {
        return "create user " + name + " password '" + password + "'";
    }

    @Override
    public String analyze(String table) {
        return "vacuum analyze " + table;
    }

    @Override
    public boolean isByIndex(String plan) {
        return !plan.contains("Seq Scan") && !plan.contains("Sort");
    }

    @Override
    public boolean createsTablesInTransactions() {
        return true;
    }
}
