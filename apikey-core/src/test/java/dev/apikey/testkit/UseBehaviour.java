// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKey;
import dev.apikey.DailyUse;
import dev.apikey.KeyQuery;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyUse;
import dev.apikey.spi.StoredKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Use is counted by day, and moves the last use forwards; it changes nothing else, and revives nothing. */
abstract class UseBehaviour extends StoreBehaviour {

    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 23);
    private static final LocalDate TUESDAY = MONDAY.plusDays(1);

    private static KeyUse use(UUID id, LocalDate day, long count, Instant lastUsedAt) {
        return new KeyUse(id, day, count, lastUsedAt);
    }

    @Test
    void addsUpForEachDay() {
        ApiKey key = insert(SampleKey.plain());
        store.recordUse(List.of(use(key.id(), MONDAY, 3, NOW), use(key.id(), TUESDAY, 5, NOW.plusMillis(1))));
        store.recordUse(List.of(use(key.id(), MONDAY, 4_000_000_000L, NOW)));
        assertThat(allUsage(key.id())).containsExactly(new DailyUse(MONDAY, 4_000_000_003L), new DailyUse(TUESDAY, 5));
    }

    @Test
    void addsUpForEachKey() {
        ApiKey one = insert(SampleKey.plain());
        ApiKey two = insert(SampleKey.plain());
        store.recordUse(List.of(use(two.id(), MONDAY, 2, NOW), use(one.id(), MONDAY, 1, NOW)));
        assertThat(allUsage(one.id())).containsExactly(new DailyUse(MONDAY, 1));
        assertThat(allUsage(two.id())).containsExactly(new DailyUse(MONDAY, 2));
    }

    @Test
    void movesTheLastUseForwardsOnly() {
        ApiKey key = insert(SampleKey.plain());
        store.recordUse(List.of(use(key.id(), MONDAY, 1, NOW)));
        assertThat(stored(key.id()).lastUsedAt()).isEqualTo(NOW);
        store.recordUse(List.of(use(key.id(), MONDAY, 1, NOW.minusMillis(1))));
        assertThat(stored(key.id()).lastUsedAt()).isEqualTo(NOW);
        store.recordUse(List.of(use(key.id(), MONDAY, 1, NOW.plusMillis(1))));
        assertThat(stored(key.id()).lastUsedAt()).isEqualTo(NOW.plusMillis(1));
        store.recordUse(
                List.of(use(key.id(), TUESDAY, 1, NOW.plusMillis(3)), use(key.id(), MONDAY, 1, NOW.plusMillis(2))));
        assertThat(stored(key.id()).lastUsedAt()).isEqualTo(NOW.plusMillis(3));
        assertThat(allUsage(key.id())).containsExactly(new DailyUse(MONDAY, 4), new DailyUse(TUESDAY, 1));
    }

    @Test
    void changesNothingElse() {
        StoredKey written = SampleKey.plain()
                .disabledAt(NOW)
                .revoked(NOW, "lost")
                .expiresAt(NOW)
                .version(5)
                .stored();
        commit(insertion(written));
        List<KeyEvent> before = events();
        store.recordUse(List.of(use(written.key().id(), MONDAY, 1, NOW)));
        ApiKey used = SampleKey.of(written.key()).lastUsedAt(NOW).key();
        assertThat(store.find(used.id())).contains(new StoredKey(used, written.hash()));
        assertThat(events()).isEqualTo(before);
    }

    @Test
    void isNoChangeThatAnUpdateCouldConflictWith() {
        ApiKey key = insert(SampleKey.plain());
        store.recordUse(List.of(use(key.id(), MONDAY, 1, NOW)));
        commit(update(SampleKey.next(key).name("renamed").key()));
        assertThat(stored(key.id()))
                .isEqualTo(SampleKey.next(key).name("renamed").lastUsedAt(NOW).key());
    }

    @Test
    void isListedAndOrderedByAtOnce() {
        ApiKey key = insert(SampleKey.plain());
        assertThat(list(KeyQuery.all().neverUsed())).containsExactly(key.id());
        store.recordUse(List.of(use(key.id(), MONDAY, 1, NOW)));
        assertThat(list(KeyQuery.all().neverUsed())).isEmpty();
        assertThat(list(KeyQuery.all().unusedSince(NOW.plusMillis(1)))).containsExactly(key.id());
    }

    @Test
    void forgetsUsesOfKeysThatAreNotThere() {
        ApiKey erased = insert(SampleKey.plain());
        commit(deletion(erased));
        ApiKey key = insert(SampleKey.plain());
        UUID unknown = UUID.randomUUID();
        store.recordUse(
                List.of(use(unknown, MONDAY, 1, NOW), use(key.id(), MONDAY, 2, NOW), use(erased.id(), MONDAY, 3, NOW)));
        assertThat(allUsage(key.id())).containsExactly(new DailyUse(MONDAY, 2));
        assertThat(allUsage(unknown)).isEmpty();
        assertThat(store.find(unknown)).isEmpty();
        commit(insertion(SampleKey.of(erased).stored()));
        assertThat(allUsage(erased.id())).isEmpty();
        assertThat(stored(erased.id()).lastUsedAt()).isNull();
    }

    @Test
    void takesNothingAndManyAtOnce() {
        store.recordUse(List.of());
        List<KeyUse> uses = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            UUID id = insert(SampleKey.plain()).id();
            for (int day = 0; day < 5; day++) {
                uses.add(use(id, MONDAY.plusDays(day), day + 1, NOW));
            }
        }
        store.recordUse(uses);
        for (KeyUse use : uses) {
            assertThat(store.usage(use.keyId(), use.day(), use.day()))
                    .containsExactly(new DailyUse(use.day(), use.count()));
        }
    }

    @Test
    void isReadFromTheFirstToTheLastDayAskedFor() {
        UUID id = insert(SampleKey.plain()).id();
        LocalDate newYear = LocalDate.of(2027, 1, 1);
        List<LocalDate> days = List.of(
                LocalDate.of(2024, 2, 29), newYear.minusYears(1), newYear.minusDays(1), newYear, newYear.plusMonths(1));
        days.forEach(day -> store.recordUse(List.of(use(id, day, 1, NOW))));
        assertThat(days(id, LocalDate.MIN, LocalDate.MAX)).isEqualTo(days);
        assertThat(days(id, newYear.minusDays(1), newYear)).containsExactly(newYear.minusDays(1), newYear);
        assertThat(days(id, newYear, newYear)).containsExactly(newYear);
        assertThat(days(id, newYear.plusDays(1), newYear.plusDays(2))).isEmpty();
        assertThat(store.usage(UUID.randomUUID(), LocalDate.MIN, LocalDate.MAX)).isEmpty();
    }

    private List<LocalDate> days(UUID id, LocalDate from, LocalDate to) {
        return store.usage(id, from, to).stream().map(DailyUse::day).toList();
    }

    @Test
    void losesNoneHoweverManyRecord() throws Exception {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(insert(SampleKey.plain()).id());
        }
        int each = 10;
        EightThreads.run(thread -> {
            List<UUID> inMyOrder = new ArrayList<>(ids);
            Collections.rotate(inMyOrder, thread);
            for (int i = 0; i < each; i++) {
                Instant at = NOW.plusMillis(i * 10L + thread);
                store.recordUse(
                        inMyOrder.stream().map(id -> use(id, MONDAY, 2, at)).toList());
            }
            return each;
        });
        Instant last = NOW.plusMillis((each - 1) * 10L + EightThreads.COUNT - 1);
        for (UUID id : ids) {
            assertThat(allUsage(id)).containsExactly(new DailyUse(MONDAY, 2L * each * EightThreads.COUNT));
            assertThat(stored(id).lastUsedAt()).isEqualTo(last);
        }
    }

    @Test
    void neverDisturbsAndNeverUndoesWhatOthersChange() throws Exception {
        ApiKey key = insert(SampleKey.plain());
        ApiKey other = insert(SampleKey.plain());
        int each = 10;
        List<Integer> updates = EightThreads.run(thread -> {
            int mine = 0;
            for (int i = 0; i < each; i++) {
                if (thread % 2 == 0) {
                    store.recordUse(List.of(
                            use(key.id(), MONDAY, 1, NOW.plusMillis(i)),
                            use(other.id(), MONDAY, 1, NOW.plusMillis(i))));
                } else {
                    ApiKey next =
                            SampleKey.next(stored(key.id())).name("change " + i).key();
                    ApiKey nextOther = SampleKey.next(stored(other.id())).key();
                    mine += isCommitted(update(nextOther), update(next)) ? 1 : 0;
                }
            }
            return mine;
        });
        int changes = updates.stream().mapToInt(Integer::intValue).sum();
        assertThat(changes).isPositive();
        assertThat(stored(key.id()).version()).isEqualTo(1 + changes);
        assertThat(stored(key.id()).lastUsedAt()).isEqualTo(NOW.plusMillis(each - 1));
        assertThat(allUsage(key.id())).containsExactly(new DailyUse(MONDAY, (long) each * EightThreads.COUNT / 2));
    }

    @Test
    void leavesNothingBehindOfAKeyThatIsErasedMeanwhile() throws Exception {
        List<ApiKey> keys = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            keys.add(insert(SampleKey.plain()));
        }
        EightThreads.run(thread -> {
            for (ApiKey key : keys) {
                if (thread == 0) {
                    commit(deletion(key));
                } else {
                    store.recordUse(List.of(use(key.id(), MONDAY.plusDays(thread), 1, NOW)));
                }
            }
            return keys.size();
        });
        for (ApiKey key : keys) {
            commit(insertion(SampleKey.of(key).stored()));
            assertThat(allUsage(key.id())).isEmpty();
        }
    }
}
