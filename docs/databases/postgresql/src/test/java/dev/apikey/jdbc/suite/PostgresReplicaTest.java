// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.apikey.ApiKey;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyStoreException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that was the primary and comes back as a standby still answers: a node must not take its silence for "nothing has changed". */
class PostgresReplicaTest {

    @TempDir
    Path folder;

    private EmbeddedPostgres start() throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofMinutes(3))
                .start();
    }

    @Test
    void isNoPlaceToFollowTheFeed() throws IOException {
        ApiKey key;
        try (EmbeddedPostgres primary = start()) {
            KeySchema.apply(primary.getPostgresDatabase());
            KeyStore store = JdbiKeyStore.of(primary.getPostgresDatabase());
            key = Samples.insert(store, "ben");
            assertThat(store.events(1, 9)).hasSize(1);
        }
        Files.createFile(folder.resolve("data/standby.signal"));
        try (EmbeddedPostgres demoted = start()) {
            KeyStore store = JdbiKeyStore.of(demoted.getPostgresDatabase());
            assertThat(store.find(key.id())).isPresent();
            assertThatExceptionOfType(KeyStoreException.class)
                    .isThrownBy(() -> store.events(1, 9))
                    .withMessageContaining("is a replica");
            assertThatExceptionOfType(KeyStoreException.class)
                    .isThrownBy(() -> store.history(null, Long.MAX_VALUE, 1))
                    .withMessageContaining("is a replica");
        }
    }

    /** Nobody can have revoked a key there, nor elsewhere: only what is written late is late. */
    @Test
    void isNotEveryDatabaseThatCannotBeWrittenTo() {
        EmptyDatabase database = new PostgresServer().create();
        KeySchema.apply(database.unpooled());
        KeyStore store = JdbiKeyStore.of(database.unpooled());
        Samples.insert(store, "ben");
        Jdbi.create(database.unpooled())
                .useHandle(handle -> handle.execute("alter database "
                        + database.url().substring(database.url().lastIndexOf('/') + 1)
                        + " set default_transaction_read_only = on"));
        assertThatExceptionOfType(KeyStoreException.class).isThrownBy(() -> Samples.insert(store, "ada"));
        assertThat(store.events(1, 9)).hasSize(1);
    }
}
