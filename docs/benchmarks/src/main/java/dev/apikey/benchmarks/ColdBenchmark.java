// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.SecretHasher;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A key that this process does not remember, with the fast hasher: 20,000 keys at random, of which 64 are remembered. Against the bare select of the same row
 * from the same pool, and the way that most take: a SHA-256 and that select for each request.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ColdBenchmark {

    /** Keys in a database. */
    @State(Scope.Benchmark)
    public static class Cold {

        @Param({"h2", "postgresql"})
        private String database;

        @Param("20000")
        private int keys;

        private Databases started;
        private DataSource dataSource;
        private ApiKeys apiKeys;
        private String[] tokens;
        private UUID[] ids;

        @Setup(Level.Trial)
        public void setUp() {
            started = Databases.start(database);
            dataSource = started.dataSource();
            KeySchema.apply(dataSource);
            SecretHasher hasher = Keys.fastHasher();
            try (HikariDataSource hasty = started.openHastyPool();
                    ApiKeys filling =
                            Keys.builder(JdbiKeyStore.of(hasty)).hasher(hasher).build()) {
                tokens = Keys.issue(filling, keys);
            }
            apiKeys = Keys.builder(JdbiKeyStore.of(dataSource))
                    .hasher(hasher)
                    .maxCachedKeys(64)
                    .build();
            ids = new UUID[keys];
            for (int i = 0; i < keys; i++) {
                AuthenticationResult result = apiKeys.authenticate(tokens[i], "benchmark");
                ids[i] = ((Authenticated) result).key().id();
            }
        }

        @TearDown(Level.Trial)
        public void tearDown() {
            apiKeys.close();
            started.close();
        }
    }

    @Benchmark
    public String selectByJdbc(Cold cold, WarmBenchmark.Turn turn) throws SQLException {
        return Selecting.hashOf(cold.dataSource, cold.ids[turn.of(cold.keys)]);
    }

    @Benchmark
    public AuthenticationResult authenticate(Cold cold, WarmBenchmark.Turn turn) {
        AuthenticationResult result = cold.apiKeys.authenticate(cold.tokens[turn.of(cold.keys)], "benchmark");
        if (!(result instanceof Authenticated)) {
            throw new IllegalStateException("not accepted: " + result);
        }
        return result;
    }

    /** The bare select, with nothing around it. */
    static final class Selecting {

        private Selecting() {}

        static String hashOf(DataSource dataSource, UUID id) throws SQLException {
            try (Connection connection = dataSource.getConnection();
                    PreparedStatement select = connection.prepareStatement("select * from apikey_keys where id = ?")) {
                select.setString(1, id.toString());
                try (ResultSet rows = select.executeQuery()) {
                    if (!rows.next()) {
                        throw new IllegalStateException("no such key");
                    }
                    return rows.getString("hash");
                }
            }
        }
    }
}
