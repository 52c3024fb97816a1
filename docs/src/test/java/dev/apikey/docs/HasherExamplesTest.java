// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.Authority;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.spi.KeyStore;
import org.junit.jupiter.api.Test;

/** The lines of the page about hashers. */
class HasherExamplesTest {

    private static final String PEPPER = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private final KeyStore store = KeyStore.inMemory();

    @Test
    void hmacTakesOverWithoutLosingAKey() {
        ApiKeys before = ApiKeys.builder().prefix("acme_live").store(store).build();
        assertAccepted(withHmac(PEPPER), issue(before));
    }

    private ApiKeys withHmac(String pepper) {
        // region hmac
        PepperRing peppers =
                PepperRing.parse(pepper); // from the environment or a secrets manager: openssl rand -base64 32
        ApiKeys apiKeys = ApiKeys.builder()
                .prefix("acme_live")
                .store(store)
                .hasher(HmacSha256Hasher.of(peppers))
                .alsoVerify(Argon2idHasher.recommended()) // keys that were hashed before the change
                .build();
        // end hmac
        return apiKeys;
    }

    private static String issue(ApiKeys apiKeys) {
        Authority ada = Authority.of(Actor.of("ada"), Permissions.of("*"));
        return apiKeys.administer(ada)
                .issue(KeyRequest.of("any", Permissions.of("*")))
                .revealToken();
    }

    private static void assertAccepted(ApiKeys apiKeys, String token) {
        assertThat(apiKeys.authenticate(token, "test")).isInstanceOf(Authenticated.class);
    }
}
