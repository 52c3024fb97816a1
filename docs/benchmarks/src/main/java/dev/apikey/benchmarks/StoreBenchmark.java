// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.apikey.ApiKey;
import dev.apikey.ApiKeys;
import dev.apikey.IssuedKey;
import dev.apikey.KeyAdministration;
import dev.apikey.KeyPage;
import dev.apikey.KeyQuery;
import dev.apikey.Rotation;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyStoreException;
import dev.apikey.spi.KeyUse;
import dev.apikey.spi.SecretHasher;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
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
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.ThreadParams;

/** What is done to keys in a database, with the fast hasher, against the bare select of a row. Each change is a commit with its history row. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StoreBenchmark {

    private static final int PAGE = 50;

    /** As many as a node writes down at once. */
    private static final int BATCH = 500;

    /** How many of them are written in turn: who writes the same rows again at once waits for what it has just left behind. */
    private static final int BATCHES = 10;

    private static final int LEAVING = 20;
    private static final int ATTEMPTS = 10;
    private static final int NEW_OWNERS = 10_000;

    /** Keys of owners who have a hundred each. */
    @State(Scope.Benchmark)
    public static class Stored {

        @Param({"h2", "postgresql"})
        private String database;

        @Param("5000")
        private int keys;

        private Databases started;
        private JdbiKeyStore store;
        private ApiKeys apiKeys;
        private KeyAdministration administration;
        private final List<ApiKey> issued = new ArrayList<>();
        private final AtomicInteger left = new AtomicInteger();

        @Setup(Level.Trial)
        public void setUp() {
            started = Databases.start(database);
            KeySchema.apply(started.dataSource());
            store = JdbiKeyStore.of(started.dataSource());
            SecretHasher hasher = Keys.fastHasher();
            try (HikariDataSource hasty = started.openHastyPool();
                    ApiKeys filling = apiKeys(JdbiKeyStore.of(hasty), hasher)) {
                KeyAdministration filler = Keys.administration(filling);
                for (int i = 0; i < keys; i++) {
                    issued.add(Keys.issue(filler, "owner-" + i / 100).key());
                }
            }
            apiKeys = apiKeys(store, hasher);
            administration = Keys.administration(apiKeys);
        }

        private static ApiKeys apiKeys(JdbiKeyStore store, SecretHasher hasher) {
            return Keys.builder(store)
                    .hasher(hasher)
                    .maxLiveKeys(1_000_000) // With any limit, an owner's live keys are counted for each new one.
                    .build();
        }

        private IssuedKey issue(String owner) {
            return patiently(() -> Keys.issue(administration, owner));
        }

        /** Of one of many owners, so that none has many keys. */
        private IssuedKey issueAny(WarmBenchmark.Turn turn) {
            return issue("bench-" + turn.of(NEW_OWNERS));
        }

        private UUID any(WarmBenchmark.Turn turn) {
            return issued.get(turn.of(keys)).id();
        }

        @TearDown(Level.Trial)
        public void tearDown() {
            apiKeys.close();
            started.close();
        }
    }

    /** Where many write at once, one that has waited for its lock for too long is given up, and tries again: that is in its time. */
    private static <T> T patiently(Supplier<T> change) {
        for (int attempt = 1; ; attempt++) {
            try {
                return change.get();
            } catch (KeyStoreException givenUp) {
                if (attempt == ATTEMPTS) {
                    throw givenUp;
                }
            }
        }
    }

    @Benchmark
    @Label(at = 1, value = "the bare select of one of 5,000 rows")
    public String selectByJdbc(Stored stored, WarmBenchmark.Turn turn) throws SQLException {
        return ColdBenchmark.Selecting.hashOf(stored.started.dataSource(), stored.any(turn));
    }

    @Benchmark
    @Label(at = 2, value = "issue")
    public IssuedKey issue(Stored stored, WarmBenchmark.Turn turn) {
        return stored.issueAny(turn);
    }

    /** Two keys are written each time, the new one and the end of the old. */
    @Benchmark
    @Label(at = 3, value = "issue and rotate")
    public IssuedKey issueAndRotate(Stored stored, WarmBenchmark.Turn turn) {
        UUID id = stored.issueAny(turn).key().id();
        return patiently(() -> stored.administration.rotate(id, Rotation.standard()))
                .orElseThrow();
    }

    @Benchmark
    @Label(at = 4, value = "issue and revoke")
    public ApiKey issueAndRevoke(Stored stored, WarmBenchmark.Turn turn) {
        UUID id = stored.issueAny(turn).key().id();
        return patiently(() -> stored.administration.revoke(id, "benchmark")).orElseThrow();
    }

    /** All keys of an owner who leaves, by one call. */
    @Benchmark
    @Label(at = 5, value = "issue 20, and revoke all of them by one call")
    public long issue20AndRevokeAll(Stored stored) {
        String owner = "leaving-" + stored.left.incrementAndGet();
        for (int i = 0; i < LEAVING; i++) {
            stored.issue(owner);
        }
        long revoked =
                patiently(() -> stored.administration.revokeAll(KeyQuery.all().ownedBy(owner), "benchmark"));
        if (revoked != LEAVING) {
            throw new IllegalStateException(revoked + " were revoked");
        }
        return revoked;
    }

    @Benchmark
    @Label(at = 6, value = "a page of 50 of an owner's keys")
    public KeyPage listPageOfOwner(Stored stored) {
        return page(stored, KeyQuery.all().ownedBy("owner-0"));
    }

    @Benchmark
    @Label(at = 7, value = "a page of 50 of a search")
    public KeyPage searchPage(Stored stored) {
        return page(stored, KeyQuery.all().containing("owner-0"));
    }

    private static KeyPage page(Stored stored, KeyQuery query) {
        KeyPage page = stored.administration.list(query.limitedTo(PAGE));
        if (page.keys().size() != PAGE) {
            throw new IllegalStateException(page.keys().size() + " keys on a page");
        }
        return page;
    }

    /** Other keys for each thread: a node flushes on one, and nodes that write down uses of the same keys wait for each other. */
    @State(Scope.Benchmark)
    public static class Used {

        private final List<UUID> ids = new ArrayList<>();
        private int batches;

        @Setup(Level.Trial)
        public void setUp(Stored stored, BenchmarkParams benchmark) {
            try (HikariDataSource hasty = stored.started.openHastyPool();
                    ApiKeys filling = Stored.apiKeys(JdbiKeyStore.of(hasty), Keys.fastHasher())) {
                KeyAdministration filler = Keys.administration(filling);
                batches = Math.max(1, BATCHES / benchmark.getThreads());
                for (int i = 0; i < BATCH * batches * benchmark.getThreads(); i++) {
                    ids.add(Keys.issue(filler, "used-" + i / 100).key().id());
                }
            }
        }

        private List<UUID> of(int thread, int turn) {
            int batch = thread * batches + turn % batches;
            return ids.subList(BATCH * batch, BATCH * (batch + 1));
        }
    }

    /** Which batch of a thread comes next. */
    @State(Scope.Thread)
    public static class Flushes {

        private int done;

        private int next() {
            return done++;
        }
    }

    @Benchmark
    @Label(at = 8, value = "write down 500 uses")
    public int flush500Uses(Stored stored, Used used, Flushes flushes, ThreadParams threads) {
        Instant now = Instant.now();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        List<KeyUse> uses = used.of(threads.getThreadIndex(), flushes.next()).stream()
                .map(id -> new KeyUse(id, today, 3, now))
                .toList();
        return patiently(() -> {
            stored.store.recordUse(uses);
            return uses.size();
        });
    }
}
