// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.StoredKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Makes keys: checks the request against vocabulary and authority, draws id and secret, stores the hash. Thread-safe. */
final class Issuer {

    private final String prefix;
    private final Vocabulary vocabulary;
    private final KeyStore store;
    private final SecretHashers hashers;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    Issuer(String prefix, Vocabulary vocabulary, KeyStore store, SecretHashers hashers, InstantSource clock) {
        this.prefix = prefix;
        this.vocabulary = vocabulary;
        this.store = store;
        this.hashers = hashers;
        this.clock = clock;
    }

    IssuedKey issue(KeyRequest request, Authority authority) {
        String token = Token.generate(prefix, UUID.randomUUID(), random);
        try (Token parts = (Token) Token.read(token, Set.of(prefix))) {
            ApiKey key = judged(request, authority, parts.id(), Token.hint(token));
            KeyEvent event = new KeyEvent(key.id(), KeyEvent.Kind.ISSUED, authority.actor(), null, key.createdAt());
            StoredKey stored = new StoredKey(key, hashers.hash(parts.subject()));
            if (!store.commit(List.of(new KeyChange.Insert(stored, event)))) {
                throw new IllegalStateException("the store holds a key with the random id " + key.id() + " already");
            }
            return new IssuedKey(key, token);
        }
    }

    private ApiKey judged(KeyRequest request, Authority authority, UUID id, String hint) {
        vocabulary.requireKnown(request.permissions());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String owner =
                Objects.requireNonNullElse(request.owner(), authority.actor().id());
        Instant expiresAt =
                request.lifetime() == null ? null : now.plus(request.lifetime()).truncatedTo(ChronoUnit.MILLIS);
        authority.requireAtLeast(owner, request.permissions(), expiresAt);
        return new ApiKey(
                id,
                owner,
                request.name(),
                request.permissions(),
                now,
                authority.actor(),
                expiresAt,
                null,
                null,
                null,
                1,
                hint);
    }
}
