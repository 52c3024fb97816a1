// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

class PostgresManyKeysTest extends ManyKeysContract {

    PostgresManyKeysTest() {
        super(new PostgresServer());
    }

    @Override
    protected String numbers(int from, int to) {
        return "generate_series(" + from + ", " + to + ") as numbers (n)";
    }
}
