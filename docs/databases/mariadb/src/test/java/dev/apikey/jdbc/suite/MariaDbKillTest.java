// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

class MariaDbKillTest extends KillContract {

    MariaDbKillTest() {
        super(new MariaDbServer().create());
    }
}
