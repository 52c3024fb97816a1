// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs.store;

import dev.apikey.spi.KeyStore;
import dev.apikey.testkit.KeyStoreContract;

// region contract
class SnapshotStoreTest extends KeyStoreContract {

    @Override
    protected KeyStore emptyStore() {
        return new SnapshotStore();
    }
}
// end contract
