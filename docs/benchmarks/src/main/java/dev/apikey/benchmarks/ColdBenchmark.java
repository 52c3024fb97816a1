// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.IssuedKey;
import dev.apikey.KeyAdministration;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.FoundKey;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyUse;
import dev.apikey.spi.SecretHasher;
import dev.apikey.testkit.ForwardingStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.openjdk.jmh.annotations.AuxCounters;
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
import org.openjdk.jmh.infra.ThreadParams;

/**
 * A key that this process does not remember, with the fast hasher: 20,000 keys at random, of which 256 are remembered. Against the bare select of the same row
 * from the same pool, in a process in which nothing of ours runs.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ColdBenchmark {

    private static final int REMEMBERED = 256;

    /** Keys in a database, beside which nothing runs. */
    @State(Scope.Benchmark)
    public static class Stored {

        @Param({"h2", "postgresql"})
        private String database;

        @Param("20000")
        private int keys;

        private final SecretHasher hasher = Keys.fastHasher();
        private Databases started;
        private DataSource dataSource;
        private String[] tokens;
        private UUID[] ids;

        @Setup(Level.Trial)
        public void setUp() {
            started = Databases.start(database);
            dataSource = started.dataSource();
            KeySchema.apply(dataSource);
            tokens = new String[keys];
            ids = new UUID[keys];
            try (HikariDataSource hasty = started.openHastyPool();
                    ApiKeys filling =
                            Keys.builder(JdbiKeyStore.of(hasty)).hasher(hasher).build()) {
                KeyAdministration administration = Keys.administration(filling);
                for (int i = 0; i < keys; i++) {
                    IssuedKey issued = Keys.issue(administration, "owner-" + i % 1_000);
                    tokens[i] = issued.revealToken();
                    ids[i] = issued.key().id();
                }
            }
        }

        @TearDown(Level.Trial)
        public void tearDown() {
            started.close();
        }
    }

    /** A node that remembers few of them: more than there are threads, so that none is forgotten while it is looked up. */
    @State(Scope.Benchmark)
    public static class Cold {

        private ApiKeys apiKeys;

        @Setup(Level.Trial)
        public void setUp(Stored stored) {
            apiKeys = Keys.builder(new WithoutUses(JdbiKeyStore.of(stored.dataSource)))
                    .hasher(stored.hasher)
                    .maxCachedKeys(REMEMBERED)
                    .build();
            Keys.awaitFeed(apiKeys, stored.keys);
        }

        @TearDown(Level.Trial)
        public void tearDown() {
            apiKeys.close();
        }
    }

    /** Writes down no uses: those of keys that are forgotten would be written while others are looked up. */
    private static final class WithoutUses extends ForwardingStore {

        private final KeyStore store;

        WithoutUses(KeyStore store) {
            super(store);
            this.store = store;
        }

        /** Asks once. */
        @Override
        public FoundKey lookUp(UUID id) {
            return store.lookUp(id);
        }

        @Override
        public void recordUse(Collection<KeyUse> uses) {}
    }

    /** How often the store was asked, by all threads together: the first of them says it. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Asked {

        public long misses;
        private long before;

        @Setup(Level.Iteration)
        public void setUp(Cold cold) {
            before = cold.apiKeys.state().cache().misses();
        }

        @TearDown(Level.Iteration)
        public void tearDown(Cold cold, ThreadParams threads) {
            misses =
                    threads.getThreadIndex() == 0 ? cold.apiKeys.state().cache().misses() - before : 0;
        }
    }

    @Benchmark
    @Label(at = 1, value = "the bare select of a row")
    public String selectByJdbc(Stored stored, WarmBenchmark.Turn turn) throws SQLException {
        return Selecting.hashOf(stored.dataSource, stored.ids[turn.of(stored.keys)]);
    }

    @Benchmark
    @Label(at = 2, value = "a first request")
    public AuthenticationResult authenticate(Stored stored, Cold cold, Asked asked, WarmBenchmark.Turn turn) {
        return Keys.accept(cold.apiKeys, stored.tokens[turn.of(stored.keys)]);
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
