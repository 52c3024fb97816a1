// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.IssuedKey;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers, of which one follows the other by streaming replication and takes over when that is gone, behind one address. */
class PostgresFailoverTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String USER = "postgres";

    @TempDir
    Path folder;

    private static EmbeddedPostgres start(Path data) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofMinutes(3))
                .setServerConfig("fsync", "off")
                .start();
    }

    private static EmptyDatabase database(EmbeddedPostgres server) {
        return new EmptyDatabase("jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres", USER, USER);
    }

    /** A copy of a server that is down. It will follow whoever listens on this port. */
    private static void copy(Path from, Path to, int primaryPort) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        Files.createFile(to.resolve("standby.signal"));
        Files.writeString(
                to.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=" + primaryPort + " user=" + USER + " sslmode=disable'\n",
                StandardOpenOption.APPEND);
    }

    private static AuthenticationResult ask(ApiKeys node, IssuedKey key) {
        return node.authenticate(key.revealToken(), Nodes.SOURCE);
    }

    private static int events(EmbeddedPostgres server) {
        return Jdbi.create(server.getPostgresDatabase())
                .withHandle(handle -> handle.createQuery("select count(*) from apikey_events")
                        .mapTo(Integer.class)
                        .one());
    }

    @Test
    void isSurvivedByNodesAndForgetsOnlyWhatTheStandbyNeverHeard() throws IOException {
        Path primary = folder.resolve("primary");
        Path standby = folder.resolve("standby");
        EmptyDatabase address;
        try (EmbeddedPostgres first = start(primary)) {
            KeySchema.apply(first.getPostgresDatabase());
            address = database(first);
        }
        try (Wire replication = Wire.to(address);
                Wire wire = Wire.to(address)) {
            copy(primary, standby, replication.port());
            failOver(primary, standby, replication, wire.through(address), wire);
        }
    }

    private static void failOver(Path primaryData, Path standbyData, Wire replication, EmptyDatabase address, Wire wire)
            throws IOException {
        EmbeddedPostgres primary = start(primaryData);
        replication.leadTo(database(primary));
        wire.leadTo(database(primary));
        try (primary;
                EmbeddedPostgres standby = start(standbyData);
                ConnectionPool pool = address.open();
                ApiKeys node = Nodes.builder(pool.dataSource()).build()) {
            IssuedKey kept = Nodes.issue(node);
            IssuedKey revoked = Nodes.issue(node);
            assertThat(ask(node, kept)).isInstanceOf(Authenticated.class);
            assertThat(ask(node, revoked)).isInstanceOf(Authenticated.class);
            Nodes.administer(node).revoke(revoked.key().id(), null);
            assertThat(Nodes.comesTrue(SOON, () -> events(standby) == 3)).isTrue();
            replication.cut();
            IssuedKey unheard = Nodes.issue(node);
            assertThat(ask(node, unheard)).isInstanceOf(Authenticated.class);

            primary.close();
            // Not the first request that is undecided: until the limit, what a standby shows of a key is what it was.
            assertThat(Nodes.comesTrue(
                            SOON,
                            () -> node.state().feed().leaseAge().compareTo(Nodes.LIMIT) > 0
                                    && ask(node, kept) instanceof Undecided))
                    .isTrue();
            wire.leadTo(database(standby));
            assertThat(Nodes.comesTrue(Nodes.LIMIT, () -> ask(node, kept) instanceof Authenticated))
                    .as("a standby is no place to follow the feed")
                    .isFalse();
            Jdbi.create(standby.getPostgresDatabase()).useHandle(handle -> handle.execute("select pg_promote()"));

            assertThat(Nodes.comesTrue(SOON, () -> ask(node, kept) instanceof Authenticated))
                    .isTrue();
            assertThat(ask(node, revoked)).isInstanceOf(Rejected.class);
            assertThat(ask(node, unheard)).isInstanceOf(Rejected.class);
            IssuedKey later = Nodes.issue(node);
            assertThat(ask(node, later)).isInstanceOf(Authenticated.class);
            assertThat(JdbiKeyStore.of(standby.getPostgresDatabase()).events(1, 9))
                    .hasSize(4);
        }
    }
}
