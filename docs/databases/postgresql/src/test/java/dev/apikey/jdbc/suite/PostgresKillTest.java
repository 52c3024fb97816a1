// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

class PostgresKillTest extends KillContract {

    PostgresKillTest() {
        super(new PostgresServer().create());
    }
}
