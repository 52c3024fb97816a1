// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

class MariaDbManyKeysTest extends ManyKeysContract {

    MariaDbManyKeysTest() {
        super(new MariaDbServer());
    }

    @Override
    protected String numbers(int from, int to) {
        return "select seq as n, md5(seq) as digest from seq_" + from + "_to_" + to;
    }
}
