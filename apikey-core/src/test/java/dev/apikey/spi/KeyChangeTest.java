// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.Permissions;
import dev.apikey.spi.KeyEvent.Kind;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyChangeTest {

    private static final ApiKey KEY = new ApiKey(
            UUID.randomUUID(),
            "ben",
            "CI",
            Permissions.of("*"),
            Instant.EPOCH,
            Actor.of("ada"),
            null,
            null,
            null,
            null,
            null,
            1,
            null,
            null,
            "acme_live_***9842");

    private static KeyEvent eventOf(UUID id) {
        return new KeyEvent(id, "ben", Kind.ISSUED, Actor.of("ada"), null, Instant.EPOCH, null, null, null);
    }

    @Test
    void refusesTheEventOfAnotherKey() {
        KeyEvent another = eventOf(UUID.randomUUID());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyChange.Insert(new StoredKey(KEY, "hash"), another))
                .withMessage("event must be about the key that changes: " + KEY.id());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyChange.Update(KEY, another))
                .withMessage("event must be about the key that changes: " + KEY.id());
    }

    @Test
    void doesNotShowTheHashOfAnInsertedKey() {
        assertThat(new KeyChange.Insert(new StoredKey(KEY, "hash-to-hide"), eventOf(KEY.id())))
                .asString()
                .contains(KEY.id().toString())
                .doesNotContain("hash-to-hide");
    }
}
