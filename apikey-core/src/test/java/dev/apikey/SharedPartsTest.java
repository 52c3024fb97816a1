// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.spi.StoredKey;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SharedPartsTest {

    private static final Instant NOW = Sandbox.NOW;

    private final SharedParts parts = new SharedParts();

    /** Each text is an object of its own, as a database answers them. */
    private static StoredKey stored(String owner, String maker, String... patterns) {
        ApiKey key = new ApiKey(
                UUID.randomUUID(),
                new String(owner.toCharArray()),
                "CI",
                Permissions.of(patterns),
                NOW,
                Actor.of(new String(maker.toCharArray())),
                NOW.plusSeconds(1),
                NOW.plusSeconds(2),
                NOW.plusSeconds(3),
                "leaked",
                NOW.plusSeconds(4),
                7,
                UUID.randomUUID(),
                UUID.randomUUID(),
                "acme_live_***9842");
        return new StoredKey(key, "$scripted$" + owner);
    }

    @Test
    void changeNothingOfAKey() {
        StoredKey stored = stored("ada", "ben", "files:read", "*:write");
        assertThat(parts.share(stored)).isEqualTo(stored);
        assertThat(parts.share(stored).key().permissions().patterns()).containsExactly("files:read", "*:write");
    }

    @Test
    void areOneObjectForAllKeysThatHaveThem() {
        ApiKey one = parts.share(stored("ada", "ben", "files:read")).key();
        ApiKey other = parts.share(stored("ada", "ben", "files:read")).key();
        assertThat(other.owner()).isSameAs(one.owner());
        assertThat(other.createdBy()).isSameAs(one.createdBy());
        assertThat(other.permissions()).isSameAs(one.permissions());
    }

    @Test
    void areEachKeysOwnWhereTheyDiffer() {
        parts.share(stored("ada", "ben", "files:read"));
        StoredKey other = stored("cyd", "dan", "files:write");
        assertThat(parts.share(other)).isEqualTo(other);
    }

    /** Equal permissions, but not what people see. */
    @Test
    void keepTheOrderInWhichPermissionsWereNamed() {
        parts.share(stored("ada", "ben", "files:read", "rooms:read"));
        assertThat(parts.share(stored("ada", "ben", "rooms:read", "files:read"))
                        .key()
                        .permissions()
                        .patterns())
                .containsExactly("rooms:read", "files:read");
    }

    /** More than there are places for: whichever were driven out, each key has its own. */
    @Test
    void areRightHoweverManyThereAre() {
        for (int i = 0; i < 20_000; i++) {
            StoredKey stored = stored("owner-" + i, "maker-" + i, "files:" + i);
            assertThat(parts.share(stored)).isEqualTo(stored);
        }
    }
}
