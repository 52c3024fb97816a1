// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyUse;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.testkit.ForwardingStore;
import dev.apikey.testkit.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionTest {

    private static final Duration HISTORY = Duration.ofDays(400);
    private static final Duration USAGE = Duration.ofDays(90);
    private static final LocalDate TODAY = LocalDate.ofInstant(Sandbox.NOW, ZoneOffset.UTC);

    private final Sandbox sandbox = new Sandbox();

    private Retention at(Instant now) {
        return over(sandbox.store, now);
    }

    private static Retention over(KeyStore store, Instant now) {
        return new Retention(store, new MillisClock(MovableClock.at(now)), HISTORY, USAGE);
    }

    private UUID insert() {
        UUID id = UUID.randomUUID();
        sandbox.insert(Sandbox.key(id, Permissions.of("*"), null, null, null), ScriptedHasher.HASH);
        return id;
    }

    @Test
    void erasesEventsThatAreOlderThanTheyAreKept() {
        for (int i = 0; i < 3; i++) {
            insert();
        }
        at(Sandbox.NOW.plus(HISTORY)).purge();
        assertThat(sandbox.events()).hasSize(3);
        at(Sandbox.NOW.plus(HISTORY).plusMillis(1)).purge();
        assertThat(sandbox.events()).extracting(RecordedEvent::sequence).containsExactly(3L);
    }

    @Test
    void erasesCountsOfDaysThatAreOlderThanTheyAreKept() {
        UUID id = insert();
        sandbox.store.recordUse(List.of(
                new KeyUse(id, TODAY.minusDays(91), 1, Sandbox.NOW),
                new KeyUse(id, TODAY.minusDays(90), 1, Sandbox.NOW),
                new KeyUse(id, TODAY, 1, Sandbox.NOW)));
        at(Sandbox.NOW).purge();
        assertThat(sandbox.store.usage(id, LocalDate.EPOCH, TODAY))
                .extracting(DailyUse::day)
                .containsExactly(TODAY.minusDays(90), TODAY);
    }

    @Test
    void leavesTheRestForTheNextTimeWhereThereIsTooMuch() {
        AtomicInteger steps = new AtomicInteger();
        KeyStore endless = new ForwardingStore(sandbox.store) {
            @Override
            public boolean purgeEvents(Instant before, int limit) {
                assertThat(limit).isLessThanOrEqualTo(1_000);
                return steps.incrementAndGet() > 0;
            }
        };
        over(endless, Sandbox.NOW).purge();
        assertThat(steps).hasValueBetween(2, 100);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 29, 36_501})
    void isNeitherTooShortNorEndless(long days) {
        ApiKeys.Builder builder = sandbox.builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.keepHistory(Duration.ofDays(days)))
                .withMessageContaining("keepHistory must be from 30");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.keepUsage(Duration.ofDays(days)))
                .withMessageContaining("keepUsage must be from 30");
    }

    @ParameterizedTest
    @ValueSource(longs = {30, 36_500})
    void isWhatTheHostSays(long days) {
        sandbox.builder()
                .keepHistory(Duration.ofDays(days))
                .keepUsage(Duration.ofDays(days))
                .build()
                .close();
    }
}
