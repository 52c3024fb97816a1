// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.apikey.ApiKey;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyStoreException;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** Whoever demotes a server makes it read-only; it still answers, and a node must not take its silence for "nothing has changed". */
class MariaDbReplicaTest {

    @Test
    void isNoPlaceToFollowTheFeed() {
        EmptyDatabase database = new MariaDbServer().create();
        KeySchema.apply(database.unpooled());
        KeyStore store = JdbiKeyStore.of(database.unpooled());
        ApiKey key = Samples.insert(store, "ben");
        Jdbi admin = Jdbi.create(database.unpooled());
        admin.useHandle(handle -> handle.execute("set global read_only = on"));
        try {
            assertThat(store.find(key.id())).isPresent();
            assertThatExceptionOfType(KeyStoreException.class)
                    .isThrownBy(() -> store.events(1, 9))
                    .withMessageContaining("is a replica");
            assertThatExceptionOfType(KeyStoreException.class)
                    .isThrownBy(() -> store.history(null, Long.MAX_VALUE, 1))
                    .withMessageContaining("is a replica");
        } finally {
            admin.useHandle(handle -> handle.execute("set global read_only = off"));
        }
        assertThat(store.events(1, 9)).hasSize(1);
    }
}
