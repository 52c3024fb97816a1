// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

class PostgresReachTest extends ReachContract {

    PostgresReachTest() {
        super(new PostgresServer().create());
    }
}
