// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.KeyQuery;
import dev.apikey.Owners;
import dev.apikey.Permissions;
import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyStoreException;
import dev.apikey.spi.KeyUse;
import dev.apikey.spi.StoredKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
    void isWhatEveryQuestionEndsInWhereATableIsMissing() {
        LocalDate day = LocalDate.EPOCH;
        Map<String, ThrowingCallable> questions = Map.of(
                "change key " + id,
                () -> store.commit(List.of(insertion())),
                "list keys",
                () -> store.list(KeyQuery.all(), Instant.EPOCH),
                "count keys",
                () -> store.count(KeyQuery.all(), Instant.EPOCH),
                "list owners",
                () -> store.owners(Owners.all(), Instant.EPOCH, null, 1),
                "count",
                () -> store.countByHashKind(Instant.EPOCH),
                "read events",
                () -> store.events(1, 1),
                "read",
                () -> store.history(null, 1, 1),
                "record the use of keys",
                () -> store.recordUse(List.of(new KeyUse(id, day, 1, Instant.EPOCH))),
                "read the use of key " + id,
                () -> store.usage(id, day, day));
        questions.forEach((what, question) -> assertThatExceptionOfType(KeyStoreException.class)
                .isThrownBy(question)
                .withMessageContaining("the database could not " + what)
                .withNoCause());
    }

    @Test
    void takesOnlyAnIdThatExistsForAConflict() {
        KeySchema.apply(pool.dataSource());
        assertThat(store.commit(List.of(insertion()))).isEqualTo(CommitOutcome.COMMITTED);
        assertThat(store.commit(List.of(insertion()))).isEqualTo(CommitOutcome.CONFLICT);
        jdbi.useHandle(handle -> handle.execute("alter table apikey_keys add constraint never check (version = 1)"));
        KeyChange violatesTheConstraint = insertion(UUID.randomUUID(), 2);
        assertThatExceptionOfType(KeyStoreException.class)
                .isThrownBy(() -> store.commit(List.of(violatesTheConstraint)))
                .withMessageContaining("23513");
    }

    @Test
    void knowsADuplicateWhenItSeesOne() {
        assertThat(DatabaseFailure.isDuplicate(failure(new SQLException("", "23505", 0))))
                .isTrue();
        assertThat(DatabaseFailure.isDuplicate(failure(new SQLException("", "23000", 1062))))
                .isTrue();
        assertThat(DatabaseFailure.isDuplicate(failure(new SQLException("", "23000", 1048))))
                .isFalse();
        assertThat(DatabaseFailure.isDuplicate(failure(new SQLException()))).isFalse();
        assertThat(DatabaseFailure.isDuplicate(new IllegalStateException())).isFalse();
    }

    private static RuntimeException failure(SQLException cause) {
        return new IllegalStateException(new IllegalStateException(cause));
    }

    @Test
    void refusesADatabaseThatFoldsOwnersOrActors() {
        KeySchema.apply(pool.dataSource());
        store.commit(List.of(insertion()));
        jdbi.useHandle(handle -> {
            handle.execute("drop view apikey_keys_readable");
            handle.execute("alter table apikey_keys alter column owner varchar_ignorecase(510) not null");
            handle.execute("alter table apikey_keys alter column created_by varchar_ignorecase(510) not null");
        });
        for (KeyQuery query :
                List.of(KeyQuery.all().ownedBy("BEN"), KeyQuery.all().createdBy("Ben"))) {
            assertThatExceptionOfType(KeyStoreException.class)
                    .isThrownBy(() -> store.list(query, Instant.EPOCH))
                    .withMessageContaining("does not compare owners and actors exactly");
        }
        assertThatExceptionOfType(KeyStoreException.class)
                .isThrownBy(() -> store.owners(Owners.startingWith("B"), Instant.EPOCH, null, 1));
        assertThat(store.list(KeyQuery.all().ownedBy("ben").containing("ci"), Instant.EPOCH))
                .hasSize(1);
    }

    private KeyChange insertion() {
        return insertion(id);
    }

    private static KeyChange insertion(UUID id) {
        return insertion(id, 1);
    }

    private static KeyChange insertion(UUID id, long version) {
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
                null,
                version,
                null,
                null,
                "acme_***9842");
        StoredKey stored = new StoredKey(key, "$none$" + TELLTALE.repeat(3));
        return new KeyChange.Insert(stored, KeyEvent.issued(key, ben, Instant.EPOCH));
    }

    private static String everythingOf(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
