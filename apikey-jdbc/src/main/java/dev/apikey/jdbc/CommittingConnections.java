// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import dev.apikey.spi.KeyStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;

/**
 * The host's connections, such that each statement commits by itself until a transaction begins. Thread-safe.
 *
 * <p>A pool may hand out connections that do not. JDBI takes such a one for a transaction that is somebody else's to commit; whatever
 * was written would be rolled back on its return, and nobody told. They are given back as they came.
 *
 * <p>A data source that knows of transactions hands out the connection of the host's, while one is under way. That is refused.
 */
final class CommittingConnections implements ConnectionFactory {

    private final DataSource dataSource;
    private final Set<Connection> changed =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    CommittingConnections(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public Connection openConnection() throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            if (!connection.getAutoCommit()) {
                requireNoTransaction(connection);
                connection.setAutoCommit(true);
                changed.add(connection);
            }
            return connection;
        } catch (SQLException | RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    /** To commit by itself would commit what the host has begun; not to, would be to wait for the host with the counter of events locked. */
    private static void requireNoTransaction(Connection connection) throws SQLException {
        if (DatabaseProduct.isInTransaction(connection)) {
            throw new KeyStoreException(
                    "the data source handed out the connection of a transaction that is under way, which the key store never joins: give it the"
                            + " data source behind the transaction-aware one",
                    null);
        }
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        try (connection) {
            if (changed.remove(connection)) {
                connection.setAutoCommit(false);
            }
        }
    }
}
