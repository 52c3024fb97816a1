// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import dev.apikey.spi.KeyStore;
import dev.apikey.testkit.KeyStoreContract;
import org.junit.jupiter.api.AfterEach;

class JdbiKeyStoreOnH2Test extends KeyStoreContract {

    private final ConnectionPool pool = TestDatabase.open();

    @Override
    protected KeyStore emptyStore() {
        KeySchema.apply(pool.dataSource());
        return JdbiKeyStore.of(pool.dataSource());
    }

    @AfterEach
    void close() {
        pool.close();
    }
}
