// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.spi.KeyStore;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.Principal;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings of the filter as the how-to pages write them, each in a host. */
@SuppressWarnings("serial") // The servlets are lines of the pages, and nobody serialises them.
class SettingsTest {

    private final List<String> sources = new CopyOnWriteArrayList<>();
    private final ApiKeys apiKeys = ApiKeys.builder()
            .prefix("acme_live")
            .vocabulary("files:read", "files:write")
            .store(KeyStore.inMemory())
            .hasher(HmacSha256Hasher.of(PepperRing.of(pepper())))
            .observer((result, source) -> sources.add(source))
            .build();
    private final String key = issue("files:read");
    private final Tomcat tomcat = new Tomcat();

    @TempDir
    private Path work;

    private static byte[] pepper() {
        byte[] pepper = new byte[32];
        new SecureRandom().nextBytes(pepper);
        return pepper;
    }

    private String issue(String permission) {
        return apiKeys.administer(Authority.of(Actor.of("ada"), Permissions.of("*")))
                .issue(KeyRequest.of("CI pipeline", Permissions.of(permission)))
                .revealToken();
    }

    // region annotated-servlet
    @RolesAllowed("files:read")
    public static final class FilesServlet extends HttpServlet {

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(request.getRemoteUser());
        }

        @Override
        @RolesAllowed({"files:write", "editor"}) // keys with files:write, or people in your role editor
        protected void doPost(HttpServletRequest request, HttpServletResponse response) {}
    }
    // end annotated-servlet

    private static final class WhoServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(String.valueOf(request.getRemoteUser()));
        }
    }

    /** As hosts have one: {@code Bearer jwt.<name>.sig} is that user. */
    private static final class JwtFilter implements Filter {

        // region jwt-filter
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            HttpServletRequest http = (HttpServletRequest) request;
            Principal user = verify(http.getHeader("Authorization"));
            if (user == null) {
                ((HttpServletResponse) response).sendError(HttpServletResponse.SC_UNAUTHORIZED);
            } else {
                chain.doFilter(new RequestOf(user, http), response);
            }
        }
        // end jwt-filter

        private static @Nullable Principal verify(String field) {
            String[] parts = field.split("\\.", -1);
            return parts.length == 3 && parts[2].equals("sig") ? () -> parts[1] : null;
        }
    }

    private static final class RequestOf extends HttpServletRequestWrapper {

        private final Principal user;

        RequestOf(Principal user, HttpServletRequest request) {
            super(request);
            this.user = user;
        }

        @Override
        public Principal getUserPrincipal() {
            return user;
        }

        @Override
        public String getRemoteUser() {
            return user.getName();
        }
    }

    private void start(ApiKeyFilter.Builder filter) throws Exception {
        tomcat.setBaseDir(work.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.addContext("", null)
                .addServletContainerInitializer(
                        (classes, context) -> {
                            context.addServlet("files", new FilesServlet()).addMapping("/files/*");
                            context.addServlet("who", new WhoServlet()).addMapping("/");
                            filter.build().addTo(context, "/*");
                        },
                        Set.of());
        tomcat.start();
    }

    @AfterEach
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        apiKeys.close();
    }

    private HttpResponse<String> get(String path, String token, String... fields) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (fields.length > 0) {
            request.headers(fields);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void annotationsSayWhatAServletNeeds() throws Exception {
        start(ApiKeyFilter.builder(apiKeys));
        assertThat(get("/files/1", key).body()).isEqualTo("ada");
        assertThat(get("/files/1", issue("files:write")).statusCode()).isEqualTo(403);
        assertThat(get("/files/1", "").statusCode()).isEqualTo(401);
    }

    @Test
    void otherTokensGoToTheOldFilter() throws Exception {
        // region other-tokens
        ApiKeyFilter.Builder filter = ApiKeyFilter.builder(apiKeys)
                .rules("GET /reports/** files:read or login") // a key, or a token that the other filter accepts
                .otherTokens(new JwtFilter());
        // end other-tokens
        start(filter);
        assertThat(get("/reports/1", key).body()).isEqualTo("ada");
        assertThat(get("/reports/1", "jwt.frank.sig").body()).isEqualTo("frank");
        assertThat(get("/reports/1", "jwt.frank.bad").statusCode()).isEqualTo(401);
        assertThat(get("/else", "jwt.frank.sig").statusCode()).isEqualTo(401);
    }

    @Test
    void browsersAreToldThatKeysDoNotBelongThere() throws Exception {
        // region browsers
        ApiKeyFilter.Builder filter = ApiKeyFilter.builder(apiKeys)
                .refuseBrowsers() // a key that a page of another origin sends is answered 403
                .allowPreflights(); // your own CORS filter behind this one answers them
        // end browsers
        start(filter);
        assertThat(get("/files/1", key).statusCode()).isEqualTo(200);
        assertThat(get("/files/1", key, "Sec-Fetch-Site", "cross-site").body()).contains("keep it on a server");
    }

    @Test
    void optionalModeLeavesTheRestToTheApplication() throws Exception {
        // region optional
        ApiKeyFilter.Builder filter = ApiKeyFilter.builder(apiKeys)
                .rules("GET /files/**   files:read", "GET /reports/** files:read or login")
                .optional();
        // end optional
        start(filter);
        assertThat(get("/files/1", "").statusCode()).isEqualTo(401);
        assertThat(get("/files/1", key).statusCode()).isEqualTo(200);
        assertThat(get("/reports/1", "").statusCode()).isEqualTo(401);
        assertThat(get("/else", "").body()).isEqualTo("null");
        assertThat(get("/else", "none").statusCode()).isEqualTo(401);
    }

    @Test
    void trustedProxiesTellTheClientsAddress() throws Exception {
        // region trusted-proxies
        ApiKeyFilter.Builder filter = ApiKeyFilter.builder(apiKeys).trustedProxies(1);
        // end trusted-proxies
        start(filter);
        assertThat(get("/files/1", key, "X-Forwarded-For", "10.0.0.1, 192.0.2.7")
                        .statusCode())
                .isEqualTo(200);
        assertThat(sources).containsExactly("192.0.2.7");
    }
}
