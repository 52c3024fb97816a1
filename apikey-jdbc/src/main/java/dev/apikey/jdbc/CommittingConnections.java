// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import dev.apikey.spi.KeyStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
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
 *
 * <p>A statement's time-out is the database's to keep, and one that hangs does not. So no answer is waited for longer than 8 seconds by the
 * driver itself, which then gives the connection up.
 */
final class CommittingConnections implements ConnectionFactory {

    /** Longer than the time-out of a statement, whose answer says more. */
    private static final int ANSWER_TIMEOUT_MILLIS = 8_000;

    private final DataSource dataSource;
    private final Map<Connection, Integer> patience = Collections.synchronizedMap(new IdentityHashMap<>());
    private final Set<Connection> changed =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    CommittingConnections(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public Connection openConnection() throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            limitPatience(connection);
            if (!connection.getAutoCommit()) {
                requireNoTransaction(connection);
                connection.setAutoCommit(true);
                changed.add(connection);
            }
            return connection;
        } catch (SQLException | RuntimeException failure) {
            patience.remove(connection);
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

    /** The host's own limit stays where it is the shorter one. */
    private void limitPatience(Connection connection) throws SQLException {
        int before = connection.getNetworkTimeout();
        if (before == 0 || before > ANSWER_TIMEOUT_MILLIS) {
            connection.setNetworkTimeout(Runnable::run, ANSWER_TIMEOUT_MILLIS);
            patience.put(connection, before);
        }
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        try (connection) {
            boolean wasChanged = changed.remove(connection);
            Integer before = patience.remove(connection);
            if (connection.isClosed()) {
                return; // The driver gave it up.
            }
            if (wasChanged) {
                connection.setAutoCommit(false);
            }
            if (before != null) {
                connection.setNetworkTimeout(Runnable::run, before);
            }
        }
    }
}
