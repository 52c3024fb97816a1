// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.Permissions;
import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.StoredKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Keys to fill a store with. */
final class Samples {

    static final Instant NOW = Instant.parse("2026-11-24T10:00:00.123Z");

    private Samples() {}

    /** A key with this text wherever a text may stand. */
    static StoredKey key(UUID id, String text) {
        ApiKey key = new ApiKey(
                id,
                text,
                text,
                Permissions.of("files:read"),
                NOW,
                new Actor(text, text),
                null,
                null,
                null,
                null,
                null,
                1,
                null,
                null,
                "acme_live_***9842");
        return new StoredKey(key, "$none$x");
    }

    static KeyChange.Insert insertion(StoredKey stored) {
        return new KeyChange.Insert(stored, KeyEvent.issued(stored.key(), Actor.of("ben"), NOW));
    }

    /** The next version of a key, with another name. */
    static KeyChange.Update renaming(ApiKey key, String name) {
        ApiKey renamed = new ApiKey(
                key.id(),
                key.owner(),
                name,
                key.permissions(),
                key.createdAt(),
                key.createdBy(),
                key.expiresAt(),
                key.disabledAt(),
                key.revokedAt(),
                key.revokedReason(),
                key.lastUsedAt(),
                key.version() + 1,
                key.replaces(),
                key.replacedBy(),
                key.hint());
        return new KeyChange.Update(
                renamed, KeyEvent.changed(KeyEvent.Kind.UPDATED, key, renamed, Actor.of("ben"), null, NOW));
    }

    static ApiKey insert(KeyStore store, String text) {
        StoredKey stored = key(UUID.randomUUID(), text);
        assertThat(store.commit(List.of(insertion(stored)))).isEqualTo(CommitOutcome.COMMITTED);
        return stored.key();
    }
}
