// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKey;
import dev.apikey.KeyQuery;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyUse;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever erases old rows keeps nobody from his work: all is done here while a step has erased its rows and not committed yet. */
abstract class RetentionContract {

    private static final LocalDate OLD = LocalDate.of(2025, 1, 1);
    private static final LocalDate DAY = LocalDate.of(2026, 11, 24);

    private final ConnectionPool pool;
    private final KeyStore store;
    private final AtomicInteger done = new AtomicInteger();
    private final List<ApiKey> keys = new ArrayList<>();

    RetentionContract(DatabaseServer server) {
        pool = server.create().open();
        store = JdbiKeyStore.of(pool.dataSource());
    }

    @BeforeEach
    void insertSome() {
        KeySchema.apply(pool.dataSource());
        for (int key = 0; key < 40; key++) {
            keys.add(Samples.insert(store, "key " + key));
            store.recordUse(List.of(
                    new KeyUse(keys.get(key).id(), OLD, 1, Samples.NOW),
                    new KeyUse(keys.get(key).id(), DAY, 1, Samples.NOW)));
        }
    }

    @AfterEach
    void close() {
        pool.close();
    }

    /** A store that has these things done by others before it commits. */
    private KeyStore committingAfter(Runnable others) {
        return JdbiKeyStore.of(Proxies.listening(pool.dataSource(), (method, arguments) -> {
            if (method.equals("commit")) {
                others.run();
            }
        }));
    }

    @Test
    void holdsUpNobodyWhileItErasesEvents() {
        KeyStore erasing = committingAfter(this::workAsUsual);
        assertThat(erasing.purgeEvents(Samples.NOW.plusMillis(1), 20)).isTrue();
        assertThat(done).hasValue(1);
        assertThat(store.events(1, 1).get(0).sequence()).isEqualTo(21);
    }

    @Test
    void holdsUpNobodyWhileItErasesDailyCounts() {
        KeyStore erasing = committingAfter(this::workAsUsual);
        assertThat(erasing.purgeUsage(OLD.plusDays(1), 20)).isTrue();
        assertThat(done).hasValue(1);
        assertThat(keys.stream().filter(key -> !store.usage(key.id(), OLD, OLD).isEmpty()))
                .hasSize(20);
    }

    /** With the keys whose rows are being erased. Who has to wait for a lock gets an exception instead: nothing goes on here meanwhile. */
    private void workAsUsual() {
        Samples.insert(store, "new");
        for (ApiKey key : keys.subList(0, 25)) {
            assertThat(store.lookUp(key.id()).key()).isPresent();
            assertThat(store.commit(List.of(Samples.renaming(key, "renamed")))).isEqualTo(CommitOutcome.COMMITTED);
            store.recordUse(List.of(new KeyUse(key.id(), DAY, 1, Samples.NOW.plus(Duration.ofHours(1)))));
            assertThat(store.usage(key.id(), DAY, DAY)).hasSize(1);
            assertThat(store.history(key.id(), Long.MAX_VALUE, 9)).isNotEmpty();
        }
        assertThat(store.list(KeyQuery.all(), Samples.NOW)).hasSize(41);
        assertThat(store.events(41, 99)).hasSize(26);
        done.incrementAndGet();
    }
}
