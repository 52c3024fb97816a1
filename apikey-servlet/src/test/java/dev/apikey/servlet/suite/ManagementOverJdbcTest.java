// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.servlet.management.ManagementContract;
import dev.apikey.spi.KeyStore;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;

/** The management API over a database. */
class ManagementOverJdbcTest extends ManagementContract {

    ManagementOverJdbcTest() {
        super(new TomcatContainer(), ManagementOverJdbcTest::emptyDatabase);
    }

    private static KeyStore emptyDatabase() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        KeySchema.apply(database);
        return JdbiKeyStore.of(database);
    }
}
