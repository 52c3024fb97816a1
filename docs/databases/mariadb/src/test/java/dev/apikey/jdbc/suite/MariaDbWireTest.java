// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

class MariaDbWireTest extends DisturbedWireContract {

    MariaDbWireTest() {
        super(new MariaDbServer());
    }
}
