// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKey;
import dev.apikey.KeyQuery;
import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyEvent.Kind;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.spi.StoredKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Of changes to the same version, one wins, however many threads try; and no two events share a place. */
abstract class ConcurrentCommitBehaviour extends StoreBehaviour {

    @Test
    void letsOneInsertOfTheSameIdWin() throws Exception {
        EightThreads.tenTimes(() -> {
            ApiKey key = SampleKey.plain().key();
            int winner = race(thread -> List.of(insertion(ofThread(thread, key).stored())));
            assertThat(stored(key.id())).isEqualTo(ofThread(winner, key).key());
            assertThat(kinds(key)).containsExactly(Kind.ISSUED);
        });
    }

    @Test
    void letsOneUpdateOfTheSameVersionWin() throws Exception {
        EightThreads.tenTimes(() -> {
            ApiKey key = insert(SampleKey.plain());
            ApiKey next = SampleKey.next(key).key();
            int winner = race(thread -> List.of(update(ofThread(thread, next).key())));
            assertThat(stored(key.id())).isEqualTo(ofThread(winner, next).key());
            assertThat(kinds(key)).containsExactly(Kind.ISSUED, Kind.UPDATED);
        });
    }

    @Test
    void letsOneDeleteOfTheSameVersionWin() throws Exception {
        EightThreads.tenTimes(() -> {
            ApiKey key = insert(SampleKey.plain());
            race(thread -> List.of(deletion(key)));
            assertThat(store.find(key.id())).isEmpty();
            assertThat(kinds(key)).containsExactly(Kind.ISSUED, Kind.DELETED);
        });
    }

    @Test
    void letsEitherAnUpdateOrADeleteOfTheSameVersionWin() throws Exception {
        EightThreads.tenTimes(() -> {
            ApiKey key = insert(SampleKey.plain());
            ApiKey next = SampleKey.next(key).name("renamed").key();
            boolean updated = race(thread -> List.of(thread % 2 == 0 ? update(next) : deletion(key))) % 2 == 0;
            assertThat(store.find(key.id()).map(StoredKey::key))
                    .isEqualTo(updated ? Optional.of(next) : Optional.empty());
            assertThat(kinds(key)).containsExactly(Kind.ISSUED, updated ? Kind.UPDATED : Kind.DELETED);
        });
    }

    @Test
    void leavesOneSuccessorHoweverManyRotateTheSameVersion() throws Exception {
        EightThreads.tenTimes(() -> {
            ApiKey key = insert(SampleKey.plain());
            List<StoredKey> successors = successorsOf(key);
            int winner = race(thread -> rotation(key, successors.get(thread)));
            assertThat(stored(key.id()).replacedBy())
                    .isEqualTo(successors.get(winner).key().id());
            assertThat(successors.stream()
                            .filter(one -> store.find(one.key().id()).isPresent()))
                    .containsExactly(successors.get(winner));
            assertThat(kinds(key)).containsExactly(Kind.ISSUED, Kind.ROTATED);
        });
    }

    @Test
    void leavesNoSuccessorOfAKeyThatWasRevokedFirst() throws Exception {
        EightThreads.tenTimes(() -> {
            ApiKey key = insert(SampleKey.plain());
            ApiKey revoked = SampleKey.next(key).revoked(NOW, "lost").key();
            List<StoredKey> successors = successorsOf(key);
            boolean rotated = race(thread -> thread % 2 == 0
                                    ? rotation(key, successors.get(thread))
                                    : List.of(update(Kind.REVOKED, revoked)))
                            % 2
                    == 0;
            assertThat(successors.stream()
                            .filter(one -> store.find(one.key().id()).isPresent()))
                    .hasSize(rotated ? 1 : 0);
            assertThat(stored(key.id()).revokedAt()).isEqualTo(rotated ? null : NOW);
        });
    }

    private static SampleKey ofThread(int thread, ApiKey key) {
        return SampleKey.of(key).name("of thread " + thread);
    }

    private static List<StoredKey> successorsOf(ApiKey key) {
        return Stream.generate(() -> SampleKey.plain().replaces(key.id()).stored())
                .limit(EightThreads.COUNT)
                .toList();
    }

    private static List<KeyChange> rotation(ApiKey key, StoredKey successor) {
        ApiKey ended = SampleKey.next(key)
                .replacedBy(successor.key().id())
                .expiresAt(NOW)
                .key();
        return List.of(update(Kind.ROTATED, ended), insertion(successor));
    }

    /** The one thread whose change was made. */
    private int race(IntFunction<List<KeyChange>> changes) throws Exception {
        List<Boolean> outcomes =
                EightThreads.run(thread -> store.commit(changes.apply(thread)) == CommitOutcome.COMMITTED);
        assertThat(outcomes).containsOnlyOnce(true);
        return outcomes.indexOf(true);
    }

    private List<Kind> kinds(ApiKey key) {
        return events().stream()
                .filter(event -> event.keyId().equals(key.id()))
                .map(KeyEvent::kind)
                .toList();
    }

    /** Each thread changes two keys at once, in its own order: nobody waits for somebody who waits for him. */
    @Test
    void commitsPairsOfTheSameKeysInWhateverOrder() throws Exception {
        ApiKey one = insert(SampleKey.plain());
        ApiKey two = insert(SampleKey.plain());
        int each = 5;
        EightThreads.run(thread -> {
            int done = 0;
            while (done < each) {
                ApiKey first = SampleKey.next(stored(thread % 2 == 0 ? one.id() : two.id()))
                        .key();
                ApiKey second = SampleKey.next(stored(thread % 2 == 0 ? two.id() : one.id()))
                        .key();
                done += isCommitted(update(first), update(second)) ? 1 : 0;
            }
            return done;
        });
        assertThat(stored(one.id()).version()).isEqualTo(1 + EightThreads.COUNT * each);
        assertThat(stored(two.id()).version()).isEqualTo(1 + EightThreads.COUNT * each);
    }

    @Test
    void numbersEventsWithoutGapsInTheOrderOfEachThread() throws Exception {
        int each = 10;
        List<List<ApiKey>> inserted = EightThreads.run(thread -> {
            List<ApiKey> mine = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                mine.add(insert(SampleKey.plain().owner("thread " + thread)));
            }
            return mine;
        });
        assertThat(store.events(1, 1_000))
                .extracting(RecordedEvent::sequence)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, (long) EightThreads.COUNT * each)
                        .boxed()
                        .toList());
        List<KeyEvent> events = events();
        for (int thread = 0; thread < EightThreads.COUNT; thread++) {
            String owner = "thread " + thread;
            assertThat(events.stream()
                            .filter(event -> event.owner().equals(owner))
                            .map(KeyEvent::keyId))
                    .containsExactlyElementsOf(ids(inserted.get(thread)));
        }
    }

    /** Half of the threads write; the others follow, and would lose what appears behind where they are. */
    @Test
    void showsFollowersEveryEventInOrderWhileOthersWrite() throws Exception {
        int each = 10;
        int all = EightThreads.COUNT / 2 * each;
        AtomicInteger writing = new AtomicInteger(EightThreads.COUNT / 2);
        List<List<Long>> seen = EightThreads.run(thread -> {
            if (thread % 2 == 0) {
                try {
                    for (int i = 0; i < each; i++) {
                        insert(SampleKey.plain());
                    }
                } finally {
                    writing.decrementAndGet();
                }
                return List.of();
            }
            return follow(all, writing);
        });
        for (int thread = 1; thread < EightThreads.COUNT; thread += 2) {
            assertThat(seen.get(thread))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, all).boxed().toList());
        }
        assertThat(Set.copyOf(list(KeyQuery.all()))).hasSize(all);
    }

    private List<Long> follow(int all, AtomicInteger writing) {
        List<Long> seen = new ArrayList<>();
        boolean last = false;
        while (seen.size() < all && !last) {
            last = writing.get() == 0;
            store.events(seen.size() + 1L, 7).forEach(recorded -> seen.add(recorded.sequence()));
            last = last
                    && seen.size() < all
                    && store.events(seen.size() + 1L, 1).isEmpty();
        }
        return seen;
    }

    /** Two keys are renamed together, again and again: nobody ever sees one of them renamed and the other not. */
    @Test
    void showsNoHalfOfACommit() throws Exception {
        ApiKey one = insert(SampleKey.plain().name("0"));
        ApiKey two = insert(SampleKey.plain().name("0"));
        AtomicBoolean done = new AtomicBoolean();
        List<Boolean> whole = EightThreads.run(thread -> {
            if (thread > 0) {
                boolean same = true;
                while (!done.get()) {
                    same &= store.list(KeyQuery.all(), NOW).stream()
                                    .map(ApiKey::name)
                                    .distinct()
                                    .count()
                            == 1;
                }
                return same;
            }
            try {
                ApiKey first = one;
                ApiKey second = two;
                for (int i = 1; i <= 50; i++) {
                    first = SampleKey.next(first).name("" + i).key();
                    second = SampleKey.next(second).name("" + i).key();
                    commit(update(first), update(second));
                }
                return true;
            } finally {
                done.set(true);
            }
        });
        assertThat(whole).containsOnly(true);
    }
}
