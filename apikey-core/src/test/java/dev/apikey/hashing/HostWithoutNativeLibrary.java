// SPDX-License-Identifier: Apache-2.0
package dev.apikey.hashing;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.spi.KeyStore;

/** A program of its own, which {@link NativeLibraryTest} starts in a JVM where the native library cannot be loaded. */
final class HostWithoutNativeLibrary {

    private HostWithoutNativeLibrary() {}

    public static void main(String[] args) {
        System.out.println("argon2id: " + started(builder()));
        System.out.println("argon2id again: " + started(builder()));
        System.out.println(
                "hmac-sha256: " + started(builder().hasher(HmacSha256Hasher.of(PepperRing.of(new byte[32])))));
    }

    private static ApiKeys.Builder builder() {
        return ApiKeys.builder().prefix("acme_live").store(KeyStore.inMemory());
    }

    private static String started(ApiKeys.Builder builder) {
        try (ApiKeys keys = builder.build()) {
            String token = keys.administer(Authority.of(Actor.of("ada"), Permissions.of("*")))
                    .issue(KeyRequest.of("CI", Permissions.of("*")))
                    .revealToken();
            return keys.authenticate(token, "").getClass().getSimpleName();
        } catch (IllegalStateException refused) {
            return refused.getMessage() + " because of " + refused.getCause();
        }
    }
}
