// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

class PostgresWireTest extends DisturbedWireContract {

    PostgresWireTest() {
        super(new PostgresServer());
    }
}
