// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import dev.apikey.jdbc.ConnectionPool;
import java.sql.DriverManager;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A database without tables, and how to get there.
 *
 * @param url of JDBC
 */
public record EmptyDatabase(String url, String user, String password) {

    /** The same database for somebody else. */
    EmptyDatabase as(String user, String password) {
        return new EmptyDatabase(url, user, password);
    }

    /** The same database, by another URL. */
    public EmptyDatabase at(String url) {
        return new EmptyDatabase(url, user, password);
    }

    /** Our own pool, as hosts get it. The engine is started first: what it takes on a busy machine is not to be held against the pool's time-out. */
    ConnectionPool open() {
        try {
            DriverManager.getConnection(url, user, password).close();
            return ConnectionPool.open(url, user, password);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** A new connection each time. */
    DataSource unpooled() {
        return Proxies.proxy(DataSource.class, (method, arguments) -> DriverManager.getConnection(url, user, password));
    }
}
