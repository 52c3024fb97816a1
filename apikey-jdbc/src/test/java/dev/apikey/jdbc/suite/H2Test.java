// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

class H2Test extends DatabaseContract {

    H2Test() {
        super(new H2Server());
    }
}
