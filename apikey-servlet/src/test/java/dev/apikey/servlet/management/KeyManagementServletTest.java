// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.apikey.ApiKeys;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.TomcatServer;
import dev.apikey.spi.KeyStore;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyManagementServletTest {

    private final ApiKeys apiKeys = ApiKeys.builder()
            .prefix("acme_live")
            .store(KeyStore.inMemory())
            .hasher(HmacSha256Hasher.of(PepperRing.of(new byte[32])))
            .build();

    @AfterEach
    void close() {
        apiKeys.close();
    }

    private KeyManagementServlet.Builder builder() {
        return KeyManagementServlet.builder(apiKeys);
    }

    @Test
    void namesTheRuleThatLetsItJudgeItsCallers() {
        assertThat(builder().build().rule()).isEqualTo("* /api/2.0/keys/** public");
        assertThat(builder().path("/keys").build().rule()).isEqualTo("* /keys/** public");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "keys", "/keys/", "/a//b", "/a/../b", "/a/.", "/a*", "/a b", "/\u00e9", "/a;b", "/a/*"})
    void refusesPathsThatAreNone(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().path(path))
                .withMessageStartingWith("path must be such as /api/2.0/keys");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "example.com", "https://example.com/", "https://a@b", "ftp://example.com", "https://"
            })
    void refusesOriginsThatAreNone(String origin) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().origins(origin).build())
                .withMessageStartingWith("origins must be such as https://console.example.com");
    }

    @Test
    void isThereOnce() throws IOException {
        try (TomcatServer server = TomcatServer.start(context -> {
            builder().path("/keys").build().addTo(context);
            assertThatIllegalStateException()
                    .isThrownBy(() -> builder().build().addTo(context))
                    .withMessageContaining("already");
        })) {
            assertThat(server.isServing()).isTrue();
            // No filter is in front of it, so a key is nobody's login here.
            assertThat(server.send(RawHttp.request("GET /keys", "Authorization: Bearer x"))
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void takesNoPathOfAnother() throws IOException {
        try (TomcatServer server = TomcatServer.start(context -> {
            context.addServlet("other", new OtherServlet()).addMapping("/api/2.0/keys/*");
            assertThatIllegalStateException()
                    .isThrownBy(() -> builder().build().addTo(context))
                    .withMessageContaining("another servlet at /api/2.0/keys");
        })) {
            assertThat(server.isServing()).isTrue();
        }
    }

    private static final class OtherServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;
    }
}
