// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.KeyAdministration;
import dev.apikey.KeyRequest;
import dev.apikey.Owners;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.SecretHasher;
import java.security.SecureRandom;
import java.util.concurrent.locks.LockSupport;

/** Keys to authenticate with. */
final class Keys {

    private Keys() {}

    static SecretHasher fastHasher() {
        byte[] pepper = new byte[32];
        new SecureRandom().nextBytes(pepper);
        return HmacSha256Hasher.of(PepperRing.of(pepper));
    }

    static ApiKeys.Builder builder(KeyStore store) {
        return ApiKeys.builder()
                .prefix("acme_live")
                .vocabulary("files:read", "files:write")
                .store(store)
                .maxLiveKeys(Integer.MAX_VALUE)
                .maxIssuedPerHour(Integer.MAX_VALUE)
                .maxCachedKeys(2_000_000);
    }

    /** Waits until this node has heard of so many changes, before which it remembers none of the keys. */
    static void awaitFeed(ApiKeys apiKeys, long changes) {
        while (apiKeys.state().feed().sequence() < changes) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    static KeyAdministration administration(ApiKeys apiKeys) {
        return apiKeys.administer(
                Authority.of(Actor.of("ada"), Permissions.of("*")).withOwners(Owners.all()));
    }

    static String[] issue(ApiKeys apiKeys, int count) {
        KeyAdministration keys = administration(apiKeys);
        String[] tokens = new String[count];
        for (int i = 0; i < count; i++) {
            tokens[i] = keys.issue(
                            KeyRequest.of("CI", Permissions.of("files:read")).withOwner("owner-" + i % 1_000))
                    .revealToken();
        }
        return tokens;
    }
}
