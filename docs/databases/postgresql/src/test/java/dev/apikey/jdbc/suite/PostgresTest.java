// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

class PostgresTest extends DatabaseContract {

    PostgresTest() {
        super(new PostgresServer());
    }
}
