// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.spi.StoredKey;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyRecordTest {

    private static final Instant NOW = Sandbox.NOW;

    private static KeyRecord record(Permissions permissions, @Nullable Instant... instants) {
        ApiKey key = Sandbox.key(UUID.randomUUID(), permissions, instants[0], instants[1], instants[2]);
        return new KeyRecord(new StoredKey(key, ScriptedHasher.HASH), 7);
    }

    private static @Nullable Instant at(@Nullable Long millis) {
        return millis == null ? null : NOW.plusMillis(millis);
    }

    @ParameterizedTest(name = "expires {0}, disabled {1}, revoked {2}")
    @CsvSource(textBlock = """
                      ,   ,
                    5,    ,
                    0,    ,
                    -5,   ,
                      , -5,
                    5,  -5,
                      ,   , -5
                    5,  -5, -5
                    """)
    void isActiveUntilTheKeyIsNot(@Nullable Long expires, @Nullable Long disabled, @Nullable Long revoked) {
        KeyRecord record = record(Permissions.of("*"), at(expires), at(disabled), at(revoked));
        for (long millis : new long[] {-100, -1, 0, 4, 5, 6, 100}) {
            Instant now = NOW.plusMillis(millis);
            assertThat(now.toEpochMilli() < record.activeUntilMillis())
                    .as("%s at %s", record.key(), now)
                    .isEqualTo(record.key().state(now) == ApiKey.State.ACTIVE);
        }
    }

    @Test
    void remembersWhatWasAnsweredLast() {
        KeyRecord record = record(Permissions.of("files:*"), null, null, null);
        assertThat(record.answer()).isNull();
        Authenticated narrow = new Authenticated(record.key(), Permissions.of("*:read"));
        record.remember(narrow);
        assertThat(record.answer()).isSameAs(narrow);
        assertThat(narrow.permissions()).isEqualTo(Permissions.of("files:read"));
        assertThat(narrow.isWithin(Permissions.of("*:read"))).isTrue();
        assertThat(narrow.isWithin(Permissions.of("*"))).isFalse();
        assertThat(record.withHash("$new$").answer()).as("is made anew").isNull();
    }

    @Test
    void keepsAllButItsHashWhenThatIsReplaced() {
        KeyRecord record = record(Permissions.of("*"), NOW, null, null);
        KeyRecord rehashed = record.withHash("$new$");
        assertThat(rehashed.hash()).isEqualTo("$new$");
        assertThat(rehashed.key()).isSameAs(record.key());
        assertThat(rehashed.sequence()).isEqualTo(7);
        assertThat(rehashed.activeUntilMillis()).isEqualTo(NOW.toEpochMilli());
    }

    /** Compared with what tokens begin with for each request: one object is in the processor's cache, a million are not. */
    @Test
    void sharesItsPrefixWithAllOthers() {
        assertThat(record(Permissions.of("*"), null, null, null).prefix())
                .isSameAs(record(Permissions.of("*"), null, null, null).prefix())
                .isEqualTo("acme_live");
    }
}
