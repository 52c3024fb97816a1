// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
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
import dev.apikey.spi.NodeReport;
import dev.apikey.spi.StoredKey;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the store says to the database. */
abstract class StatementsContract {

    private static final Instant NOW = Samples.NOW;
    private static final LocalDate DAY = LocalDate.of(2026, 11, 24);
    private static final List<UUID> IDS = List.of(new UUID(1, 1), new UUID(2, 2));

    private final ConnectionPool pool;
    private final List<String> statements = new CopyOnWriteArrayList<>();
    private final List<Integer> isolations = new CopyOnWriteArrayList<>();
    private final KeyStore store;

    StatementsContract(DatabaseServer server) {
        pool = server.create().open();
        store = JdbiKeyStore.of(Proxies.listening(pool.dataSource(), this::listen));
    }

    @BeforeEach
    void applySchema() {
        KeySchema.apply(pool.dataSource());
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private void listen(String method, Object[] arguments) {
        if (arguments.length > 0 && arguments[0] instanceof String sql) {
            statements.add(sql);
        }
        if (method.equals("setTransactionIsolation")) {
            isolations.add((Integer) arguments[0]);
        }
    }

    /** Everything that a store can be asked, with this text wherever a text may stand. */
    private List<String> statementsWith(String text) {
        statements.clear();
        StoredKey one = Samples.key(IDS.get(0), text);
        StoredKey two = Samples.key(IDS.get(1), text);
        Actor actor = new Actor(text, text);
        assertThat(store.commit(List.of(
                        new KeyChange.Insert(one, KeyEvent.issued(one.key(), actor, NOW), 9),
                        new KeyChange.Insert(two, KeyEvent.issued(two.key(), actor, NOW)))))
                .isEqualTo(CommitOutcome.COMMITTED);
        store.recordUse(List.of(new KeyUse(IDS.get(0), DAY, 1, NOW)));
        ApiKey key = store.find(IDS.get(0)).orElseThrow().key();
        ask(text, key);
        ApiKey disabled = new ApiKey(
                key.id(),
                text,
                text + " 2",
                key.permissions(),
                NOW,
                actor,
                NOW,
                NOW,
                NOW,
                text,
                NOW,
                2,
                null,
                IDS.get(1),
                key.hint());
        store.commit(List.of(
                new KeyChange.Update(
                        disabled, KeyEvent.changed(KeyEvent.Kind.REVOKED, key, disabled, actor, text, NOW)),
                new KeyChange.Delete(1, KeyEvent.deleted(two.key(), actor, NOW))));
        store.commit(List.of(new KeyChange.Delete(2, KeyEvent.deleted(disabled, actor, NOW))));
        store.events(1, 9);
        store.history(null, 9, 9);
        store.history(IDS.get(0), 9, 9);
        store.usage(IDS.get(0), DAY, DAY);
        store.countByHashKind(NOW);
        assertThat(store.purgeEvents(NOW.plusMillis(1), 1)).isTrue();
        store.recordUse(List.of(new KeyUse(IDS.get(0), DAY, 1, NOW)));
        store.purgeUsage(DAY.plusDays(1), 9);
        store.reportNode(new NodeReport(IDS.get(0), text, text, NOW, NOW, 1, Duration.ZERO), NOW.plusMillis(1));
        assertThat(store.nodes()).isEmpty();
        KeyOrder.Position mark = new KeyOrder.Position("1", IDS.get(0));
        store.moveExpiryMark(Duration.ZERO, null, mark);
        store.moveExpiryMark(Duration.ZERO, mark, new KeyOrder.Position("2", IDS.get(0)));
        assertThat(store.expiryMark(Duration.ZERO)).isPresent();
        return List.copyOf(statements);
    }

    private void ask(String text, ApiKey key) {
        KeyQuery query = KeyQuery.all()
                .ownedBy(text)
                .with(new KeyCondition.AmongOwners(Owners.startingWith(text)))
                .with(new KeyCondition.AmongOwners(Owners.of(Set.of(text, text + " 2"))))
                .with(new KeyCondition.InStates(EnumSet.allOf(ApiKey.State.class)))
                .containing(text)
                .createdBy(text)
                .createdBefore(NOW.plusMillis(1))
                .unusedSince(NOW.plusMillis(1));
        assertThat(store.count(query, NOW)).isEqualTo(2);
        assertThat(store.count(query.neverUsed().expiringBefore(NOW), NOW)).isZero();
        for (KeyOrder.Field field : KeyOrder.Field.values()) {
            KeyQuery ordered = query.orderedBy(KeyOrder.ascending(field));
            assertThat(store.list(ordered, NOW)).hasSize(2);
            assertThat(store.list(ordered.from(ordered.order().behind(key)), NOW))
                    .hasSizeLessThan(2);
        }
        assertThat(store.owners(Owners.startingWith(text), Instant.EPOCH, null, 9))
                .containsExactly(text);
        assertThat(store.owners(Owners.one(text), Instant.EPOCH, text, 9)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x' or 'a'='a",
                "\"; drop table apikey_keys; --",
                "/* */ %",
                "_!\\",
                "!",
                "100%",
                ":id ?",
                "<where> {0}",
                "\uD83D\uDD11"
            })
    void areTheSameWhateverTheTextsHold(String text) {
        List<String> hostile = statementsWith(text);
        assertThat(hostile).isEqualTo(statementsWith("plain")).hasSizeGreaterThan(20);
    }

    @Test
    void areUnderstoodByEveryDatabase() {
        assertThat(statementsWith("plain"))
                .map(sql -> sql.toLowerCase(Locale.ROOT))
                .allMatch(sql -> sql.matches("(?s)(select|insert|update|delete) .*"))
                .noneMatch(sql ->
                        sql.matches("(?s).*(\\bmerge\\b|\\bconflict\\b|duplicate|returning|::|\\*,|select \\*|`).*"));
    }

    @Test
    void neitherTakeAWildcardForOneNorItsEscapeForOne() {
        List<String> names = List.of("a%b", "a_b", "a!b", "a\\b", "axb");
        for (String name : names) {
            StoredKey stored = Samples.key(UUID.randomUUID(), name);
            store.commit(List.of(new KeyChange.Insert(stored, KeyEvent.issued(stored.key(), Actor.of("ben"), NOW))));
        }
        for (String name : names) {
            KeyQuery byText = KeyQuery.all().containing(name);
            assertThat(store.list(byText, NOW)).extracting(ApiKey::name).containsExactly(name);
            assertThat(store.owners(Owners.startingWith(name), Instant.EPOCH, null, 9))
                    .containsExactly(name);
        }
    }

    @Test
    void changeUnderReadCommittedWhateverTheHostsDefaultIs() {
        List<Connection> used = new ArrayList<>();
        KeyStore elsewhere = JdbiKeyStore.of(Proxies.listening(
                Proxies.proxy(javax.sql.DataSource.class, (method, arguments) -> {
                    Connection connection = pool.dataSource().getConnection();
                    connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                    used.add(connection);
                    return connection;
                }),
                this::listen));
        StoredKey stored = Samples.key(IDS.get(0), "ben");
        elsewhere.commit(List.of(new KeyChange.Insert(stored, KeyEvent.issued(stored.key(), Actor.of("ben"), NOW))));
        assertThat(isolations)
                .as("set, and put back")
                .containsExactly(Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_SERIALIZABLE);
        isolations.clear();
        elsewhere.recordUse(List.of(new KeyUse(IDS.get(0), DAY, 1, NOW)));
        assertThat(isolations).startsWith(Connection.TRANSACTION_READ_COMMITTED);
        assertThat(used).hasSize(2);
    }
}
