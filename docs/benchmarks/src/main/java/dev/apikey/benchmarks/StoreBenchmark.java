// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyAdministration;
import dev.apikey.KeyPage;
import dev.apikey.KeyQuery;
import dev.apikey.KeyRequest;
import dev.apikey.Owners;
import dev.apikey.Permissions;
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
import org.openjdk.jmh.infra.ThreadParams;

/** What is done to keys in a database, with the fast hasher, against the bare select of a row. Each change is a commit with its history row. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StoreBenchmark {

    private static final int BATCH = 50;
    private static final int LEAVING = 20;
    private static final int ATTEMPTS = 10;
    private static final int NEW_OWNERS = 10_000;

    /** Keys of 50 owners. */
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
                for (int i = 0; i < keys; i++) {
                    issued.add(issue(administration(filling), "owner-" + i % 50).key());
                }
            }
            apiKeys = apiKeys(store, hasher);
            administration = administration(apiKeys);
        }

        private static ApiKeys apiKeys(JdbiKeyStore store, SecretHasher hasher) {
            return Keys.builder(store)
                    .hasher(hasher)
                    .maxLiveKeys(1_000_000) // With any limit, an owner's live keys are counted for each new one.
                    .build();
        }

        private static KeyAdministration administration(ApiKeys apiKeys) {
            return apiKeys.administer(
                    Authority.of(Actor.of("ada"), Permissions.of("*")).withOwners(Owners.all()));
        }

        private static IssuedKey issue(KeyAdministration administration, String owner) {
            return administration.issue(KeyRequest.of("CI of " + owner, Permissions.of("files:read"))
                    .withOwner(owner));
        }

        private IssuedKey issue(String owner) {
            return patiently(() -> issue(administration, owner));
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
    public String selectByJdbc(Stored stored, WarmBenchmark.Turn turn) throws SQLException {
        return ColdBenchmark.Selecting.hashOf(stored.started.dataSource(), stored.any(turn));
    }

    @Benchmark
    public IssuedKey issue(Stored stored, WarmBenchmark.Turn turn) {
        return stored.issueAny(turn);
    }

    /** Two keys are written each time, the new one and the end of the old. */
    @Benchmark
    public IssuedKey issueAndRotate(Stored stored, WarmBenchmark.Turn turn) {
        UUID id = stored.issueAny(turn).key().id();
        return patiently(() -> stored.administration.rotate(id, Rotation.standard()))
                .orElseThrow();
    }

    @Benchmark
    public ApiKey issueAndRevoke(Stored stored, WarmBenchmark.Turn turn) {
        UUID id = stored.issueAny(turn).key().id();
        return patiently(() -> stored.administration.revoke(id, "benchmark")).orElseThrow();
    }

    /** All keys of an owner who leaves, by one call. */
    @Benchmark
    public long issue20AndRevokeAll(Stored stored) {
        String owner = "leaving-" + stored.left.incrementAndGet();
        for (int i = 0; i < LEAVING; i++) {
            stored.issue(owner);
        }
        long revoked =
                patiently(() -> stored.administration.revokeAll(KeyQuery.all().ownedBy(owner), "benchmark"));
        if (revoked == 0) {
            throw new IllegalStateException("none was revoked");
        }
        return revoked;
    }

    @Benchmark
    public KeyPage listPageOfOwner(Stored stored) {
        return stored.administration.list(KeyQuery.all().ownedBy("owner-7").limitedTo(50));
    }

    @Benchmark
    public KeyPage searchPage(Stored stored) {
        return stored.administration.list(KeyQuery.all().containing("owner-7").limitedTo(50));
    }

    /** Other keys for each thread: a node flushes on one, and nodes that write down uses of the same keys wait for each other. */
    @Benchmark
    public int flush50Uses(Stored stored, ThreadParams threads) {
        Instant now = Instant.now();
        int from = threads.getThreadIndex() * BATCH % stored.keys;
        List<KeyUse> uses = stored.issued.subList(from, from + BATCH).stream()
                .map(key -> new KeyUse(key.id(), LocalDate.ofInstant(now, ZoneOffset.UTC), 3, now))
                .toList();
        return patiently(() -> {
            stored.store.recordUse(uses);
            return uses.size();
        });
    }
}
