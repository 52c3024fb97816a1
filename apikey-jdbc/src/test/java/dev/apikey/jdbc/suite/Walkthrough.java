// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.DailyUse;
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
import dev.apikey.spi.RecordedEvent;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Everything that the store is asked, once, with texts that settings of a database or a driver may get wrong. */
final class Walkthrough {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 24);
    private static final List<String> TEXTS = List.of(
            "abc", "ABC", "abc ", "\u00e0bc", "a'b\"c", "a\\'; --", "a\\", "ab%", "a||b", "\uD83D\uDD11", "?", ":id");

    private final KeyStore store;

    private Walkthrough(KeyStore store) {
        this.store = store;
    }

    static void of(EmptyDatabase database) {
        try (ConnectionPool pool = database.open()) {
            of(pool.dataSource());
        }
    }

    /** The schema is applied where it is not there yet, and all keys are gone in the end. */
    static void of(DataSource database) {
        KeySchema.apply(database);
        KeySchema.require(database);
        Walkthrough walkthrough = new Walkthrough(JdbiKeyStore.of(database));
        walkthrough.tellTextsApart();
        walkthrough.listByCodePoint();
        walkthrough.countUse();
        walkthrough.endAllKeys();
    }

    private void tellTextsApart() {
        for (String text : TEXTS) {
            ApiKey key = Samples.insert(store, text);
            assertThat(store.find(key.id())).as(text).contains(Samples.key(key.id(), text));
            assertThat(store.commit(List.of(Samples.insertion(Samples.key(key.id(), text)))))
                    .isEqualTo(CommitOutcome.CONFLICT);
        }
        for (String text : TEXTS) {
            assertThat(names(KeyQuery.all().ownedBy(text))).containsExactly(text);
            assertThat(names(KeyQuery.all().createdBy(text))).containsExactly(text);
            assertThat(names(KeyQuery.all().containing(text))).contains(text);
            assertThat(store.owners(Owners.startingWith(text), Samples.NOW, null, 99))
                    .containsExactlyInAnyOrderElementsOf(
                            TEXTS.stream().filter(one -> one.startsWith(text)).toList());
        }
        for (String inNoKey : List.of("\0", "abc\0", "\uD83D")) {
            assertThat(names(KeyQuery.all().ownedBy(inNoKey))).isEmpty();
            assertThat(names(KeyQuery.all().createdBy(inNoKey))).isEmpty();
            assertThat(store.owners(Owners.startingWith(inNoKey), Samples.NOW, null, 99))
                    .isEmpty();
        }
    }

    private List<String> names(KeyQuery query) {
        return store.list(query, Samples.NOW).stream().map(ApiKey::name).toList();
    }

    private void listByCodePoint() {
        KeyOrder order = KeyOrder.ascending(KeyOrder.Field.NAME);
        List<KeyOrder.Position> positions = store.list(KeyQuery.all().orderedBy(order), Samples.NOW).stream()
                .map(order::behind)
                .toList();
        assertThat(positions).hasSameSizeAs(TEXTS).isSortedAccordingTo(order.comparator());
    }

    private void countUse() {
        UUID id = store.list(KeyQuery.all(), Samples.NOW).get(0).id();
        KeyUse use = new KeyUse(id, DAY, 1, Samples.NOW);
        KeyUse nextDay = new KeyUse(id, DAY.plusDays(1), 1, Samples.NOW);
        KeyUse ofNoKey = new KeyUse(UUID.randomUUID(), DAY, 1, Samples.NOW);
        store.recordUse(List.of(use, ofNoKey));
        store.recordUse(List.of(use));
        store.recordUse(List.of(use, nextDay, ofNoKey));
        assertThat(store.usage(id, DAY, DAY.plusDays(1)))
                .containsExactly(new DailyUse(DAY, 3), new DailyUse(DAY.plusDays(1), 1));
        assertThat(store.usage(ofNoKey.keyId(), DAY, DAY)).isEmpty();
        assertThat(store.find(id).orElseThrow().key().lastUsedAt()).isEqualTo(Samples.NOW);
    }

    private void endAllKeys() {
        for (ApiKey key : store.list(KeyQuery.all(), Samples.NOW)) {
            KeyChange.Update renaming = Samples.renaming(key, "renamed");
            assertThat(store.commit(List.of(renaming))).isEqualTo(CommitOutcome.COMMITTED);
            assertThat(store.commit(List.of(renaming))).isEqualTo(CommitOutcome.CONFLICT);
            KeyEvent deleted = KeyEvent.deleted(renaming.key(), Actor.of("ben"), Samples.NOW);
            assertThat(store.commit(List.of(new KeyChange.Delete(2, deleted)))).isEqualTo(CommitOutcome.COMMITTED);
            assertThat(store.usage(key.id(), DAY, DAY)).isEmpty();
            assertThat(store.history(key.id(), Long.MAX_VALUE, 9)).hasSize(3);
        }
        int events = TEXTS.size() * 3;
        List<RecordedEvent> all = store.events(1, 99);
        assertThat(all).hasSize(events);
        assertThat(all.get(events - 1).sequence()).isEqualTo(events);
        assertThat(store.countByHashKind(Samples.NOW)).isEmpty();
        assertThat(store.purgeEvents(Samples.NOW, 9)).isFalse();
        assertThat(store.purgeEvents(Samples.NOW.plusMillis(1), events)).isFalse();
        assertThat(store.events(1, 99)).extracting(RecordedEvent::sequence).containsExactly((long) events);
        store.purgeUsage(DAY, 9);
        markExpiries();
    }

    private void markExpiries() {
        Duration week = Duration.ofDays(7);
        KeyOrder.Position from = store.expiryMark(week).orElse(null);
        long next = from == null ? 1 : Long.parseLong(from.place()) + 1;
        KeyOrder.Position to = new KeyOrder.Position(Long.toString(next), new UUID(next, next));
        assertThat(store.moveExpiryMark(week, from, to)).isTrue();
        assertThat(store.moveExpiryMark(week, from, to)).isFalse();
        assertThat(store.expiryMark(week)).contains(to);
        reportNode();
    }

    private void reportNode() {
        NodeReport report =
                new NodeReport(new UUID(1, 1), TEXTS.get(0), "0.1.0", Samples.NOW, Samples.NOW, 7, Duration.ZERO);
        store.reportNode(report, Samples.NOW);
        store.reportNode(report, Samples.NOW);
        assertThat(store.nodes()).containsExactly(report);
    }
}
