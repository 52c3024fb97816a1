// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.spi.KeyStore;
import dev.apikey.testkit.KeyStoreContract;

/** All that every store does. */
abstract class StoreContract extends KeyStoreContract {

    private final DatabaseServer server;

    StoreContract(DatabaseServer server) {
        this.server = server;
    }

    @Override
    protected KeyStore emptyStore() {
        return JdbiKeyStore.of(EmptiedDatabase.of(server));
    }
}
