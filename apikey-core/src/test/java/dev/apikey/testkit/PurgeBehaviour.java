// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKey;
import dev.apikey.DailyUse;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyUse;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.spi.StoredKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is old is erased a few rows at a time, from its beginning on, and whoever follows the feed misses nothing. */
abstract class PurgeBehaviour extends StoreBehaviour {

    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 23);

    private ApiKey insertAt(Instant at) {
        StoredKey stored = SampleKey.plain().stored();
        commit(new KeyChange.Insert(stored, KeyEvent.issued(stored.key(), ADA, at)));
        return stored.key();
    }

    private List<Long> sequences() {
        return store.events(1, 10_000).stream().map(RecordedEvent::sequence).toList();
    }

    private static List<Long> from(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    @Test
    void erasesNoMoreThanTheLimitAndSaysWhetherThereIsMore() {
        for (int i = 0; i < 6; i++) {
            insertAt(NOW);
        }
        assertThat(store.purgeEvents(NOW.plusMillis(1), 2)).isTrue();
        assertThat(sequences()).isEqualTo(from(3, 6));
        assertThat(store.purgeEvents(NOW.plusMillis(1), 2)).isTrue();
        assertThat(store.purgeEvents(NOW.plusMillis(1), 2)).isFalse();
        assertThat(sequences()).containsExactly(6L);
    }

    @Test
    void erasesOnlyWhatIsOfBeforeTheInstant() {
        insertAt(NOW);
        insertAt(NOW.plusMillis(1));
        insertAt(NOW.plusMillis(2));
        assertThat(store.purgeEvents(NOW, 9)).isFalse();
        assertThat(sequences()).isEqualTo(from(1, 3));
        assertThat(store.purgeEvents(NOW.plusNanos(1), 9)).isFalse();
        assertThat(sequences()).isEqualTo(from(2, 3));
    }

    @Test
    void leavesNoGapWhereAClockWasBehind() {
        insertAt(NOW.minusSeconds(9));
        insertAt(NOW);
        insertAt(NOW.minusSeconds(9));
        insertAt(NOW);
        assertThat(store.purgeEvents(NOW, 9)).isFalse();
        assertThat(sequences()).isEqualTo(from(2, 4));
    }

    @Test
    void keepsTheLastEventSoThatTheFeedGoesOnBehindIt() {
        assertThat(store.purgeEvents(NOW.plusSeconds(9), 9)).isFalse();
        insertAt(NOW);
        insertAt(NOW);
        assertThat(store.purgeEvents(NOW.plusSeconds(9), 9)).isFalse();
        assertThat(sequences()).containsExactly(2L);
        UUID id = insertAt(NOW).id();
        assertThat(sequences()).containsExactly(2L, 3L);
        assertThat(store.lookUp(id).sequence()).isEqualTo(3);
    }

    @Test
    void leavesTheEndOfTheHistoryOfAnErasedKey() {
        ApiKey key = insertAt(NOW.minusSeconds(9));
        commit(deletion(key));
        insertAt(NOW);
        store.purgeEvents(NOW, 9);
        assertThat(store.history(key.id(), Long.MAX_VALUE, 9))
                .extracting(recorded -> recorded.event().kind())
                .containsExactly(KeyEvent.Kind.DELETED);
    }

    @Test
    void leavesKeysAsTheyAre() {
        ApiKey key = insertAt(NOW);
        insertAt(NOW);
        store.purgeEvents(NOW.plusSeconds(9), 9);
        assertThat(stored(key.id())).isEqualTo(key);
    }

    @Test
    void erasesOldCountsAndNotWhenAKeyWasLastUsed() {
        ApiKey one = insert(SampleKey.plain());
        ApiKey two = insert(SampleKey.plain());
        for (int day = 0; day < 4; day++) {
            store.recordUse(List.of(
                    new KeyUse(one.id(), MONDAY.plusDays(day), 1, NOW),
                    new KeyUse(two.id(), MONDAY.plusDays(day), 2, NOW)));
        }
        assertThat(store.purgeUsage(MONDAY, 9)).isFalse();
        assertThat(store.purgeUsage(MONDAY.plusDays(2), 3)).isTrue();
        assertThat(allUsage(one.id()).size() + allUsage(two.id()).size()).isEqualTo(5);
        assertThat(store.purgeUsage(MONDAY.plusDays(2), 3)).isFalse();
        assertThat(allUsage(one.id()))
                .containsExactly(new DailyUse(MONDAY.plusDays(2), 1), new DailyUse(MONDAY.plusDays(3), 1));
        assertThat(allUsage(two.id()))
                .containsExactly(new DailyUse(MONDAY.plusDays(2), 2), new DailyUse(MONDAY.plusDays(3), 2));
        assertThat(stored(one.id()).lastUsedAt()).isEqualTo(NOW);
    }

    /** Several nodes purge, others change keys and count their use: nobody is refused, and nothing that is new is lost. */
    @Test
    void disturbsNobodyHoweverManyPurge() throws Exception {
        List<ApiKey> keys = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            ApiKey key = insertAt(NOW.minusSeconds(9));
            store.recordUse(List.of(new KeyUse(key.id(), MONDAY, 1, NOW)));
            keys.add(key);
        }
        EightThreads.run(thread -> {
            for (int i = 0; i < 15; i++) {
                if (thread < 3) {
                    store.purgeEvents(NOW, 7);
                    store.purgeUsage(MONDAY.plusDays(1), 7);
                } else {
                    ApiKey key = keys.get(thread * 5 - 15 + i % 5);
                    store.recordUse(List.of(new KeyUse(key.id(), MONDAY.plusDays(1), 1, NOW)));
                    if (i < 5) {
                        commit(deletion(key));
                    }
                }
            }
            return thread;
        });
        store.purgeEvents(NOW, 100);
        assertThat(sequences()).isEqualTo(from(61, 85));
        while (store.purgeUsage(MONDAY.plusDays(1), 7)) {
            assertThat(sequences()).hasSize(25);
        }
        for (ApiKey key : keys) {
            assertThat(allUsage(key.id())).isEmpty();
        }
    }
}
