// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;

/** A new, empty H2 in memory. */
final class TestDatabase {

    private TestDatabase() {}

    /** The engine is started first: what it takes on a busy machine is not to be held against the pool's time-out. */
    static ConnectionPool open() {
        String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        try {
            DriverManager.getConnection(url, "sa", "").close();
            return ConnectionPool.open(url, "sa", "");
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
