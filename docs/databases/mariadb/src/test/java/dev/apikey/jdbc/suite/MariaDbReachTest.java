// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

class MariaDbReachTest extends ReachContract {

    MariaDbReachTest() {
        super(new MariaDbServer().create());
    }
}
