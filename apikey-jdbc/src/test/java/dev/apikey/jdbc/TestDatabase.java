// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import java.util.UUID;

/** A new, empty H2 in memory, alive as long as its pool. */
final class TestDatabase {

    private TestDatabase() {}

    static ConnectionPool open() {
        return ConnectionPool.open("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "");
    }
}
