// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.spi.SecretHasher;
import dev.apikey.spi.StoredKey;
import dev.apikey.testkit.MovableClock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A host as most tests need it: a clock that stands still, a hasher that costs nothing, an empty store, no limits. */
final class Sandbox {

    static final Instant NOW = Instant.parse("2026-11-24T10:00:00.123Z");
    static final Actor ADA = new Actor("ada", "Ada Lovelace");

    /** May do everything that there is to be granted, to everybody's keys. */
    static final Authority EVERYTHING = Authority.of(ADA, Permissions.of("*", "apikeys:read", "apikeys:write"))
            .withOwners(Owners.all());

    final MovableClock clock = MovableClock.at(NOW);
    final KeyStore store = KeyStore.inMemory();

    static SecretHasher cheapHasher() {
        return HmacSha256Hasher.of(PepperRing.of(new byte[32]));
    }

    ApiKeys.Builder builder() {
        return builder(store);
    }

    ApiKeys.Builder builder(KeyStore store) {
        return ApiKeys.builder()
                .prefix("acme_live")
                .vocabulary("files:read", "files:write", "rooms:read", "rooms:write")
                .store(store)
                .hasher(cheapHasher())
                .maxLiveKeys(Integer.MAX_VALUE)
                .maxIssuedPerHour(Integer.MAX_VALUE)
                .clock(clock);
    }

    /** A key of ben's that may do everything, with its token. */
    IssuedKey issue() {
        try (ApiKeys keys = builder().build()) {
            return keys.administer(EVERYTHING)
                    .issue(KeyRequest.of("CI", Permissions.of("*")).withOwner("ben"));
        }
    }

    /** Stores a record that core itself would not have made. */
    void insert(ApiKey key, String hash) {
        KeyEvent event = KeyEvent.issued(key, ADA, NOW);
        if (store.commit(List.of(new KeyChange.Insert(new StoredKey(key, hash), event))) != CommitOutcome.COMMITTED) {
            throw new IllegalStateException("already there: " + key.id());
        }
    }

    List<RecordedEvent> events() {
        return store.events(1, Integer.MAX_VALUE);
    }

    /** A record as it could be in a store, active unless instants say otherwise. */
    static ApiKey key(
            UUID id,
            Permissions permissions,
            @Nullable Instant expiresAt,
            @Nullable Instant disabledAt,
            @Nullable Instant revokedAt) {
        return new ApiKey(
                id,
                "ben",
                "CI",
                permissions,
                NOW,
                ADA,
                expiresAt,
                disabledAt,
                revokedAt,
                null,
                null,
                1,
                null,
                null,
                "acme_live_***9842");
    }
}
