// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

class PostgresFlushTest extends FlushContract {

    PostgresFlushTest() {
        super(new PostgresServer().create());
    }
}
