// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import dev.apikey.testkit.KeyStoreContract;

class InMemoryKeyStoreTest extends KeyStoreContract {

    @Override
    protected KeyStore emptyStore() {
        return KeyStore.inMemory();
    }
}
