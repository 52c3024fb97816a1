// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyAdministration;
import dev.apikey.KeyRequest;
import dev.apikey.OverloadedException;
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

    /** An address that requests come from. */
    private static final String SOURCE = "203.0.113.7";

    private static final int ATTEMPTS = 100;

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
            tokens[i] = issue(keys, "owner-" + i % 1_000).revealToken();
        }
        return tokens;
    }

    /** Asks again where there was no room for a slow hash: on a busy machine it may take longer than anybody waits. */
    static IssuedKey issue(KeyAdministration keys, String owner) {
        KeyRequest request =
                KeyRequest.of("CI of " + owner, Permissions.of("files:read")).withOwner(owner);
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            try {
                return keys.issue(request);
            } catch (OverloadedException busy) {
                LockSupport.parkNanos(10_000_000);
            }
        }
        return keys.issue(request);
    }

    /** Asks again where nothing could be decided: on a busy machine a look-up may take longer than a request waits. Its time is then in what is measured. */
    static AuthenticationResult decide(ApiKeys apiKeys, String token) {
        AuthenticationResult result = decideOnce(apiKeys, token);
        for (int attempt = 1; result instanceof Undecided && attempt < ATTEMPTS; attempt++) {
            LockSupport.parkNanos(10_000_000);
            result = decideOnce(apiKeys, token);
        }
        return result;
    }

    static AuthenticationResult decideOnce(ApiKeys apiKeys, String token) {
        return apiKeys.authenticate(token, SOURCE);
    }

    static Authenticated accept(ApiKeys apiKeys, String token) {
        if (decide(apiKeys, token) instanceof Authenticated accepted) {
            return accepted;
        }
        throw new IllegalStateException("not accepted");
    }
}
