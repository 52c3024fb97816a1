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
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides: form, then record, then state, then secret, then owner. The only place where a token becomes an identity. Thread-safe.
 */
final class Authenticator {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Set<String> prefixes;
    private final KeyStore store;
    private final SecretHashers hashers;
    private final OwnerRightsCache owners;
    private final InstantSource clock;
    private final Alarm alarm;

    Authenticator(
            Set<String> prefixes,
            KeyStore store,
            SecretHashers hashers,
            OwnerRightsCache owners,
            InstantSource clock,
            Alarm alarm) {
        this.prefixes = prefixes;
        this.store = store;
        this.hashers = hashers;
        this.owners = owners;
        this.clock = clock;
        this.alarm = alarm;
    }

    AuthenticationResult authenticate(String presented) {
        Reading reading = Token.read(presented, prefixes);
        if (reading instanceof Token token) {
            try (token) {
                return decide(token.id(), token);
            }
        }
        return new Rejected(((Reading.Flaw) reading).reason(), null);
    }

    /** Decides once more about a key whose secret was verified before. */
    AuthenticationResult authenticate(Authenticated earlier) {
        return decide(earlier.key().id(), null);
    }

    private AuthenticationResult decide(UUID id, @Nullable Token token) {
        Optional<StoredKey> found;
        try {
            found = find(id);
        } catch (Throwable broken) {
            return undecided(Cause.STORE, "the key store could not look up key " + id, broken);
        }
        if (found.isEmpty()) {
            return new Rejected(Reason.UNKNOWN, id);
        }
        Instant now;
        try {
            now = clock.instant();
        } catch (Throwable broken) {
            return undecided(Cause.CLOCK, "the clock could not be read", broken);
        }
        StoredKey stored = found.get();
        if (token != null && !token.hasPrefixOf(stored.key().hint())) {
            return new Rejected(Reason.WRONG_CHECK, id);
        }
        return switch (stored.key().state(now)) {
            case REVOKED -> new Rejected(Reason.REVOKED, id);
            case EXPIRED -> new Rejected(Reason.EXPIRED, id);
            case DISABLED -> new Rejected(Reason.DISABLED, id);
            case ACTIVE -> token == null ? withOwner(stored.key()) : verify(token, stored);
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
            if (!hashers.verify(token.subject(), stored.hash())) {
                return new Rejected(Reason.WRONG_SECRET, token.id());
            }
        } catch (OverloadedException busy) {
            return undecided(Cause.OVERLOADED, "slow hashes are asked for faster than this node computes them", busy);
        } catch (Throwable broken) {
            return undecided(Cause.HASHER, "the stored hash of key " + token.id() + " could not be verified", broken);
        }
        return withOwner(stored.key());
    }

    private AuthenticationResult withOwner(ApiKey key) {
        try {
            return owners.of(key.owner())
                    .<AuthenticationResult>map(
                            rights -> new Authenticated(key, key.permissions().and(rights)))
                    .orElseGet(() -> new Rejected(Reason.OWNER_GONE, key.id()));
        } catch (Throwable broken) {
            return undecided(
                    Cause.OWNER_RIGHTS, "nobody told in time what the owner of key " + key.id() + " may do", broken);
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
