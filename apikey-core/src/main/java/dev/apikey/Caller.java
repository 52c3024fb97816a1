// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyVersion;
import dev.apikey.spi.StoredKey;
import java.util.Optional;
import java.util.UUID;

/**
 * Whoever asks, at the moment when he asks: somebody who asks by a key can do no more than that key can now, as the store has it. Thread-safe.
 */
final class Caller {

    private static final String READ = "apikeys:read";
    private static final String WRITE = "apikeys:write";

    private final Authority claimed;
    private final KeyStore store;
    private final OwnerRightsCache owners;
    private final MillisClock clock;

    Caller(Authority claimed, KeyStore store, OwnerRightsCache owners, MillisClock clock) {
        this.claimed = claimed;
        this.store = store;
        this.owners = owners;
        this.clock = clock;
    }

    /** @throws AuthorityExceededException if he asks by a key that may not read keys */
    Authority toRead() {
        return granted(READ).authority();
    }

    /** @throws AuthorityExceededException if he asks by a key that may not change keys */
    Grant toWrite() {
        return granted(WRITE);
    }

    /** @throws AuthorityExceededException if he asks by a key, or not for everybody's keys */
    void requireOperator() {
        requireInPerson();
        requireAllOwners(claimed);
    }

    /** @throws AuthorityExceededException if he asks by a key */
    void requireInPerson() {
        if (claimed.actor().keyId() != null) {
            throw new AuthorityExceededException("key", "this is answered to people only, not to a key");
        }
    }

    static void requireAllOwners(Authority authority) {
        if (!(authority.owners() instanceof Owners.All)) {
            throw new AuthorityExceededException("owner", "this takes an authority over the keys of all owners");
        }
    }

    /** For what every key may ask, whatever it may do. */
    Authority toAsk() {
        return self().map(key -> claimed.cappedBy(key, permissionsOf(key))).orElse(claimed);
    }

    /**
     * The key by which he asks, as the store has it; empty if he asks in person.
     *
     * @throws AuthorityExceededException if it is not active any more
     */
    Optional<ApiKey> self() {
        UUID keyId = claimed.actor().keyId();
        if (keyId == null) {
            return Optional.empty();
        }
        return Optional.of(store.find(keyId)
                .map(StoredKey::key)
                .filter(found -> found.state(clock.now()) == ApiKey.State.ACTIVE)
                .orElseThrow(() -> new AuthorityExceededException("key", "the key that asks is not active any more")));
    }

    private Grant granted(String permission) {
        return self().map(key -> {
                    Permissions permissions = permissionsOf(key);
                    if (!permissions.allow(permission)) {
                        throw new AuthorityExceededException(
                                "key", "the key that asks has not the permission " + permission);
                    }
                    return new Grant(claimed.cappedBy(key, permissions), new KeyVersion(key.id(), key.version()));
                })
                .orElseGet(() -> new Grant(claimed, null));
    }

    /** What the key and its owner may do. */
    private Permissions permissionsOf(ApiKey key) {
        return owners.of(key.owner())
                .map(rights -> key.permissions().and(rights))
                .orElseThrow(() -> new AuthorityExceededException("key", "the owner of the key that asks is gone"));
    }
}
