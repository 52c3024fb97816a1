// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.Permissions;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyStoreException;
import dev.apikey.spi.StoredKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatabaseFailureTest {

    private static final String TELLTALE = "0nlyInThisHash";

    private final ConnectionPool pool = TestDatabase.open();
    private final KeyStore store = JdbiKeyStore.of(pool.dataSource());
    private final Jdbi jdbi = Jdbi.create(pool.dataSource());
    private final UUID id = UUID.randomUUID();

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void namesTheKeyAndTheSqlStateWhereTheTableIsMissing() {
        assertThatExceptionOfType(KeyStoreException.class)
                .isThrownBy(() -> store.find(id))
                .withMessageContaining("read key " + id)
                .withMessageContaining("42S0")
                .withMessageContaining("schema");
    }

    @Test
    void keepsTheCauseOnlyWhereNoConnectionWasToBeHad() {
        pool.close();
        assertThatExceptionOfType(KeyStoreException.class)
                .isThrownBy(() -> store.find(id))
                .withMessageContaining("no connection")
                .withCauseInstanceOf(RuntimeException.class);
    }

    @Test
    void showsNothingOfARowThatCannotBeWritten() {
        KeySchema.apply(pool.dataSource());
        jdbi.useHandle(handle -> handle.execute("alter table apikey_keys alter column hash varchar(20)"));
        assertThatExceptionOfType(KeyStoreException.class)
                .isThrownBy(() -> store.commit(List.of(insertion())))
                .satisfies(failure -> assertThat(everythingOf(failure)).doesNotContain(TELLTALE));
        assertThat(store.events(1, 10)).isEmpty();
    }

    @Test
    void showsNothingOfARowThatMakesNoSense() {
        KeySchema.apply(pool.dataSource());
        store.commit(List.of(insertion()));
        jdbi.useHandle(handle -> handle.execute("update apikey_keys set permissions = 'FILES:" + TELLTALE + "'"));
        assertThatExceptionOfType(KeyStoreException.class)
                .isThrownBy(() -> store.find(id))
                .withMessageContaining("makes no sense")
                .satisfies(failure -> assertThat(everythingOf(failure)).doesNotContain(TELLTALE));
    }

    @Test
    void refusesTheChangeWhoseEventCannotBeRecorded() {
        KeySchema.apply(pool.dataSource());
        jdbi.useHandle(handle -> handle.execute("drop table apikey_events"));
        assertThatExceptionOfType(KeyStoreException.class).isThrownBy(() -> store.commit(List.of(insertion())));
        assertThat(store.find(id)).isEmpty();
    }

    @Test
    void refusesTheChangeWhereTheCounterRowIsGone() {
        KeySchema.apply(pool.dataSource());
        jdbi.useHandle(handle -> handle.execute("delete from apikey_feed"));
        assertThatExceptionOfType(KeyStoreException.class).isThrownBy(() -> store.commit(List.of(insertion())));
        assertThat(store.find(id)).isEmpty();
    }

    @Test
    void takesARegressedCounterForAFailureAndNotForAKeyThatExists() {
        KeySchema.apply(pool.dataSource());
        store.commit(List.of(insertion()));
        jdbi.useHandle(handle -> handle.execute("update apikey_feed set last_sequence = 0"));
        assertThatExceptionOfType(KeyStoreException.class)
                .isThrownBy(() -> store.commit(List.of(insertion(UUID.randomUUID()))));
    }

    private KeyChange insertion() {
        return insertion(id);
    }

    private static KeyChange insertion(UUID id) {
        Actor ben = Actor.of("ben");
        ApiKey key = new ApiKey(
                id,
                "ben",
                "CI",
                Permissions.of("files:read"),
                Instant.EPOCH,
                ben,
                null,
                null,
                null,
                null,
                1,
                "acme_***9842");
        StoredKey stored = new StoredKey(key, "$none$" + TELLTALE.repeat(3));
        return new KeyChange.Insert(stored, new KeyEvent(id, KeyEvent.Kind.ISSUED, ben, null, Instant.EPOCH));
    }

    private static String everythingOf(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
