// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConnectionPoolTest {

    @Test
    void servesConnectionsUntilItIsClosed() throws SQLException {
        ConnectionPool pool = TestDatabase.open();
        try (Connection connection = pool.dataSource().getConnection()) {
            assertThat(connection.isValid(1)).isTrue();
        }
        pool.close();
        assertThatThrownBy(() -> pool.dataSource().getConnection()).isInstanceOf(SQLException.class);
    }

    @Test
    void leavesNoThreadBehind() throws InterruptedException {
        ConnectionPool pool = TestDatabase.open();
        List<Thread> threads = threadsOf("apikey:").toList();
        assertThat(threads).isNotEmpty();
        pool.close();
        for (Thread thread : threads) {
            // Told to end, but on a busy machine not yet gone.
            thread.join(Duration.ofSeconds(30).toMillis());
        }
        assertThat(threads).noneMatch(Thread::isAlive);
    }

    private static Stream<Thread> threadsOf(String pool) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(pool));
    }

    @Test
    void opensBeforeTheDatabaseIsThere() {
        try (ConnectionPool pool = ConnectionPool.open("jdbc:h2:file:/proc/no/such/place;IFEXISTS=TRUE", "sa", "")) {
            assertThatThrownBy(() -> pool.dataSource().getConnection()).isInstanceOf(SQLException.class);
        }
    }
}
