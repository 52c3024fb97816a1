// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKey;
import dev.apikey.KeyQuery;
import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyEvent.Kind;
import dev.apikey.spi.KeyVersion;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whoever asks by a key changes nothing once that key is another than the one that allowed it. */
abstract class AskerBehaviour extends StoreBehaviour {

    private CommitOutcome insertFor(KeyVersion asker) {
        return store.commit(List.of(insertion(SampleKey.plain().stored())), asker);
    }

    private static KeyVersion version(ApiKey key) {
        return new KeyVersion(key.id(), key.version());
    }

    @Test
    void changesSomethingWhileItsKeyIsTheSame() {
        ApiKey asker = insert(SampleKey.plain());
        assertThat(insertFor(version(asker))).isEqualTo(CommitOutcome.COMMITTED);
        assertThat(list(KeyQuery.all())).hasSize(2);
    }

    @Test
    void changesNothingOnceItsKeyHasAnotherVersion() {
        ApiKey asker = insert(SampleKey.plain());
        commit(update(SampleKey.next(asker).revoked(NOW, null).key()));
        Everything before = everything();
        assertThat(insertFor(version(asker))).isEqualTo(CommitOutcome.ASKER_CHANGED);
        assertThat(insertFor(new KeyVersion(asker.id(), 3))).isEqualTo(CommitOutcome.ASKER_CHANGED);
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void changesNothingOnceItsKeyIsGone() {
        ApiKey asker = insert(SampleKey.plain());
        commit(new KeyChange[] {deletion(asker)});
        assertThat(insertFor(version(asker))).isEqualTo(CommitOutcome.ASKER_CHANGED);
        assertThat(insertFor(new KeyVersion(UUID.randomUUID(), 1))).isEqualTo(CommitOutcome.ASKER_CHANGED);
        assertThat(list(KeyQuery.all())).isEmpty();
    }

    @Test
    void mayChangeItsOwnKey() {
        ApiKey asker = insert(SampleKey.plain());
        KeyChange change = update(SampleKey.next(asker).name("renamed").key());
        assertThat(store.commit(List.of(change), version(asker))).isEqualTo(CommitOutcome.COMMITTED);
        KeyChange deletion = deletion(stored(asker.id()));
        assertThat(store.commit(List.of(deletion), version(asker))).isEqualTo(CommitOutcome.ASKER_CHANGED);
        assertThat(store.commit(List.of(deletion), new KeyVersion(asker.id(), 2)))
                .isEqualTo(CommitOutcome.COMMITTED);
    }

    /** Whatever the interleaving: nothing that it asked for is recorded behind its end. */
    @Test
    void changesNothingBehindItsOwnEndHoweverTheyRace() throws Exception {
        for (int round = 0; round < 10; round++) {
            ApiKey asker = insert(SampleKey.plain());
            List<CommitOutcome> outcomes = EightThreads.run(thread -> thread == 0
                    ? store.commit(List.of(update(
                            Kind.REVOKED,
                            SampleKey.next(asker).revoked(NOW, null).key())))
                    : insertFor(version(asker)));
            assertThat(outcomes)
                    .isSubsetOf(CommitOutcome.COMMITTED, CommitOutcome.ASKER_CHANGED)
                    .first()
                    .isEqualTo(CommitOutcome.COMMITTED);
            assertThat(events()).last().extracting(KeyEvent::kind).isEqualTo(Kind.REVOKED);
        }
    }
}
