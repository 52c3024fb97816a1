// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.Permissions;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.TomcatServer;
import dev.apikey.servlet.management.KeyManagementServlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A subclass says what parameters cannot: who calls, and what owners may do. */
class ConfiguredListenerTest {

    /** As a host writes it that has a login of its own. */
    public static final class HostListener extends ApiKeyListener {

        @Override
        protected void configure(ServletContext context, ApiKeys.Builder apiKeys) {
            apiKeys.ownerRights(owner -> rightsIn(context).map(Permissions::of));
        }

        @Override
        protected void configure(ServletContext context, KeyManagementServlet.Builder management) {
            management.callers(request -> rightsIn(context)
                    .map(rights -> Authority.of(Actor.of(request.getHeader("X-User")), Permissions.of(rights))));
        }

        private static Optional<String> rightsIn(ServletContext context) {
            return Optional.ofNullable((String) context.getAttribute("rights"));
        }
    }

    private static TomcatServer start(String management) {
        return TomcatServer.start(Declared.application(
                HostListener.class,
                Map.of(
                        "apikey.schema", "apply",
                        "apikey.url", Declared.newUrl(),
                        "apikey.management", management,
                        "apikey.vocabulary", "files:read files:write",
                        "apikey.rules", "GET /files/** files:read\nPOST /files/** files:write"),
                Declared.NOTHING_MORE));
    }

    private static int status(TomcatServer server, String line, String field) throws IOException {
        return server.send(RawHttp.request(line, field)).status();
    }

    @Test
    void whoCalls() throws IOException {
        try (TomcatServer server = start("true")) {
            assertThat(status(server, "GET /api/2.0/keys/authority", "X-User: ada"))
                    .isEqualTo(401);
            server.context().setAttribute("rights", "files:read");
            var authority = server.send(RawHttp.request("GET /api/2.0/keys/authority", "X-User: ada"));
            assertThat(authority.status()).isEqualTo(200);
            assertThat(authority.body()).contains("\"ada\"", "files:read").doesNotContain("files:write");
        }
    }

    @Test
    void whatOwnersMayDo() throws IOException {
        try (TomcatServer server = start("false")) {
            server.context().setAttribute("rights", "files:read");
            String bearer = "Authorization: Bearer " + ApiKeyListenerTest.issue(server, "files:*");
            assertThat(status(server, "GET /files/1", bearer)).isEqualTo(200);
            assertThat(status(server, "POST /files/1", bearer)).isEqualTo(403);
        }
    }

    /** Containers throw the same where code adds the listener; a subclass is not to be blamed for that, nor the other way round. */
    @Test
    void tellsItsOwnFailuresFromThoseOfTheContainer() {
        ApiKeyListener broken = new ApiKeyListener() {
            @Override
            protected void configure(ServletContext context, ApiKeys.Builder apiKeys) {
                throw new UnsupportedOperationException("a list that cannot be changed");
            }
        };
        List<Throwable> failures = new ArrayList<>();
        TomcatServer.start((tomcat, application) -> {
                    application.addParameter("apikey.prefix", "acme_live");
                    application.addServletContainerInitializer(
                            (classes, context) -> failures.add(
                                    catchThrowable(() -> broken.contextInitialized(new ServletContextEvent(context)))),
                            Set.of());
                })
                .close();
        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure)
                        .hasMessageContaining("configure")
                        .hasMessageContaining("a list that cannot be changed")
                        .hasMessageNotContaining("web.xml"));
    }
}
