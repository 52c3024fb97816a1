// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.Authority;
import dev.apikey.Owners;
import dev.apikey.Permissions;
import dev.apikey.servlet.ApiKeyPrincipal;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.suite.Application;
import dev.apikey.servlet.suite.Container;
import dev.apikey.spi.KeyStore;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Who may call, and what. */
abstract class CallersContract {

    private static final String CREATION = "{\"name\":\"x\",\"permissions\":[\"files:read\"]}";

    private final Container container;
    private final Supplier<KeyStore> stores;
    private final Api api;

    CallersContract(Container container, Supplier<KeyStore> stores) {
        this.container = container;
        this.stores = stores;
        this.api = Api.start(container, stores.get());
    }

    @AfterEach
    void stop() {
        assertThat(api.sessions()).isZero();
        api.close();
    }

    @Nested
    class Nobody {

        @Test
        void isChallengedAndNeverRedirected() throws IOException {
            for (String line : new String[] {"GET /", "GET /nothing", "POST /", "PUT /x", "BREW /", "OPTIONS /"}) {
                Api.Reply reply = api.call("nobody", line, "Accept: text/html").refused(401);
                assertThat(reply.header("WWW-Authenticate")).contains("Bearer realm=\"acme\"");
                assertThat(reply.header("Location")).isEmpty();
            }
        }

        @Test
        void isWhoeverSendsATokenThatIsNotGoodEvenWithALogin() throws IOException {
            Api.Reply reply = api.call("nobody", "GET /", "Authorization: Bearer nonsense");
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.header("WWW-Authenticate")).contains("Bearer realm=\"acme\", error=\"invalid_token\"");
            assertThat(api.call("ben", "GET /", "Authorization: Bearer nonsense")
                            .status())
                    .isEqualTo(400);
        }
    }

    @Nested
    class AKey {

        @Test
        void readsAndChangesByNameOnly() throws IOException {
            api.give("everything", "ben", "*");
            api.give("reader", "ben", "apikeys:read");
            api.give("writer", "ben", "apikeys:write", "files:read");
            int before = api.changes();
            Api.Reply reply = api.call("key:everything", "GET /").refused(403);
            assertThat(reply.header("WWW-Authenticate"))
                    .contains("Bearer realm=\"acme\", error=\"insufficient_scope\", scope=\"apikeys:read\"");
            api.call("key:reader", "GET /").ok(200);
            api.call("key:reader", "HEAD /").status();
            assertThat(api.json("key:reader", "POST /", CREATION).refused(403).header("WWW-Authenticate"))
                    .contains("Bearer realm=\"acme\", error=\"insufficient_scope\", scope=\"apikeys:write\"");
            api.call("key:writer", "GET /").refused(403);
            assertThat(api.changes()).isEqualTo(before);
            api.json("key:writer", "POST /", CREATION).ok(201);
        }

        @Test
        void isCappedByItself() throws IOException {
            api.give("script", "ben", "apikeys:read", "apikeys:write", "files:read");
            api.give("other", "cyd", "files:read");
            assertThat(api.call("key:script", "GET /").ok(200).each("owner")).containsOnly("ben");
            api.json("key:script", "POST /", CREATION.replace("files:read", "files:*"))
                    .refused(403, "permissions");
            api.json("key:script", "POST /", CREATION.replace("}", ",\"owner\":\"cyd\"}"))
                    .refused(403, "owner");
            api.call("key:script", "GET /history").refused(403, "owner");
        }

        @Test
        void makesNoKeyThatOutlivesIt() throws IOException {
            String creation = "{\"name\":\"x\",\"permissions\":[\"apikeys:write\",\"files:read\"],\"expiresInDays\":7}";
            UUID id = api.keep(api.json("ada", "POST /", creation), "brief");
            api.json("key:brief", "POST /", CREATION).refused(403, "expiresInDays");
            api.json("key:brief", "POST /", CREATION.replace("}", ",\"expiresInDays\":8}"))
                    .refused(403, "expiresInDays");
            api.json("key:brief", "POST /", CREATION.replace("}", ",\"expiresInDays\":7}"))
                    .ok(201);
            api.json("key:brief", "POST /" + id + "/rotate", "{\"expiresInDays\":30}")
                    .refused(403, "expiresInDays");
        }

        @Test
        void isNeverAskedForRoles() throws IOException {
            api.users.put("ada", "apikey-admin");
            api.give("adas", "ada", "apikeys:read", "files:read");
            api.give("bens", "ben", "files:read");
            assertThat(api.call("key:adas", "GET /").ok(200).each("owner")).containsOnly("ada");
        }

        @Test
        void isRefusedOnceItIsRevoked() throws IOException {
            UUID id = api.give("script", "ben", "apikeys:read", "apikeys:write");
            api.call("key:script", "GET /").ok(200);
            api.call("key:script", "POST /" + id + "/revoke").ok(200);
            assertThat(api.call("key:script", "GET /").refused(401).header("WWW-Authenticate"))
                    .contains("Bearer realm=\"acme\", error=\"invalid_token\"");
        }

        @Test
        void isNobodyElseWhateverCookiesComeWithIt() throws IOException {
            api.give("reader", "cyd", "apikeys:read", "apikeys:write", "files:read");
            assertThat(api.call("key:reader", "GET /", "Cookie: JSESSIONID=1")
                            .ok(200)
                            .each("owner"))
                    .containsOnly("cyd");
            api.json("key:reader", "POST /", CREATION, "Sec-Fetch-Site: cross-site", "Origin: https://evil.example")
                    .ok(201);
        }
    }

    /** A key that the filter has let pass, and that has become another one before core reads it again. */
    @Nested
    class AKeyThatIsNotWhatItWas {

        private Api.Reply call(ApiKey stale, String line) throws IOException {
            try (Container.Server server = container.start(Application.of(context -> {
                KeyManagementServlet.builder(api.apiKeys).realm("acme").build().addTo(context);
                context.addFilter(
                                "stale",
                                (request, response, chain) -> chain.doFilter(
                                        new HttpServletRequestWrapper((HttpServletRequest) request) {
                                            @Override
                                            public Principal getUserPrincipal() {
                                                return ApiKeyPrincipal.of(stale, stale.permissions());
                                            }
                                        },
                                        response))
                        .addMappingForUrlPatterns(null, false, "/*");
            }))) {
                return new Api.Reply(server.send(RawHttp.request(line, "Connection: close")));
            }
        }

        @Test
        void isNotAcceptedIfItWasRevokedOrNarrowed() throws IOException {
            UUID id = api.give("script", "ben", "apikeys:read", "files:read");
            ApiKey stale = api.admin().find(id).orElseThrow();
            call(stale, "GET /api/2.0/keys").ok(200);
            api.admin().update(id, key -> key.withPermissions(Permissions.of("files:read")));
            call(stale, "GET /api/2.0/keys").refused(401);
            call(stale, "GET /api/2.0/keys/@self").ok(200);
            api.admin().revoke(id, null);
            for (String path : new String[] {"", "/@self", "/permissions"}) {
                assertThat(call(stale, "GET /api/2.0/keys" + path).refused(401).header("WWW-Authenticate"))
                        .contains("Bearer realm=\"acme\", error=\"invalid_token\"");
            }
        }
    }

    @Nested
    class ALogin {

        @Test
        void hasNoPermissionFromARoleOfThatName() throws IOException {
            api.json("ben", "POST /", CREATION.replace("files:read", "apikeys:write"))
                    .refused(403, "permissions");
        }

        @Test
        void losesWhatComesWithARoleAtOnce() throws IOException {
            UUID id = api.give("bens", "ben", "files:read");
            api.call("ada", "GET /" + id).ok(200);
            api.users.put("ada");
            api.call("ada", "GET /" + id).refused(404);
            api.json("ada", "PUT /" + id, "{\"isActive\":false}").refused(404);
            api.call("ada", "GET /history").refused(403);
            assertThat(api.changes()).isOne();
        }

        @Test
        void grantsWhatItsRightsAllow() throws IOException {
            Map<String, Permissions> rights = new ConcurrentHashMap<>(Map.of("ben", Permissions.of("files:read")));
            try (Api limited = Api.start(
                    container,
                    stores.get(),
                    UnaryOperator.identity(),
                    settings -> settings.ownerRights(owner -> Optional.ofNullable(rights.get(owner))))) {
                limited.json("ben", "POST /", CREATION).ok(201);
                limited.json("ben", "POST /", CREATION.replace("files:read", "files:write"))
                        .refused(403, "permissions");
                limited.call("cyd", "GET /").refused(401);
                limited.call("ada", "GET /").ok(200);
                rights.remove("ben");
                limited.call("ben", "GET /").refused(401);
            }
        }
    }

    @Nested
    class AMappingOfTheHosts {

        @Test
        void decidesAboutEverybodyButKeys() throws IOException {
            try (Api tenants = Api.start(
                    container,
                    stores.get(),
                    UnaryOperator.identity(),
                    settings -> settings.callers(request -> Optional.ofNullable(request.getHeader("X-Tenant"))
                            .map(tenant -> Authority.of(new Actor("u1", "Una"), Permissions.of("files:*"))
                                    .withOwners(Owners.startingWith(tenant + "/")))))) {
                tenants.call("ada", "GET /").refused(401);
                Api.Reply created = tenants.json(
                                "nobody", "POST /", CREATION.replace("}", ",\"owner\":\"acme/ben\"}"), "X-Tenant: acme")
                        .ok(201);
                assertThat(JsonTree.object(created.key("createBy"))).containsEntry("displayName", "Una");
                tenants.json("nobody", "POST /", CREATION, "X-Tenant: acme").refused(403, "owner");
                tenants.give("script", "other/x", "apikeys:read");
                assertThat(tenants.call("key:script", "GET /", "X-Tenant: acme")
                                .ok(200)
                                .each("owner"))
                        .containsOnly("other/x");
            }
        }

        @Test
        void isUnavailableIfItThrows() throws IOException {
            try (Api broken = Api.start(
                    container,
                    stores.get(),
                    UnaryOperator.identity(),
                    settings -> settings.callers(request -> {
                        throw new IllegalStateException("broken on purpose");
                    }))) {
                Api.Reply reply = broken.call("ada", "GET /").refused(503);
                assertThat(reply.header("Retry-After")).isPresent();
                assertThat(reply.text()).doesNotContain("broken", "Exception");
            }
        }
    }

    @Nested
    class APageOfAnotherOrigin {

        private void passes(String... headers) throws IOException {
            api.json("ben", "POST /", CREATION, headers).ok(201);
        }

        private void isRefused(String... headers) throws IOException {
            int before = api.changes();
            api.json("ben", "POST /", CREATION, headers).refused(403);
            api.raw("ben", "POST /", "name=x".getBytes(StandardCharsets.UTF_8), with(headers))
                    .refused(403);
            assertThat(api.changes()).isEqualTo(before);
        }

        private String[] with(String... headers) {
            String[] form = Arrays.copyOf(headers, headers.length + 1);
            form[headers.length] = "Content-Type: application/x-www-form-urlencoded";
            return form;
        }

        @Test
        void isToldByFetchMetadata() throws IOException {
            passes("Sec-Fetch-Site: same-origin", "Origin: https://evil.example");
            passes("Sec-Fetch-Site: none");
            isRefused("Sec-Fetch-Site: same-site");
            isRefused("Sec-Fetch-Site: cross-site");
            isRefused("Sec-Fetch-Site: cross-site", "Origin: http://localhost");
            isRefused("Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site");
            isRefused("Sec-Fetch-Site: Same-Origin");
            isRefused("Sec-Fetch-Site:");
            api.call("ben", "GET /", "Sec-Fetch-Site: cross-site").ok(200);
        }

        @Test
        void isToldByItsOriginElse() throws IOException {
            passes();
            passes("Origin: http://localhost");
            passes("Origin: https://localhost");
            passes("Origin: http://LOCALHOST:80");
            isRefused("Origin: null");
            isRefused("Origin: http://localhost:81");
            isRefused("Origin: https://localhost:80");
            isRefused("Origin: http://localhost.evil.example");
            isRefused("Origin: http://evil.example");
            isRefused("Origin: localhost");
            isRefused("Origin:");
            isRefused("Origin: http://localhost", "Origin: http://evil.example");
            isRefused("Origin: http://evil.example/ http://localhost");
        }

        @Test
        void passesIfTheHostListsIt() throws IOException {
            try (Api listed = Api.start(
                    container,
                    stores.get(),
                    UnaryOperator.identity(),
                    settings -> settings.origins("https://console.example"))) {
                listed.json("ben", "POST /", CREATION, "Origin: https://console.example")
                        .ok(201);
                listed.json("ben", "POST /", CREATION, "Origin: http://console.example")
                        .refused(403);
            }
        }
    }
}
