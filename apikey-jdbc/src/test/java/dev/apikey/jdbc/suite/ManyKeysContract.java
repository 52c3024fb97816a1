// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKey;
import dev.apikey.KeyOrder;
import dev.apikey.KeyQuery;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyUse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** Among a million keys, everything is still found by an index. How much longer a look-up takes than among a thousand is printed. */
public abstract class ManyKeysContract {

    private static final int KEYS = Integer.getInteger("apikey.keys", 20_000);
    private static final int FEW = 1_000;
    private static final int OWNERS = 1_000;
    private static final int LOOK_UPS = 100;
    private static final int ROUNDS = 40;
    private static final LocalDate DAY = LocalDate.of(2026, 11, 24);

    /** The id of the key with the number {@code n}, in SQL: the digest of the number. */
    private static final String ID =
            "concat(substr(md5(n), 1, 8), '-', substr(md5(n), 9, 4), '-4', substr(md5(n), 14, 3), '-8', substr(md5(n), 18, 3), '-', substr(md5(n), 21, 12))";

    private final DatabaseServer server;

    protected ManyKeysContract(DatabaseServer server) {
        this.server = server;
    }

    /**
     * A query of the numbers {@code n} from one to another.
     *
     * @return what stands behind {@code from}
     */
    protected abstract String numbers(int from, int to);

    private void fill(Jdbi jdbi, int from, int to) {
        String numbers = numbers(from, to);
        String id = ID.replace("md5(n)", "md5(cast(n as char(12)))");
        String owner = "concat('owner ', mod(n, " + OWNERS + "))";
        jdbi.useHandle(handle -> {
            handle.execute(
                    "insert into apikey_keys (id, owner, name, search_text, permissions, hash, hash_kind, created_at,"
                            + " created_by, created_by_name, expires_at, last_used_at, version, hint) select " + id
                            + ", " + owner
                            + ", concat('key ', n), concat('key ', n, ' 9842'), 'files:read', '$none$x', 'none', 1700000000000 + n,"
                            + " 'ada', 'Ada', 9223372036854775807, n, 1, 'acme_live_***9842' from " + numbers);
            handle.execute(
                    "insert into apikey_events (sequence, key_id, owner, kind, actor, actor_name, at, after_name,"
                            + " after_permissions) select n, " + id + ", " + owner
                            + ", 'ISSUED', 'ada', 'Ada', 1700000000000 + n, concat('key ', n), 'files:read' from "
                            + numbers);
            handle.execute(
                    "insert into apikey_usage (key_id, used_on, uses) select " + id + ", 20261124, 1 from " + numbers);
            handle.execute("update apikey_feed set last_sequence = " + to);
            for (String table : List.of("apikey_keys", "apikey_events", "apikey_usage", "apikey_feed")) {
                handle.execute(server.analyze(table));
            }
        });
    }

    @Test
    void areFoundByAnIndex() {
        try (ConnectionPool few = filled(FEW);
                ConnectionPool many = filled(KEYS)) {
            double ratio = medianRatio(LookUpsOf.all(few), LookUpsOf.all(many));
            System.out.printf(
                    Locale.ROOT,
                    "look-up on %s: among %d keys %.2f times what it takes among %d%n",
                    server.name(),
                    KEYS,
                    ratio,
                    FEW);
            assertAllByIndex(many);
        }
    }

    private ConnectionPool filled(int keys) {
        ConnectionPool pool = server.create().open();
        KeySchema.apply(pool.dataSource());
        fill(Jdbi.create(pool.dataSource()), 1, keys);
        return pool;
    }

    /** Side by side, so that whatever else the machine does hits both. */
    private static double medianRatio(LookUpsOf few, LookUpsOf many) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            ratios.add((double) many.nanos(round) / few.nanos(round));
        }
        return ratios.subList(ROUNDS / 2, ROUNDS).stream().sorted().toList().get(ROUNDS / 4);
    }

    private record LookUpsOf(KeyStore store, List<UUID> ids) {

        static LookUpsOf all(ConnectionPool pool) {
            List<UUID> ids = Jdbi.create(pool.dataSource())
                    .withHandle(handle ->
                            handle.createQuery("select id from apikey_keys").mapTo(String.class).list().stream()
                                    .map(UUID::fromString)
                                    .toList());
            return new LookUpsOf(JdbiKeyStore.of(pool.dataSource()), ids);
        }

        long nanos(int round) {
            List<UUID> asked = new Random(round)
                    .ints(LOOK_UPS, 0, ids.size())
                    .mapToObj(ids::get)
                    .toList();
            long began = System.nanoTime();
            for (UUID id : asked) {
                assertThat(store.lookUp(id).key()).isPresent();
            }
            return System.nanoTime() - began;
        }
    }

    private void assertAllByIndex(ConnectionPool pool) {
        Explaining explaining = new Explaining();
        KeyStore store = JdbiKeyStore.of(explaining.of(pool.dataSource()));
        for (KeyOrder.Field field : KeyOrder.Field.values()) {
            for (KeyOrder order : List.of(KeyOrder.ascending(field), KeyOrder.descending(field))) {
                KeyQuery query = KeyQuery.all().orderedBy(order).limitedTo(20);
                List<ApiKey> page = store.list(query, Samples.NOW);
                assertThat(page).hasSize(20);
                store.list(query.from(order.behind(page.get(19))), Samples.NOW);
            }
        }
        ApiKey key = store.list(KeyQuery.all().ownedBy("owner 7").limitedTo(5), Samples.NOW)
                .get(0);
        assertThat(store.lookUp(key.id()).key()).isPresent();
        store.events(KEYS - 5, 1_000);
        store.history(null, Long.MAX_VALUE, 1);
        store.history(key.id(), Long.MAX_VALUE, 9);
        store.usage(key.id(), DAY, DAY);
        store.recordUse(List.of(new KeyUse(key.id(), DAY, 1, Samples.NOW)));
        assertThat(explaining.plans()).hasSizeGreaterThan(20).allSatisfy((sql, plan) -> {
            if (!sql.contains("apikey_feed")) { // one row
                assertThat(server.isByIndex(plan)).as("%s%n%s", sql, plan).isTrue();
            }
        });
    }
}
