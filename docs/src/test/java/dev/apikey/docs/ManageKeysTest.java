// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.management.KeyManagementServlet;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.OwnerRights;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types what the how-to page on the management API tells a reader to type, and holds what comes back against what it shows. */
class ManageKeysTest {

    @TempDir
    private Path work;

    static void addTo(ServletContext servletContext, ApiKeys apiKeys, OwnerRights rights) {
        // region management
        KeyManagementServlet management = KeyManagementServlet.builder(apiKeys)
                .ownerRights(rights) // what your users may do: their keys may do no more
                .build();
        management.addTo(servletContext); // at /api/2.0/keys

        ApiKeyFilter.builder(apiKeys)
                .rules("GET /files/** files:read", "POST /files/** files:write", management.rule())
                .build()
                .addTo(servletContext, "/*");
        // end management
    }

    private record User(String id, String name, Permissions permissions) {}

    /** The sessions of an application that logs in its users itself. */
    @FunctionalInterface
    private interface Sessions {

        Optional<User> userOf(HttpServletRequest request);
    }

    private static KeyManagementServlet forOwnLogin(ApiKeys apiKeys, Sessions sessions) {
        // region callers
        KeyManagementServlet management = KeyManagementServlet.builder(apiKeys)
                .callers(request -> sessions.userOf(request) // empty = nobody is logged in
                        .map(user -> Authority.of(new Actor(user.id(), user.name()), user.permissions())))
                .build();
        // end callers
        return management;
    }

    @Test
    void showsWhatAReaderGets() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
        try (AcmeServer server = AcmeServer.start(work, ManageKeysTest::addTo);
                ConsolePage page = ConsolePage.open(
                        "docs/how-to/manage-keys.md", work, Map.of("LOGIN", "ben:ben", "API", server.api()))) {
            assertThat(page.steps()).hasSizeGreaterThan(8);
            page.show();
        }
    }

    @Test
    void asksNobodyButTheHostWhoIsLoggedIn() {
        try (ApiKeys apiKeys = apiKeys()) {
            assertThat(forOwnLogin(apiKeys, request -> Optional.empty()).rule()).isEqualTo("* /api/2.0/keys/** public");
        }
    }

    private static ApiKeys apiKeys() {
        return ApiKeys.builder()
                .prefix("acme_live")
                .vocabulary("files:read", "files:write")
                .store(KeyStore.inMemory())
                .hasher(HmacSha256Hasher.of(PepperRing.of(new byte[32])))
                .build();
    }
}
