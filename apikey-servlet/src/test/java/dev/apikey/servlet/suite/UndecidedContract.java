// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKeys;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.Expected;
import dev.apikey.servlet.IdentityServlet;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.Tokens;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.SecretHasher;
import dev.apikey.spi.StoredKey;
import dev.apikey.testkit.ForwardingStore;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** "Cannot check" is never "invalid": 503 without a challenge, and good again as soon as it can be checked. */
abstract class UndecidedContract {

    private final Container container;

    private final AtomicBoolean broken = new AtomicBoolean();

    UndecidedContract(Container container) {
        this.container = container;
    }

    @Test
    void aStoreThatThrowsIs503() throws IOException {
        ApiKeys apiKeys = Tokens.builder("acme_live").store(breakableStore()).build();
        breaksAndRecovers(apiKeys, broken::set);
    }

    @Test
    void aHasherThatThrowsIs503() throws IOException {
        ApiKeys apiKeys = Tokens.builder("acme_live").hasher(breakableHasher()).build();
        breaksAndRecovers(apiKeys, broken::set);
    }

    @Test
    void closedKeysAre503() throws IOException {
        ApiKeys apiKeys = Tokens.builder("acme_live").build();
        String request = bearing(apiKeys);
        try (Container.Server server = guardedBy(apiKeys)) {
            apiKeys.close();
            requireUnavailable(RawHttp.send(server.port(), request));
            requireUnavailable(RawHttp.send(server.port(), request.replaceFirst("/files/a", "/health")));
            assertThat(RawHttp.send(server.port(), RawHttp.request("GET /files/a"))
                            .status())
                    .isEqualTo(401);
            assertThat(RawHttp.send(server.port(), RawHttp.request("GET /health"))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void theDefaultHasherWorksHere() throws IOException {
        ApiKeys apiKeys =
                Tokens.builder("acme_live").hasher(Argon2idHasher.recommended()).build();
        try (Container.Server server = guardedBy(apiKeys)) {
            assertThat(RawHttp.send(server.port(), bearing(apiKeys)).status()).isEqualTo(200);
        }
    }

    private void breaksAndRecovers(ApiKeys apiKeys, Consumer<Boolean> breakIt) throws IOException {
        String warm = bearing(apiKeys);
        String cold = bearing(apiKeys);
        try (Container.Server server = guardedBy(apiKeys)) {
            assertThat(RawHttp.send(server.port(), warm).status()).isEqualTo(200);
            breakIt.accept(true);
            requireUnavailable(RawHttp.send(server.port(), cold));
            breakIt.accept(false);
            assertThat(RawHttp.send(server.port(), cold).status()).isEqualTo(200);
        }
    }

    @Test
    void tooManyWrongSecretsAre429AndDoNotTouchWhoIsKnown() throws IOException {
        ApiKeys apiKeys =
                Tokens.builder("acme_live").hasher(Argon2idHasher.of(64, 1, 1)).build();
        String token = Tokens.issue(apiKeys, Tokens.request("files:read")).revealToken();
        String known = bearing(apiKeys);
        String wrong = RawHttp.request("GET /files/a", "Authorization: Bearer " + Tokens.withSecretChanged(token));
        try (Container.Server server = guardedBy(apiKeys)) {
            assertThat(RawHttp.send(server.port(), known).status()).isEqualTo(200);
            for (int i = 0; i < 10; i++) {
                assertThat(RawHttp.send(server.port(), wrong).status()).isEqualTo(401);
            }
            requireRetry(RawHttp.send(server.port(), wrong), 429);
            assertThat(RawHttp.send(server.port(), known).status()).isEqualTo(200);
        }
    }

    private static String bearing(ApiKeys apiKeys) {
        String token = Tokens.issue(apiKeys, Tokens.request("files:read")).revealToken();
        return RawHttp.request("GET /files/a", "Authorization: Bearer " + token);
    }

    private Container.Server guardedBy(ApiKeys apiKeys) {
        return container.start(Application.of(context -> {
            context.addServlet("identity", new IdentityServlet()).addMapping("/*");
            ApiKeyFilter.builder(apiKeys)
                    .rules("GET /files/** files:read", "GET /health public")
                    .build()
                    .addTo(context, "/*");
        }));
    }

    private static void requireUnavailable(RawHttp.Answer answer) throws IOException {
        requireRetry(answer, 503);
    }

    private static void requireRetry(RawHttp.Answer answer, int status) throws IOException {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Retry-After"))
                .hasValueSatisfying(
                        seconds -> assertThat(Integer.parseInt(seconds)).isPositive());
        assertThat(answer.header("WWW-Authenticate")).isEmpty();
        Expected.requireProblem(answer);
    }

    private KeyStore breakableStore() {
        return new ForwardingStore(KeyStore.inMemory()) {
            @Override
            public Optional<StoredKey> find(UUID id) {
                requireWhole();
                return super.find(id);
            }
        };
    }

    private SecretHasher breakableHasher() {
        SecretHasher hasher = Tokens.fastHasher();
        return new SecretHasher() {
            @Override
            public String algorithm() {
                return hasher.algorithm();
            }

            @Override
            public boolean isSlow() {
                return hasher.isSlow();
            }

            @Override
            public String hash(byte[] secret) {
                return hasher.hash(secret);
            }

            @Override
            public boolean verify(byte[] secret, String hash) {
                requireWhole();
                return hasher.verify(secret, hash);
            }

            @Override
            public void selfTest() {
                hasher.selfTest();
            }
        };
    }

    private void requireWhole() {
        if (broken.get()) {
            throw new IllegalStateException("broken on purpose");
        }
    }
}
