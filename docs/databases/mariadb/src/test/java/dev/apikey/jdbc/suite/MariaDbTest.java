// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

class MariaDbTest extends DatabaseContract {

    MariaDbTest() {
        super(new MariaDbServer());
    }
}
