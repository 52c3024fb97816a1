// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyEvent.Kind;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.StoredKey;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Changes keys under one {@link Authority}, and records each change with it. Got from {@link ApiKeys#administer}; thread-safe.
 *
 * <p>Keys of owners outside the authority do not exist as far as it is concerned: they are not found, like unknown ids. A store
 * that cannot answer throws, and nothing was changed.
 */
public final class KeyAdministration {

    private static final int MAX_REASON = 200;
    private static final int MAX_ATTEMPTS = 10;

    private final Issuer issuer;
    private final KeyStore store;
    private final InstantSource clock;
    private final Authority authority;

    KeyAdministration(Issuer issuer, KeyStore store, InstantSource clock, Authority authority) {
        this.issuer = issuer;
        this.store = store;
        this.clock = clock;
        this.authority = authority;
    }

    /**
     * Makes a key.
     *
     * @return the key with its token, which can be had only now
     * @throws IllegalArgumentException if a permission is not in the vocabulary
     * @throws AuthorityExceededException if the key would be stronger than the authority: in permissions, owner or lifetime
     * @throws OverloadedException if its secret cannot be hashed now, because too many slow hashes are asked for
     */
    public IssuedKey issue(KeyRequest request) {
        return issuer.issue(request, authority);
    }

    /** The key with this id; empty if there is none, or it belongs to an owner outside the authority. */
    public Optional<ApiKey> find(UUID id) {
        return store.find(id)
                .map(StoredKey::key)
                .filter(key -> authority.owners().include(key.owner()));
    }

    /**
     * Refuses the key until it is enabled again. Has no effect on a key that is disabled or revoked.
     *
     * @return the key as it is now; empty as for {@link #find}
     */
    public Optional<ApiKey> disable(UUID id) {
        Instant now = now();
        return change(
                id,
                Kind.DISABLED,
                null,
                now,
                key -> key.disabledAt() != null || key.revokedAt() != null ? key : key.disabled(now));
    }

    /**
     * Accepts a disabled key again. Has no effect on a key that is not disabled, or is revoked.
     *
     * @return the key as it is now; empty as for {@link #find}
     * @throws AuthorityExceededException if the key is stronger than the authority
     */
    public Optional<ApiKey> enable(UUID id) {
        return change(id, Kind.ENABLED, null, now(), key -> {
            if (key.disabledAt() == null || key.revokedAt() != null) {
                return key;
            }
            authority.requireAtLeast(key.owner(), key.permissions(), key.expiresAt());
            return key.enabled();
        });
    }

    /**
     * Refuses the key for good. Has no effect on a key that is revoked.
     *
     * @param reason why, at most 200 characters; null = not said
     * @return the key as it is now; empty as for {@link #find}
     * @throws IllegalArgumentException if the reason is too long, blank, or holds control or text-direction characters
     */
    public Optional<ApiKey> revoke(UUID id, @Nullable String reason) {
        if (reason != null) {
            Text.requireLine("reason", reason, MAX_REASON);
        }
        Instant now = now();
        return change(id, Kind.REVOKED, reason, now, key -> key.revokedAt() != null ? key : key.revoked(now, reason));
    }

    /** Reads, changes and commits until nobody came in between; the operator returns the key it was given if nothing is to do. */
    private Optional<ApiKey> change(
            UUID id, Kind kind, @Nullable String reason, Instant at, UnaryOperator<ApiKey> operator) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Optional<ApiKey> found = find(id);
            if (found.isEmpty()) {
                return found;
            }
            ApiKey key = found.get();
            ApiKey changed = operator.apply(key);
            KeyEvent event = new KeyEvent(id, kind, authority.actor(), reason, at);
            if (changed.equals(key) || store.commit(List.of(new KeyChange.Update(changed, event)))) {
                return Optional.of(changed);
            }
        }
        throw new IllegalStateException("key " + id + " is being changed by others: read it again, then decide");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
