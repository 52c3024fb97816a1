// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKey;
import dev.apikey.KeyQuery;
import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.StoredKey;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An owner never has more live keys than an insert allows. */
abstract class LiveKeyLimitBehaviour extends StoreBehaviour {

    private static KeyChange oneMore(String owner, int maxLive) {
        StoredKey stored = SampleKey.plain().owner(owner).stored();
        return new KeyChange.Insert(stored, KeyEvent.issued(stored.key(), ADA, NOW), maxLive);
    }

    private CommitOutcome insertOneMore(int maxLive) {
        return store.commit(List.of(oneMore("ben", maxLive)));
    }

    @Test
    void allowsAsManyAsItSaysAndNotOneMore() {
        assertThat(insertOneMore(2)).isEqualTo(CommitOutcome.COMMITTED);
        assertThat(insertOneMore(2)).isEqualTo(CommitOutcome.COMMITTED);
        assertThat(insertOneMore(2)).isEqualTo(CommitOutcome.TOO_MANY_KEYS);
        assertThat(insertOneMore(3)).isEqualTo(CommitOutcome.COMMITTED);
        assertThat(list(KeyQuery.all())).hasSize(3);
        assertThat(events()).hasSize(3);
    }

    @Test
    void doesNotCountWhatIsRevokedOrExpiredAtTheEvent() {
        insert(SampleKey.plain().revoked(NOW.minusSeconds(1), null));
        insert(SampleKey.plain().revoked(NOW.plusSeconds(1), null));
        insert(SampleKey.plain().expiresAt(NOW));
        insert(SampleKey.plain().expiresAt(NOW).disabledAt(NOW));
        assertThat(insertOneMore(1)).isEqualTo(CommitOutcome.COMMITTED);
    }

    @Test
    void countsWhatIsDisabledOrExpiresAMillisecondLater() {
        insert(SampleKey.plain().disabledAt(NOW.minusSeconds(1)));
        insert(SampleKey.plain().expiresAt(NOW.plusMillis(1)));
        assertThat(insertOneMore(2)).isEqualTo(CommitOutcome.TOO_MANY_KEYS);
        assertThat(insertOneMore(3)).isEqualTo(CommitOutcome.COMMITTED);
    }

    @Test
    void countsForEachOwnerApart() {
        for (String owner : TEXTS) {
            assertThat(store.commit(List.of(oneMore(owner, 1)))).as(owner).isEqualTo(CommitOutcome.COMMITTED);
        }
        for (String owner : TEXTS) {
            assertThat(store.commit(List.of(oneMore(owner, 1)))).as(owner).isEqualTo(CommitOutcome.TOO_MANY_KEYS);
        }
    }

    @Test
    void countsEveryKeyOfTheSameCommit() {
        assertThat(store.commit(List.of(oneMore("ben", 1), oneMore("ben", 1)))).isEqualTo(CommitOutcome.TOO_MANY_KEYS);
        assertThat(store.commit(List.of(oneMore("ben", 2), oneMore("ada", 1), oneMore("ben", 2))))
                .isEqualTo(CommitOutcome.COMMITTED);
    }

    @Test
    void hasRoomForWhatTakesThePlaceOfAKeyThatEndsInTheSameCommit() {
        ApiKey first = insert(SampleKey.plain());
        KeyChange end = update(SampleKey.next(first).expiresAt(NOW).key());
        assertThat(store.commit(List.of(end, oneMore("ben", 1)))).isEqualTo(CommitOutcome.COMMITTED);

        ApiKey second = only(KeyQuery.all().inState(ApiKey.State.ACTIVE));
        KeyChange revocation = update(SampleKey.next(second).revoked(NOW, null).key());
        assertThat(store.commit(List.of(oneMore("ben", 1), revocation)))
                .as("the insert first")
                .isEqualTo(CommitOutcome.COMMITTED);

        ApiKey third = only(KeyQuery.all().inState(ApiKey.State.ACTIVE));
        assertThat(store.commit(List.of(oneMore("ben", 1), deletion(third)))).isEqualTo(CommitOutcome.COMMITTED);
        assertThat(insertOneMore(1)).isEqualTo(CommitOutcome.TOO_MANY_KEYS);
    }

    private ApiKey only(KeyQuery query) {
        List<ApiKey> keys = store.list(query, NOW);
        assertThat(keys).hasSize(1);
        return keys.get(0);
    }

    @Test
    void hasNoRoomForWhatTakesThePlaceOfAKeyThatLivesOn() {
        ApiKey first = insert(SampleKey.plain());
        KeyChange overlap =
                update(SampleKey.next(first).expiresAt(NOW.plusMillis(1)).key());
        assertThat(store.commit(List.of(overlap, oneMore("ben", 1)))).isEqualTo(CommitOutcome.TOO_MANY_KEYS);
        assertThat(stored(first.id())).isEqualTo(first);
    }

    @Test
    void cannotBeRaced() throws Exception {
        EightThreads.tenTimes(() -> {
            String owner = "owner " + UUID.randomUUID();
            int maxLive = 3;
            List<CommitOutcome> outcomes = EightThreads.run(thread -> store.commit(List.of(oneMore(owner, maxLive))));
            assertThat(outcomes).doesNotContain(CommitOutcome.CONFLICT);
            assertThat(outcomes.stream().filter(CommitOutcome.COMMITTED::equals))
                    .hasSize(maxLive);
            assertThat(store.count(KeyQuery.all().ownedBy(owner), NOW)).isEqualTo(maxLive);
            assertThat(events().stream().filter(event -> event.owner().equals(owner)))
                    .hasSize(maxLive);
        });
    }
}
