// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.apikey.KeyQuery;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyStoreException;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a user of the database needs, once somebody else has applied the schema. The page on databases lists the same. */
abstract class RightsContract {

    private static final List<String> OF_THE_LIBRARY = List.of(
            "select on apikey_schema",
            "select, insert, update, delete on apikey_keys",
            "select, insert, delete on apikey_events",
            "select, insert, update, delete on apikey_usage",
            "select, update on apikey_feed",
            "select, insert, update on apikey_notices",
            "select, insert, update, delete on apikey_nodes");

    private final DatabaseServer server;
    private final EmptyDatabase database;
    private final ConnectionPool owners;
    private final String user = "user_" + Long.toString(System.nanoTime(), Character.MAX_RADIX);

    RightsContract(DatabaseServer server) {
        this.server = server;
        database = server.create();
        owners = database.open();
    }

    @AfterEach
    void close() {
        owners.close();
    }

    private ConnectionPool openWith(List<String> grants) {
        Jdbi.create(owners.dataSource()).useHandle(handle -> {
            handle.execute(server.createUser(user, "p4ssw0rd"));
            grants.forEach(grant -> handle.execute("grant " + grant + " to " + user));
        });
        return database.as(user, "p4ssw0rd").open();
    }

    @Test
    void areFewForTheLibrary() {
        KeySchema.apply(owners.dataSource());
        try (ConnectionPool pool = openWith(OF_THE_LIBRARY)) {
            KeySchema.require(pool.dataSource());
            assertThatCode(() -> KeySchema.apply(pool.dataSource())).doesNotThrowAnyException();
            Walkthrough.of(pool.dataSource());
        }
    }

    @Test
    void doNotIncludeToEraseHistoryWhereNothingIsOldEnough() {
        KeySchema.apply(owners.dataSource());
        KeyStore ofTheOwner = JdbiKeyStore.of(owners.dataSource());
        Samples.insert(ofTheOwner, "ben");
        Samples.insert(ofTheOwner, "ada");
        try (ConnectionPool pool = openWith(List.of("select, insert on apikey_events"))) {
            KeyStore store = JdbiKeyStore.of(pool.dataSource());
            assertThat(store.purgeEvents(Samples.NOW, 9)).isFalse();
            assertThatExceptionOfType(KeyStoreException.class)
                    .isThrownBy(() -> store.purgeEvents(Samples.NOW.plusSeconds(1), 9))
                    .withMessageContaining("purge events");
        }
        assertThat(ofTheOwner.events(1, 9)).hasSize(2);
    }

    @Test
    void areNamedAsACauseWhereOneIsMissing() {
        KeySchema.apply(owners.dataSource());
        try (ConnectionPool pool = openWith(List.of("select on apikey_schema", "select, insert on apikey_keys"))) {
            KeySchema.require(pool.dataSource());
            assertThatExceptionOfType(KeyStoreException.class)
                    .isThrownBy(() -> Samples.insert(JdbiKeyStore.of(pool.dataSource()), "ben"))
                    .withMessageContaining("may this user read and write it?");
            assertThat(JdbiKeyStore.of(owners.dataSource()).list(KeyQuery.all(), Samples.NOW))
                    .isEmpty();
        }
    }

    @Test
    void doNotIncludeTheHashesForWhoReadsTheViewOnly() {
        KeySchema.apply(owners.dataSource());
        Samples.insert(JdbiKeyStore.of(owners.dataSource()), "ben");
        try (ConnectionPool pool = openWith(List.of("select on apikey_keys_readable"))) {
            Jdbi jdbi = Jdbi.create(pool.dataSource());
            assertThat(jdbi.<List<String>, RuntimeException>withHandle(
                            handle -> handle.createQuery("select owner from apikey_keys_readable")
                                    .mapTo(String.class)
                                    .list()))
                    .containsExactly("ben");
            assertThatExceptionOfType(KeyStoreException.class)
                    .isThrownBy(() -> JdbiKeyStore.of(pool.dataSource()).list(KeyQuery.all(), Samples.NOW));
        }
    }

    @Test
    void areMissedByNameWhereTheSchemaIsToBeApplied() {
        Jdbi.create(owners.dataSource()).useHandle(handle -> handle.execute("create table hosts (id integer)"));
        try (ConnectionPool pool = openWith(List.of("select on hosts"))) {
            assertThatExceptionOfType(KeyStoreException.class)
                    .isThrownBy(() -> KeySchema.apply(pool.dataSource()))
                    .withMessageContaining("apply its schema")
                    .withMessageContaining("may this user read and write it?");
        }
    }
}
