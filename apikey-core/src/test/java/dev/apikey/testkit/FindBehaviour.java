// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import static dev.apikey.testkit.SampleKey.CREATED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.DailyUse;
import dev.apikey.Permissions;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyEvent.Facts;
import dev.apikey.spi.KeyEvent.Kind;
import dev.apikey.spi.KeyUse;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.spi.StoredKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.TimeZone;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored is found, and nothing else, with every field as it was. */
abstract class FindBehaviour extends StoreBehaviour {

    @Test
    void isEmptyForAnUnknownId() {
        assertThat(store.find(UUID.randomUUID())).isEmpty();
    }

    @Test
    void tellsIdsApartThatDifferInOneBit() {
        ApiKey key = insert(SampleKey.plain());
        UUID id = key.id();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            assertThat(store.find(new UUID(id.getMostSignificantBits() ^ (1L << bit), id.getLeastSignificantBits())))
                    .isEmpty();
            assertThat(store.find(new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() ^ (1L << bit))))
                    .isEmpty();
        }
        assertThat(stored(id)).isEqualTo(key);
    }

    @Test
    void givesBackEveryField() {
        StoredKey everything = SampleKey.plain()
                .owner("tenant/ben")
                .name("CI pipeline")
                .permissions(Permissions.of("files:write", "files:read", "rooms:*"))
                .createdBy(new Actor("ada", "Ada Lovelace", UUID.randomUUID()))
                .expiresAt(CREATED.plusMillis(1))
                .disabledAt(CREATED.plusMillis(2))
                .revoked(CREATED.plusMillis(3), "left in a log")
                .lastUsedAt(CREATED.plusMillis(4))
                .version(7)
                .replaces(UUID.randomUUID())
                .replacedBy(UUID.randomUUID())
                .stored();
        commit(insertion(everything));
        assertThat(store.find(everything.key().id())).contains(everything);
        assertThat(stored(everything.key().id()).permissions().patterns())
                .as("in the order in which they were named")
                .containsExactly("files:write", "files:read", "rooms:*");
    }

    @Test
    void givesBackTheAbsenceOfEveryFieldThatMayBeAbsent() {
        StoredKey plain = SampleKey.plain().permissions(Permissions.none()).stored();
        commit(insertion(plain));
        assertThat(store.find(plain.key().id())).contains(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "America/New_York", "Asia/Kolkata"})
    void givesBackInstantsToTheMillisecondWhateverTheTimeZone(String zone) {
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone(zone));
            // In New York, 01:30 comes twice on this night.
            assertFidelityAcrossZones(Instant.parse("2026-11-01T05:30:00.001Z"));
            TimeZone.setDefault(TimeZone.getTimeZone(zone));
            assertFidelityAcrossZones(Instant.parse("2026-11-01T06:30:00.001Z"));
            TimeZone.setDefault(TimeZone.getTimeZone(zone));
            assertFidelityAcrossZones(Instant.parse("2026-12-31T23:59:59.999Z"));
        } finally {
            TimeZone.setDefault(before);
        }
    }

    private void assertFidelityAcrossZones(Instant at) {
        StoredKey written = SampleKey.plain()
                .createdAt(at)
                .expiresAt(at)
                .disabledAt(at)
                .revoked(at, null)
                .lastUsedAt(at)
                .stored();
        KeyEvent event = KeyEvent.changed(Kind.REVOKED, written.key(), written.key(), ADA, null, at);
        commit(new KeyChange.Insert(written, event));
        LocalDate day = LocalDate.parse(at.toString().substring(0, 10));
        store.recordUse(List.of(new KeyUse(written.key().id(), day, 1, at)));

        TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Apia"));
        assertThat(store.find(written.key().id())).contains(written);
        assertThat(events()).endsWith(event);
        assertThat(store.usage(written.key().id(), day, day)).containsExactly(new DailyUse(day, 1));
    }

    @Test
    void keepsTextToTheLastCodePoint() {
        for (String text : TEXTS) {
            StoredKey written = SampleKey.plain()
                    .owner(text)
                    .name(text)
                    .createdBy(new Actor(text, text))
                    .revoked(CREATED, text)
                    .stored();
            KeyEvent event = new KeyEvent(
                    written.key().id(),
                    text,
                    Kind.REVOKED,
                    new Actor(text, text),
                    text,
                    CREATED,
                    new Facts(text, Permissions.none(), null),
                    new Facts(text, Permissions.none(), null),
                    null);
            commit(new KeyChange.Insert(written, event));
            assertThat(store.find(written.key().id())).as(text).contains(written);
            assertThat(events()).as(text).endsWith(event);
        }
    }

    @Test
    void holdsTheLongestOfEverything() {
        List<String> patterns = IntStream.range(0, 100)
                .mapToObj(i -> "%03d".formatted(i) + "r".repeat(30) + ":" + "a".repeat(30))
                .toList();
        String longText = "\uD83D\uDD11".repeat(255);
        StoredKey longest = SampleKey.plain()
                .owner(longText)
                .name("\uD83D\uDD11".repeat(64))
                .permissions(Permissions.of(patterns))
                .createdBy(new Actor(longText, longText))
                .revoked(CREATED, "\uD83D\uDD11".repeat(200))
                .hint("abcdefghijklmnopqrstuvwx_***9842")
                .hash("$" + "x".repeat(254))
                .stored();
        KeyEvent event = KeyEvent.changed(
                Kind.REVOKED,
                longest.key(),
                longest.key(),
                new Actor(longText, longText),
                longText.substring(0, 400),
                CREATED);
        commit(new KeyChange.Insert(longest, event));
        assertThat(store.find(longest.key().id())).contains(longest);
        assertThat(store.events(1, 1)).containsExactly(new RecordedEvent(1, event));
    }

    /** There is one letter that becomes two in lower case. */
    @Test
    void holdsTheNameThatIsLongestInLowerCase() {
        ApiKey key = insert(SampleKey.plain().name("\u0130".repeat(64)));
        assertThat(stored(key.id())).isEqualTo(key);
    }
}
