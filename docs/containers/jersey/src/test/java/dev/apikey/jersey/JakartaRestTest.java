// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jersey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.ApiKeyPrincipal;
import dev.apikey.spi.KeyStore;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.startup.Tomcat;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.filter.RolesAllowedDynamicFeature;
import org.glassfish.jersey.servlet.ServletContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jersey behind the filter: its resources see the key through their {@code SecurityContext}. */
class JakartaRestTest {

    /** Held, because a logger that nobody holds forgets its level. At {@code ALL} Tomcat logs every request with its token. */
    private static final Logger CONTAINER = Logger.getLogger("org.apache");

    static {
        CONTAINER.setLevel(Level.WARNING);
    }

    private static final Tomcat TOMCAT = new Tomcat();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static ApiKeys apiKeys;
    private static String reader;
    private static String everything;

    // region resource
    /** Files, each method with what it needs. */
    @Path("files")
    public static final class Files {

        @GET
        @Path("{id}")
        @RolesAllowed("files:read")
        public String read(@PathParam("id") String id, @Context SecurityContext caller) {
            return caller.getUserPrincipal().getName() + " reads " + id;
        }

        @POST
        @RolesAllowed("files:write")
        public String add(@Context SecurityContext caller) {
            return caller.isUserInRole("files:read") ? "added, and may read" : "added";
        }
    }
    // end resource

    /** What else may stand on a method. */
    @Path("others")
    public static final class Others {

        @GET
        @Path("permitted")
        @PermitAll
        public String permitted() {
            return "permitted";
        }

        @GET
        @Path("denied")
        @DenyAll
        public String denied() {
            return "denied";
        }

        @GET
        @Path("host-role")
        @RolesAllowed("admin")
        public String ofARoleOfTheHost() {
            return "host";
        }

        @GET
        @Path("who")
        public String who(@Context SecurityContext caller) {
            return caller.getUserPrincipal().getName() + " " + caller.getAuthenticationScheme() + " "
                    + caller.isUserInRole("admin") + " "
                    + ((ApiKeyPrincipal) caller.getUserPrincipal()).key().name();
        }
    }

    private static void setUp(ServletContext servletContext) {
        // region set-up
        ApiKeyFilter.builder(apiKeys)
                .rules("* /api/** authenticated") // any key comes as far as the resources, and they say the rest
                .build()
                .addTo(servletContext, "/*");

        ResourceConfig application = new ResourceConfig(Files.class)
                .register(RolesAllowedDynamicFeature.class); // without it Jersey ignores the annotations
        ServletRegistration.Dynamic rest = servletContext.addServlet("rest", new ServletContainer(application));
        rest.addMapping("/api/*");
        // end set-up
        application.register(Others.class);
    }

    @BeforeAll
    static void start(@TempDir java.nio.file.Path work) throws Exception {
        byte[] pepper = new byte[32];
        new SecureRandom().nextBytes(pepper);
        apiKeys = ApiKeys.builder()
                .prefix("acme_live")
                .vocabulary("files:read", "files:write")
                .store(KeyStore.inMemory())
                .hasher(HmacSha256Hasher.of(PepperRing.of(pepper)))
                .build();
        reader = issue("files:read");
        everything = issue("*");
        TOMCAT.setSilent(true);
        TOMCAT.setBaseDir(work.toString());
        TOMCAT.setPort(0);
        TOMCAT.getConnector().setProperty("address", "127.0.0.1");
        TOMCAT.addContext("", null).addServletContainerInitializer((classes, context) -> setUp(context), Set.of());
        TOMCAT.start();
    }

    @AfterAll
    static void stop() throws Exception {
        TOMCAT.stop();
        TOMCAT.destroy();
        apiKeys.close();
    }

    private static String issue(String permission) {
        return apiKeys.administer(Authority.of(Actor.of("ada"), Permissions.of("*")))
                .issue(KeyRequest.of("CI pipeline", Permissions.of(permission)))
                .revealToken();
    }

    private static HttpResponse<String> send(String line, Optional<String> token) throws Exception {
        String[] parts = line.split(" ", 2);
        URI uri = URI.create("http://127.0.0.1:" + TOMCAT.getConnector().getLocalPort() + parts[1]);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(parts[0], BodyPublishers.noBody());
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static String body(String line, String token) throws Exception {
        HttpResponse<String> answer = send(line, Optional.of(token));
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static int status(String line, String token) throws Exception {
        return send(line, Optional.of(token)).statusCode();
    }

    @Nested
    class AResource {

        @Test
        void isReachedByAKeyThatItsAnnotationAsksFor() throws Exception {
            assertThat(body("GET /api/files/7", reader)).isEqualTo("ada reads 7");
            assertThat(body("POST /api/files", everything)).isEqualTo("added, and may read");
        }

        @ParameterizedTest
        @CsvSource({
            "POST /api/files,403,200",
            "GET /api/others/permitted,200,200",
            "GET /api/others/denied,403,403",
            "GET /api/others/host-role,403,403"
        })
        void isOpenToAKeyAsFarAsItsAnnotationSays(String line, int ofReader, int ofEverything) throws Exception {
            assertThat(status(line, reader)).isEqualTo(ofReader);
            assertThat(status(line, everything)).isEqualTo(ofEverything);
        }

        @ParameterizedTest
        @CsvSource({"GET /api/files/7", "POST /api/files", "GET /api/others/permitted", "GET /api/others/who"})
        void isOpenToNobodyWithoutAKey(String line) throws Exception {
            HttpResponse<String> answer = send(line, Optional.empty());
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"api\"");
            assertThat(status(line, "none")).isEqualTo(401);
        }
    }

    @Nested
    class TheSecurityContext {

        @Test
        void tellsAboutTheKey() throws Exception {
            assertThat(body("GET /api/others/who", everything)).isEqualTo("ada Bearer false CI pipeline");
        }
    }
}
