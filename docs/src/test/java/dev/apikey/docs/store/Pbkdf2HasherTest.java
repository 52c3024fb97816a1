// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs.store;

import dev.apikey.spi.SecretHasher;
import dev.apikey.testkit.SecretHasherContract;

// region contract
class Pbkdf2HasherTest extends SecretHasherContract {

    @Override
    protected SecretHasher hasher() {
        return new Pbkdf2Hasher();
    }
}
// end contract
