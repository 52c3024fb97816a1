// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKey;
import dev.apikey.KeyCondition;
import dev.apikey.KeyOrder;
import dev.apikey.KeyQuery;
import dev.apikey.Owners;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyUse;
import dev.apikey.spi.StoredKey;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Among many keys, everything that requests and lists ask is found by an index, and comes sorted out of it. */
abstract class PlansContract {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 24);
    private static final int COMMITS = 20;
    private static final int KEYS_OF_A_COMMIT = 100;
    private static final int KEYS_OF_MANY = 20;

    private static final String OF_MANY = "owner of many";

    private final DatabaseServer server;
    private final ConnectionPool pool;
    private final Explaining explaining = new Explaining();
    private final KeyStore store;

    PlansContract(DatabaseServer server) {
        this.server = server;
        pool = server.create().open();
        store = JdbiKeyStore.of(explaining.of(pool.dataSource()));
    }

    @BeforeEach
    void insertMany() {
        KeySchema.apply(pool.dataSource());
        KeyStore filled = JdbiKeyStore.of(pool.dataSource());
        for (int commit = 0; commit < COMMITS; commit++) {
            List<KeyChange> changes = new ArrayList<>();
            for (int key = 0; key < KEYS_OF_A_COMMIT; key++) {
                changes.add(Samples.insertion(Samples.key(UUID.randomUUID(), owner(key))));
            }
            assertThat(filled.commit(changes)).isEqualTo(CommitOutcome.COMMITTED);
            filled.recordUse(changes.stream()
                    .map(change -> new KeyUse(change.event().keyId(), DAY, 1, Samples.NOW))
                    .toList());
        }
        Jdbi.create(pool.dataSource())
                .useHandle(handle -> List.of("apikey_keys", "apikey_events", "apikey_usage", "apikey_feed")
                        .forEach(table -> handle.execute(server.analyze(table))));
    }

    private static String owner(int key) {
        return key < KEYS_OF_MANY ? OF_MANY : "owner " + key;
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private void assertAllByIndex() {
        explaining.assertAllByIndex(server, 1);
    }

    @Test
    void findKeysByTheirIds() {
        ApiKey key = store.list(KeyQuery.all().limitedTo(1), Samples.NOW).get(0);
        store.find(key.id());
        KeyChange.Update renaming = Samples.renaming(key, "renamed");
        StoredKey another = Samples.key(UUID.randomUUID(), "owner 78");
        assertThat(store.commit(List.of(
                        renaming,
                        new KeyChange.Insert(another, Samples.insertion(another).event(), 999))))
                .isEqualTo(CommitOutcome.COMMITTED);
        store.recordUse(List.of(new KeyUse(key.id(), DAY, 1, Samples.NOW)));
        store.usage(key.id(), DAY, DAY);
        store.commit(List.of(new KeyChange.Delete(2, KeyEvent.deleted(renaming.key(), key.createdBy(), Samples.NOW))));
        assertThat(explaining.plans()).hasSizeGreaterThan(8);
        assertAllByIndex();
    }

    @Test
    void pageThroughAllKeysInEveryOrder() {
        for (KeyOrder.Field field : KeyOrder.Field.values()) {
            for (KeyOrder order : List.of(KeyOrder.ascending(field), KeyOrder.descending(field))) {
                KeyQuery query = KeyQuery.all().orderedBy(order).limitedTo(20);
                List<ApiKey> page = store.list(query, Samples.NOW);
                store.list(query.from(order.behind(page.get(19))), Samples.NOW);
            }
        }
        assertThat(explaining.plans()).hasSize(16);
        assertAllByIndex();
    }

    @Test
    void pageThroughTheKeysOfAnOwnerOrAnActor() {
        for (KeyQuery all :
                List.of(KeyQuery.all().ownedBy(OF_MANY), KeyQuery.all().createdBy(OF_MANY))) {
            KeyQuery query = all.limitedTo(5);
            List<ApiKey> page = store.list(query, Samples.NOW);
            assertThat(page).hasSize(5);
            store.list(query.from(query.order().behind(page.get(4))), Samples.NOW);
        }
        assertAllByIndex();
    }

    @Test
    void readEventsFromEitherEnd() {
        ApiKey key = store.list(KeyQuery.all().limitedTo(1), Samples.NOW).get(0);
        assertThat(store.events(1_000, 7)).hasSize(7);
        store.history(null, 1_000, 7);
        store.history(key.id(), Long.MAX_VALUE, 7);
        assertAllByIndex();
    }

    @Test
    void purgeWhatIsOldest() {
        assertThat(store.purgeEvents(Samples.NOW.plusMillis(1), 7)).isTrue();
        assertThat(store.purgeUsage(DAY.plusDays(1), 7)).isTrue();
        assertThat(explaining.plans()).hasSize(4);
        assertAllByIndex();
    }

    @Test
    void findOwnersByTheirBeginning() {
        assertThat(store.count(
                        KeyQuery.all().with(new KeyCondition.AmongOwners(Owners.startingWith("owner 77"))),
                        Samples.NOW))
                .isEqualTo(COMMITS);
        assertAllByIndex();
    }
}
