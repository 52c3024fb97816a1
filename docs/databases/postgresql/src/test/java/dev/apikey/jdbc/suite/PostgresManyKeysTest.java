// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

class PostgresManyKeysTest extends ManyKeysContract {

    PostgresManyKeysTest() {
        super(new PostgresServer());
    }

    @Override
    protected String numbers(int from, int to) {
        return "select n, md5(cast(n as text)) as digest from generate_series(" + from + ", " + to + ") as series (n)";
    }
}
