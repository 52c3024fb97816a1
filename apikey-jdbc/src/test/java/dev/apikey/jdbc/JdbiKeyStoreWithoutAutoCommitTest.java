// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.apikey.spi.KeyStore;
import dev.apikey.testkit.KeyStoreContract;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A host's pool may hand out connections that do not commit by themselves: what is written must be there all the same. */
class JdbiKeyStoreWithoutAutoCommitTest extends KeyStoreContract {

    private final HikariDataSource pool = pool();

    private static HikariDataSource pool() {
        TestDatabase.open().close();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        config.setUsername("sa");
        config.setAutoCommit(false);
        return new HikariDataSource(config);
    }

    @Override
    protected KeyStore emptyStore() {
        KeySchema.apply(pool);
        return JdbiKeyStore.of(pool);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void givesConnectionsBackAsTheyCame() throws SQLException {
        emptyStore().events(1, 1);
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.getAutoCommit()).isFalse();
        }
    }
}
