// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.IssuedKey;
import dev.apikey.KeyQuery;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node does where its database answers, but not as usual. */
public abstract class ServerFaultsContract {

    private static final Duration RECOVERY = Duration.ofSeconds(60);

    private final EmptyDatabase database;

    protected ServerFaultsContract(EmptyDatabase database) {
        this.database = database;
    }

    /** From now on no event can be written, because the disk is full. */
    protected abstract List<String> fillDisk();

    /** The state or the code that says so. */
    protected abstract String diskFull();

    /** What makes the database read-only for whoever connects to it as answered by {@link #reader}. */
    protected abstract List<String> endWriting();

    protected abstract List<String> allowWriting();

    /** The database for somebody who is no administrator. */
    protected abstract EmptyDatabase reader(EmptyDatabase database);

    @BeforeEach
    void applySchema() {
        KeySchema.apply(database.unpooled());
    }

    private void execute(List<String> statements) throws SQLException {
        try (Connection connection = database.unpooled().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static AuthenticationResult ask(ApiKeys node, IssuedKey key) {
        return node.authenticate(key.revealToken(), Nodes.SOURCE);
    }

    @Test
    void leavesNothingOfAChangeWhoseEventFindsNoPlaceOnTheDisk() throws SQLException {
        try (ConnectionPool pool = database.open();
                ApiKeys node = Nodes.builder(pool.dataSource()).build()) {
            IssuedKey key = Nodes.issue(node);
            execute(fillDisk());
            assertThatExceptionOfType(KeyStoreException.class)
                    .isThrownBy(() -> Nodes.issue(node))
                    .withMessageContaining(diskFull());
            assertThatExceptionOfType(KeyStoreException.class)
                    .isThrownBy(() -> Nodes.administer(node).revoke(key.key().id(), null))
                    .withMessageContaining(diskFull());
            KeyStore store = JdbiKeyStore.of(pool.dataSource());
            assertThat(store.list(KeyQuery.all(), Samples.NOW)).hasSize(1);
            assertThat(store.find(key.key().id()).orElseThrow().key().revokedAt())
                    .isNull();
            assertThat(store.events(1, 9)).hasSize(1);
            assertThat(ask(node, key)).isInstanceOf(Authenticated.class);
        }
    }

    @Test
    void decidesOnAReadOnlyDatabaseAndRefusesChanges() throws SQLException {
        try (ConnectionPool writers = database.open();
                ApiKeys writing = Nodes.builder(writers.dataSource()).build()) {
            IssuedKey key = Nodes.issue(writing);
            EmptyDatabase reader = reader(database);
            execute(endWriting());
            try (ConnectionPool pool = reader.open();
                    ApiKeys node = Nodes.builder(pool.dataSource()).build()) {
                for (int request = 0; request < 100; request++) {
                    assertThat(ask(node, key)).isInstanceOf(Authenticated.class);
                }
                assertThatExceptionOfType(KeyStoreException.class)
                        .isThrownBy(() -> Nodes.issue(node))
                        .withMessageContaining("change key");
            } finally {
                execute(allowWriting());
            }
            KeyStore store = JdbiKeyStore.of(writers.dataSource());
            assertThat(store.events(1, 9)).hasSize(1);
            assertThat(store.find(key.key().id()).orElseThrow().key().lastUsedAt())
                    .isNull();
        }
    }

    @Test
    void decidesByWhatItKnowsWhileTheHostHasAllConnections() throws SQLException {
        try (ConnectionPool pool = database.open();
                ConnectionPool others = database.open();
                ApiKeys another = Nodes.builder(others.dataSource()).build();
                ApiKeys node = Nodes.builder(pool.dataSource()).build()) {
            IssuedKey warm = Nodes.issue(another);
            IssuedKey cold = Nodes.issue(another);
            assertThat(ask(node, warm)).isInstanceOf(Authenticated.class);
            List<Connection> taken = new ArrayList<>();
            for (int connection = 0; connection < 4; connection++) {
                taken.add(pool.dataSource().getConnection());
            }
            assertThat(ask(node, warm)).isInstanceOf(Authenticated.class);
            assertThat(ask(node, cold)).isInstanceOf(Undecided.class);
            assertThat(Nodes.comesTrue(RECOVERY, () -> ask(node, warm) instanceof Undecided))
                    .isTrue();
            assertThatExceptionOfType(KeyStoreException.class)
                    .isThrownBy(() -> Nodes.issue(node))
                    .withMessageContaining("no connection to be had");
            for (Connection connection : taken) {
                connection.close();
            }
            assertThat(Nodes.comesTrue(
                            RECOVERY,
                            () -> ask(node, warm) instanceof Authenticated && ask(node, cold) instanceof Authenticated))
                    .isTrue();
        }
    }

    /** As after a failover to a copy that was behind: what the node knows from later is none of that database's. */
    @Test
    void forgetsWhatItKnewWhereAnOlderCopyTookThePlace() throws SQLException {
        try (ConnectionPool pool = database.open();
                ApiKeys node = Nodes.builder(pool.dataSource()).build()) {
            IssuedKey early = Nodes.issue(node);
            IssuedKey late = Nodes.issue(node);
            UUID id = late.key().id();
            assertThat(Nodes.comesTrue(RECOVERY, () -> ask(node, late) instanceof Authenticated))
                    .isTrue();
            execute(List.of(
                    "delete from apikey_keys where id = '" + id + "'",
                    "delete from apikey_events where key_id = '" + id + "'",
                    "update apikey_feed set last_sequence = 1"));
            assertThat(Nodes.comesTrue(RECOVERY, () -> ask(node, late) instanceof Rejected))
                    .isTrue();
            assertThat(ask(node, early)).isInstanceOf(Authenticated.class);
        }
    }
}
