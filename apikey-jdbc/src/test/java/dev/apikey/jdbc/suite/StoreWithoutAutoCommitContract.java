// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyStore;
import dev.apikey.testkit.KeyStoreContract;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A host's pool may hand out connections that do not commit by themselves: what is written must be there all the same. */
abstract class StoreWithoutAutoCommitContract extends KeyStoreContract {

    private final DatabaseServer server;
    private final List<Boolean> autoCommitOnReturn = new CopyOnWriteArrayList<>();

    StoreWithoutAutoCommitContract(DatabaseServer server) {
        this.server = server;
    }

    @Override
    protected KeyStore emptyStore() {
        return JdbiKeyStore.of(withoutAutoCommit(EmptiedDatabase.of(server)));
    }

    private DataSource withoutAutoCommit(DataSource database) {
        return Proxies.proxy(DataSource.class, (method, arguments) -> {
            Connection connection = database.getConnection();
            connection.setAutoCommit(false);
            return Proxies.proxy(Connection.class, (inner, innerArguments) -> {
                if (inner.getName().equals("close")) {
                    autoCommitOnReturn.add(connection.getAutoCommit());
                }
                return Proxies.call(inner, connection, innerArguments);
            });
        });
    }

    @Test
    void givesConnectionsBackAsTheyCame() {
        Samples.insert(emptyStore(), "ben");
        assertThat(autoCommitOnReturn).isNotEmpty().containsOnly(false);
    }

    @Test
    void isFineForTheSchemaToo() {
        DataSource database = withoutAutoCommit(server.create().unpooled());
        KeySchema.apply(database);
        KeySchema.require(database);
        Samples.insert(JdbiKeyStore.of(database), "ben");
        assertThat(autoCommitOnReturn).containsOnly(false);
    }
}
