// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import static dev.apikey.testkit.SampleKey.CREATED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.Permissions;
import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyUse;
import dev.apikey.spi.StoredKey;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes are made to the version that they expect, all of them or none. */
abstract class CommitBehaviour extends StoreBehaviour {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 24);

    @Test
    void refusesToInsertAnIdTwice() {
        ApiKey first = insert(SampleKey.plain());
        Everything before = everything();
        StoredKey second = SampleKey.of(first).name("another").hash("$other$x").stored();
        assertThat(store.commit(List.of(insertion(second)))).isEqualTo(CommitOutcome.CONFLICT);
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void updatesEverythingThatMayChange() {
        ApiKey key = insert(SampleKey.plain());
        ApiKey changed = SampleKey.next(key)
                .name("renamed")
                .permissions(Permissions.of("rooms:read"))
                .expiresAt(CREATED.plusSeconds(1))
                .disabledAt(CREATED.plusSeconds(2))
                .revoked(CREATED.plusSeconds(3), "left in a log")
                .replacedBy(UUID.randomUUID())
                .key();
        commit(update(changed));
        assertThat(store.find(key.id())).contains(new StoredKey(changed, SampleKey.HASH));

        ApiKey changedBack = SampleKey.of(key).version(3).key();
        commit(update(changedBack));
        assertThat(store.find(key.id())).contains(new StoredKey(changedBack, SampleKey.HASH));
    }

    @Test
    void leavesWhatNeverChangesAsItWasStored() {
        ApiKey key = insert(SampleKey.plain().lastUsedAt(CREATED).replaces(UUID.randomUUID()));
        ApiKey forged = SampleKey.next(key)
                .owner("somebody else")
                .createdAt(CREATED.plusSeconds(9))
                .createdBy(Actor.of("somebody else"))
                .lastUsedAt(CREATED.plusSeconds(9))
                .replaces(UUID.randomUUID())
                .hint("other_***0000")
                .key();
        commit(update(forged));
        assertThat(stored(key.id())).isEqualTo(SampleKey.next(key).key());
    }

    @Test
    void leavesOtherKeysAlone() {
        ApiKey key = insert(SampleKey.plain());
        ApiKey other = insert(SampleKey.plain());
        commit(update(SampleKey.next(key).name("renamed").key()));
        commit(deletion(stored(key.id())));
        assertThat(stored(other.id())).isEqualTo(other);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3, 4, Long.MAX_VALUE})
    void refusesToUpdateFromAnyOtherVersion(long version) {
        ApiKey key = insert(SampleKey.plain());
        Everything before = everything();
        ApiKey changed = SampleKey.of(key).name("renamed").version(version).key();
        assertThat(store.commit(List.of(update(changed)))).isEqualTo(CommitOutcome.CONFLICT);
        assertThat(everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2, Long.MAX_VALUE})
    void refusesToDeleteAnyOtherVersion(long version) {
        ApiKey key = insert(SampleKey.plain());
        Everything before = everything();
        assertThat(store.commit(
                        List.of(deletion(SampleKey.of(key).version(version).key()))))
                .isEqualTo(CommitOutcome.CONFLICT);
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void refusesToChangeAnUnknownKey() {
        ApiKey unknown = SampleKey.plain().key();
        assertThat(store.commit(List.of(update(SampleKey.next(unknown).key())))).isEqualTo(CommitOutcome.CONFLICT);
        assertThat(store.commit(List.of(deletion(unknown)))).isEqualTo(CommitOutcome.CONFLICT);
        assertThat(events()).isEmpty();
    }

    @Test
    void erasesAKeyWithItsUseAndKeepsItsHistory() {
        ApiKey key = insert(SampleKey.plain());
        store.recordUse(List.of(new KeyUse(key.id(), TODAY, 3, NOW)));
        commit(deletion(key));
        assertThat(store.find(key.id())).isEmpty();
        assertThat(allUsage(key.id())).isEmpty();
        assertThat(events()).extracting(KeyEvent::kind).containsExactly(KeyEvent.Kind.ISSUED, KeyEvent.Kind.DELETED);
    }

    @Test
    void makesAllChangesInEveryOrder() {
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2));
        for (int round = 0; round < 3; round++) {
            ApiKey toUpdate = insert(SampleKey.plain());
            ApiKey toDelete = insert(SampleKey.plain());
            StoredKey toInsert = SampleKey.plain().stored();
            ApiKey updated = SampleKey.next(toUpdate).name("renamed").key();
            List<KeyChange> possible = List.of(insertion(toInsert), update(updated), deletion(toDelete));
            List<KeyChange> changes = order.stream().map(possible::get).toList();

            assertThat(store.commit(changes)).isEqualTo(CommitOutcome.COMMITTED);
            assertThat(store.find(toInsert.key().id())).contains(toInsert);
            assertThat(stored(updated.id())).isEqualTo(updated);
            assertThat(store.find(toDelete.id())).isEmpty();
            assertThat(events()).endsWith(changes.stream().map(KeyChange::event).toArray(KeyEvent[]::new));
            Collections.rotate(order, 1);
        }
    }

    @Test
    void makesNoChangeWhereOneIsImpossible() {
        ApiKey existing = insert(SampleKey.plain());
        ApiKey toUpdate = insert(SampleKey.plain());
        ApiKey toDelete = insert(SampleKey.plain());
        store.recordUse(List.of(new KeyUse(toDelete.id(), TODAY, 3, NOW)));
        Everything before = everything();
        List<KeyChange> possible = List.of(
                insertion(SampleKey.plain().stored()),
                update(SampleKey.next(toUpdate).name("renamed").key()),
                deletion(toDelete));
        impossible(existing).forEach((what, impossible) -> {
            for (int place = 0; place <= possible.size(); place++) {
                List<KeyChange> changes = new ArrayList<>(possible);
                changes.add(place, impossible);
                assertThat(store.commit(changes)).as("%s at %d", what, place).isEqualTo(CommitOutcome.CONFLICT);
                assertThat(everything()).as("%s at %d", what, place).isEqualTo(before);
            }
        });
    }

    private static Map<String, KeyChange> impossible(ApiKey existing) {
        ApiKey unknown = SampleKey.plain().key();
        Map<String, KeyChange> impossible = new LinkedHashMap<>();
        impossible.put(
                "an insert of what exists", insertion(SampleKey.of(existing).stored()));
        impossible.put(
                "an update of another version",
                update(SampleKey.of(existing).version(9).key()));
        impossible.put("an update of nothing", update(SampleKey.next(unknown).key()));
        impossible.put(
                "a delete of another version",
                deletion(SampleKey.of(existing).version(9).key()));
        impossible.put("a delete of nothing", deletion(unknown));
        return impossible;
    }

    @Test
    void makesNoChangeWhereAnOwnerWouldHaveTooManyKeys() {
        ApiKey toUpdate = insert(SampleKey.plain());
        ApiKey toDelete = insert(SampleKey.plain().owner("somebody else"));
        store.recordUse(List.of(new KeyUse(toDelete.id(), TODAY, 3, NOW)));
        Everything before = everything();
        StoredKey tooMany = SampleKey.plain().stored();
        List<KeyChange> changes = new ArrayList<>(List.of(
                new KeyChange.Insert(tooMany, KeyEvent.issued(tooMany.key(), ADA, NOW), 1),
                update(SampleKey.next(toUpdate).name("renamed").key()),
                deletion(toDelete)));
        for (int round = 0; round < changes.size(); round++) {
            assertThat(store.commit(changes)).isEqualTo(CommitOutcome.TOO_MANY_KEYS);
            assertThat(everything()).isEqualTo(before);
            Collections.rotate(changes, 1);
        }
        changes.add(update(SampleKey.plain().version(2).key()));
        assertThat(store.commit(changes)).as("too many, and a conflict").isNotEqualTo(CommitOutcome.COMMITTED);
        assertThat(everything()).isEqualTo(before);
    }
}
