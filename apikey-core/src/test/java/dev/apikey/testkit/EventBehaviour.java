// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import static dev.apikey.testkit.SampleKey.CREATED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.Permissions;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyEvent.Kind;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.spi.StoredKey;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every change leaves its event: forwards a feed, backwards a history. */
abstract class EventBehaviour extends StoreBehaviour {

    @Test
    void areNoneInAnEmptyStore() {
        assertThat(store.events(1, 10)).isEmpty();
        assertThat(store.history(null, Long.MAX_VALUE, 10)).isEmpty();
        assertThat(store.history(UUID.randomUUID(), Long.MAX_VALUE, 10)).isEmpty();
    }

    @Test
    void areGivenBackWithEveryFieldInTheOrderOfTheirChanges() {
        StoredKey one = SampleKey.plain().stored();
        StoredKey two = SampleKey.plain().owner("tenant/ada").stored();
        Actor byKey = new Actor("ada", "Ada L.", UUID.randomUUID());
        ApiKey changed = SampleKey.next(one.key())
                .name("renamed")
                .permissions(Permissions.of("rooms:write", "files:*"))
                .expiresAt(CREATED.plusMillis(7))
                .replacedBy(two.key().id())
                .key();
        KeyEvent issuedOne = KeyEvent.issued(one.key(), byKey, CREATED);
        KeyEvent issuedTwo =
                KeyEvent.issued(SampleKey.of(two.key()).replaces(one.key().id()).key(), ADA, CREATED);
        KeyEvent rotated = KeyEvent.changed(Kind.ROTATED, one.key(), changed, ADA, "lost", CREATED.plusMillis(2));
        KeyEvent deleted = KeyEvent.deleted(changed, byKey, CREATED.plusMillis(3));

        commit(new KeyChange.Insert(one, issuedOne), new KeyChange.Insert(two, issuedTwo));
        commit(new KeyChange.Update(changed, rotated));
        commit(new KeyChange.Delete(2, deleted));
        assertThat(store.events(1, 10))
                .containsExactly(
                        new RecordedEvent(1, issuedOne),
                        new RecordedEvent(2, issuedTwo),
                        new RecordedEvent(3, rotated),
                        new RecordedEvent(4, deleted));
        assertThat(events().get(2).relatedKey()).isEqualTo(two.key().id());
        assertThat(events().get(3).after()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void tellEveryKindOfChange(Kind kind) {
        ApiKey key = insert(SampleKey.plain());
        ApiKey changed = SampleKey.next(key).key();
        commit(new KeyChange.Update(changed, KeyEvent.changed(kind, key, changed, ADA, "why not", NOW)));
        assertThat(store.events(2, 1).get(0).event().kind()).isEqualTo(kind);
    }

    @Test
    void startAtTheGivenSequenceAndEndAtTheLimit() {
        IntStream.range(0, 5).forEach(i -> insert(SampleKey.plain()));
        assertThat(sequences(store.events(2, 3))).containsExactly(2L, 3L, 4L);
        assertThat(sequences(store.events(5, 3))).containsExactly(5L);
        assertThat(store.events(6, 3)).isEmpty();
        assertThat(store.events(Long.MAX_VALUE, 3)).isEmpty();
    }

    @Test
    void areReadBackwardsPageByPage() {
        IntStream.range(0, 5).forEach(i -> insert(SampleKey.plain()));
        assertThat(sequences(store.history(null, Long.MAX_VALUE, 2))).containsExactly(5L, 4L);
        assertThat(sequences(store.history(null, 4, 2))).containsExactly(3L, 2L);
        assertThat(sequences(store.history(null, 2, 2))).containsExactly(1L);
        assertThat(store.history(null, 1, 2)).isEmpty();
    }

    @Test
    void areReadBackwardsForOneKeyAlsoOnceItIsErased() {
        ApiKey key = insert(SampleKey.plain());
        ApiKey other = insert(SampleKey.plain());
        commit(update(SampleKey.next(key).name("renamed").key()));
        commit(update(SampleKey.next(other).name("renamed").key()));
        commit(deletion(stored(key.id())));
        assertThat(sequences(store.history(key.id(), Long.MAX_VALUE, 10))).containsExactly(5L, 3L, 1L);
        assertThat(sequences(store.history(key.id(), 5, 1))).containsExactly(3L);
        assertThat(sequences(store.history(key.id(), 3, 10))).containsExactly(1L);
        assertThat(sequences(store.history(other.id(), Long.MAX_VALUE, 10))).containsExactly(4L, 2L);
    }

    @Test
    void areTheSameForwardsAndBackwards() {
        ApiKey key = insert(SampleKey.plain().expiresAt(NOW).createdBy(ADA.withKey(UUID.randomUUID())));
        commit(update(Kind.REVOKED, SampleKey.next(key).revoked(NOW, "lost").key()));
        List<RecordedEvent> forwards = store.events(1, 10);
        List<RecordedEvent> backwards = store.history(null, Long.MAX_VALUE, 10);
        assertThat(backwards).containsExactly(forwards.get(1), forwards.get(0));
    }

    private static List<Long> sequences(List<RecordedEvent> events) {
        return events.stream().map(RecordedEvent::sequence).toList();
    }

    @Test
    void areAsManyAsAreAskedForInAHistoryThatIsLong() {
        ApiKey key = insert(SampleKey.plain());
        for (int i = 0; i < 230; i++) {
            key = SampleKey.next(key).name("name " + i).key();
            commit(update(key));
        }
        assertThat(store.history(key.id(), Long.MAX_VALUE, 200)).hasSize(200);
        assertThat(store.history(null, Long.MAX_VALUE, 200)).hasSize(200);
    }
}
