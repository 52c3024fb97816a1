// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * A small HikariCP pool for hosts that have no {@link DataSource}: 4 connections, each waited for 5 seconds at most and replaced after
 * 10 minutes. Thread-safe; closed by whoever opened it, after the store.
 */
public final class ConnectionPool implements AutoCloseable {

    private static final int SIZE = 4;
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration MAX_LIFETIME = Duration.ofMinutes(10);

    private final HikariDataSource pool;

    private ConnectionPool(HikariDataSource pool) {
        this.pool = pool;
    }

    /**
     * Opens a pool. The database need not be there yet: who asks while it is not, gets a {@link java.sql.SQLException} after 5
     * seconds.
     *
     * @param jdbcUrl such as {@code jdbc:h2:file:/var/lib/acme/keys}
     * @param user the database's user
     * @param password its password; it is in no message and no log
     */
    public static ConnectionPool open(String jdbcUrl, String user, String password) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("apikey");
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(SIZE);
        config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
        config.setMaxLifetime(MAX_LIFETIME.toMillis());
        // Do not fail, and do not wait, for a database that starts later than the application.
        config.setInitializationFailTimeout(-1);
        return new ConnectionPool(new HikariDataSource(config));
    }

    /** The pool's data source, usable until {@link #close}. */
    public DataSource dataSource() {
        return pool;
    }

    /** Closes every connection and ends the pool's threads. */
    @Override
    public void close() {
        pool.close();
    }
}
