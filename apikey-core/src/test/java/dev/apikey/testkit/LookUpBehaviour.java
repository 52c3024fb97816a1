// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKey;
import dev.apikey.spi.FoundKey;
import dev.apikey.spi.StoredKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A look-up says when in the order of changes it was, to the event; and a hash can be replaced by one of the same secret, which is no change. */
abstract class LookUpBehaviour extends StoreBehaviour {

    @Test
    void ofAnUnknownKeyTellsTheSequenceToo() {
        assertThat(store.lookUp(UUID.randomUUID())).isEqualTo(new FoundKey(Optional.empty(), 0));
        insert(SampleKey.plain());
        insert(SampleKey.plain());
        assertThat(store.lookUp(UUID.randomUUID())).isEqualTo(new FoundKey(Optional.empty(), 2));
    }

    @Test
    void tellsTheSequenceOfTheLastEventOfAll() {
        StoredKey one = SampleKey.plain().stored();
        commit(insertion(one));
        ApiKey other = insert(SampleKey.plain());
        assertThat(store.lookUp(one.key().id())).isEqualTo(new FoundKey(Optional.of(one), 2));
        commit(deletion(other));
        assertThat(store.lookUp(one.key().id())).isEqualTo(new FoundKey(Optional.of(one), 3));
        assertThat(store.lookUp(other.id())).isEqualTo(new FoundKey(Optional.empty(), 3));
    }

    @Test
    void sequenceIsNotMovedByWhatIsNoChange() {
        ApiKey key = insert(SampleKey.plain());
        isCommitted(update(key)); // of the version that is there: a conflict
        store.recordUse(List.of(new dev.apikey.spi.KeyUse(key.id(), java.time.LocalDate.of(2026, 11, 25), 1, NOW)));
        assertThat(store.lookUp(key.id()).sequence()).isEqualTo(1);
    }

    /** One key and nothing else: its version and the sequence must be the same, at whatever moment they are read. */
    @Test
    void readsKeyAndSequenceAtTheSameMoment() throws Exception {
        ApiKey key = insert(SampleKey.plain());
        AtomicInteger writing = new AtomicInteger(1);
        List<Integer> torn = EightThreads.run(thread -> thread == 0 ? write(key, writing) : read(key.id(), writing));
        assertThat(torn).containsOnly(0);
    }

    private int write(ApiKey key, AtomicInteger writing) {
        try {
            ApiKey next = key;
            for (int i = 0; i < 100; i++) {
                next = SampleKey.next(next).key();
                commit(update(next));
            }
            return 0;
        } finally {
            writing.set(0);
        }
    }

    private int read(UUID id, AtomicInteger writing) {
        int torn = 0;
        while (writing.get() == 1) {
            FoundKey found = store.lookUp(id);
            torn += found.key().orElseThrow().key().version() == found.sequence() ? 0 : 1;
        }
        return torn;
    }

    @Test
    void aHashIsReplacedByAnotherOne() {
        StoredKey stored = SampleKey.plain().stored();
        commit(insertion(stored));
        String replacement = "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$aGFzaA";
        assertThat(store.replaceHash(stored.key().id(), stored.hash(), replacement))
                .isTrue();
        assertThat(store.lookUp(stored.key().id()))
                .isEqualTo(new FoundKey(Optional.of(new StoredKey(stored.key(), replacement)), 1));
        assertThat(store.countByHashKind(Instant.EPOCH))
                .containsExactly(java.util.Map.entry("argon2id v=19 m=64,t=1,p=1", 1L));
        assertThat(events()).hasSize(1);
    }

    @Test
    void aHashIsReplacedOnlyWhereItIsTheExpectedOne() {
        StoredKey stored = SampleKey.plain().stored();
        StoredKey other = SampleKey.plain().hash("$other$hash").stored();
        commit(insertion(stored));
        commit(insertion(other));
        Everything before = everything();
        assertThat(store.replaceHash(stored.key().id(), stored.hash() + "x", "$x$y"))
                .isFalse();
        assertThat(store.replaceHash(stored.key().id(), stored.hash().toUpperCase(java.util.Locale.ROOT), "$x$y"))
                .isFalse();
        assertThat(store.replaceHash(stored.key().id(), other.hash(), "$x$y")).isFalse();
        assertThat(store.replaceHash(UUID.randomUUID(), stored.hash(), "$x$y")).isFalse();
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void oneOfEightThreadsReplacesAHash() throws Exception {
        StoredKey stored = SampleKey.plain().stored();
        commit(insertion(stored));
        List<Boolean> outcomes =
                EightThreads.run(thread -> store.replaceHash(stored.key().id(), stored.hash(), "$thread$" + thread));
        assertThat(outcomes).containsOnlyOnce(true);
        int winner = outcomes.indexOf(true);
        assertThat(store.find(stored.key().id()).orElseThrow().hash()).isEqualTo("$thread$" + winner);
    }
}
