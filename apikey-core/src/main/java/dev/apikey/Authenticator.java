// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.StoredKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Decides: form, then record, then state, then secret. The only place where a token becomes an identity. Thread-safe. */
final class Authenticator {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Set<String> prefixes;
    private final KeyStore store;
    private final SecretHashers hashers;
    private final InstantSource clock;
    private final Alarm alarm;

    Authenticator(Set<String> prefixes, KeyStore store, SecretHashers hashers, InstantSource clock, Alarm alarm) {
        this.prefixes = prefixes;
        this.store = store;
        this.hashers = hashers;
        this.clock = clock;
        this.alarm = alarm;
    }

    AuthenticationResult authenticate(String presented) {
        Reading reading = Token.read(presented, prefixes);
        if (reading instanceof Token token) {
            try (token) {
                return decide(token);
            }
        }
        return new Rejected(((Reading.Flaw) reading).reason(), null);
    }

    private AuthenticationResult decide(Token token) {
        Optional<StoredKey> found;
        try {
            found = find(token.id());
        } catch (Throwable broken) {
            return undecided(Cause.STORE, "the key store could not look up key " + token.id(), broken);
        }
        if (found.isEmpty()) {
            return new Rejected(Reason.UNKNOWN, token.id());
        }
        StoredKey stored = found.get();
        return switch (stored.key().state(clock.instant())) {
            case REVOKED -> new Rejected(Reason.REVOKED, token.id());
            case EXPIRED -> new Rejected(Reason.EXPIRED, token.id());
            case DISABLED -> new Rejected(Reason.DISABLED, token.id());
            case ACTIVE -> verify(token, stored);
        };
    }

    private Optional<StoredKey> find(UUID id) {
        Optional<StoredKey> found = store.find(id);
        if (found.isPresent() && !found.get().key().id().equals(id)) {
            throw new IllegalStateException("the key store answered with another key's record");
        }
        return found;
    }

    private AuthenticationResult verify(Token token, StoredKey stored) {
        try {
            return hashers.verify(token.subject(), stored.hash())
                    ? new Authenticated(stored.key())
                    : new Rejected(Reason.WRONG_SECRET, token.id());
        } catch (OverloadedException busy) {
            return undecided(Cause.OVERLOADED, "slow hashes are asked for faster than this node computes them", busy);
        } catch (Throwable broken) {
            return undecided(Cause.HASHER, "the stored hash of key " + token.id() + " could not be verified", broken);
        }
    }

    /** Whatever was thrown, an error of the JVM among them, is no statement about the token. */
    private Undecided undecided(Cause cause, String what, Throwable broken) {
        if (broken instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        alarm.raise(cause, what, broken);
        return new Undecided(cause, RETRY_AFTER);
    }
}
