// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

class MariaDbFlushTest extends FlushContract {

    MariaDbFlushTest() {
        super(new MariaDbServer().create());
    }
}
