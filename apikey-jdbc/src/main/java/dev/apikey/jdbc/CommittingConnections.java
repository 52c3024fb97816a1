// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

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
                connection.setAutoCommit(true);
                changed.add(connection);
            }
            return connection;
        } catch (SQLException | RuntimeException failure) {
            connection.close();
            throw failure;
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
