// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.apikey.jdbc.KeySchema;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;

/** A database of each kind, in this process or in a server that it started, which is gone with it. Durability is on, as in production. */
final class Databases implements AutoCloseable {

    private final HikariDataSource pool;

    private Databases(String url, String user) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(user);
        config.setMaximumPoolSize(16);
        this.pool = new HikariDataSource(config);
        KeySchema.apply(pool);
    }

    /** Started when it is first asked for. */
    private static final class Server {

        private static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("shared_buffers", "512MB")
                        .setPGStartupWait(Duration.ofMinutes(3))
                        .start();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
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
