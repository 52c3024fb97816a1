// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jersey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKeys;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.spi.KeyStore;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.startup.Tomcat;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jersey cuts what it routes from the target by the length of what the container mapped: nothing gets past a filter that guards some paths only by that. */
class PartlyGuardedTest {

    /** Held, because a logger that nobody holds forgets its level. At {@code ALL} Tomcat logs every request with its token. */
    private static final Logger CONTAINER = Logger.getLogger("org.apache");

    static {
        CONTAINER.setLevel(Level.WARNING);
    }

    private static final Tomcat TOMCAT = new Tomcat();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static ApiKeys apiKeys;

    /** Guarded. */
    @Path("admin")
    public static final class Admin {

        @GET
        @Path("users")
        public String users() {
            return "reached";
        }

        @GET
        @Path("{path: .+}")
        public String anything(@PathParam("path") String path) {
            return "reached";
        }
    }

    /** Not guarded. */
    @Path("open")
    public static final class Open {

        @GET
        public String open() {
            return "open";
        }
    }

    private static void setUp(ServletContext context) {
        ApiKeyFilter.builder(apiKeys).build().addTo(context, "/rest/admin/*");
        context.addServlet("rest", new ServletContainer(new ResourceConfig(Admin.class, Open.class)))
                .addMapping("/rest/*");
    }

    @BeforeAll
    static void start(@TempDir java.nio.file.Path work) throws Exception {
        byte[] pepper = new byte[32];
        new SecureRandom().nextBytes(pepper);
        apiKeys = ApiKeys.builder()
                .prefix("acme_live")
                .store(KeyStore.inMemory())
                .hasher(HmacSha256Hasher.of(PepperRing.of(pepper)))
                .build();
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

    private static HttpResponse<String> get(String target) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + TOMCAT.getConnector().getLocalPort() + target);
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rest/admin/users",
                "/rest;admin/users",
                "/rest;/admin/users",
                "/12345admin/x/../../rest/open",
                "/rest/admin/../open",
                "/x/../rest;admin/users"
            })
    void isReachedByNobodyWithoutAKey(String target) throws Exception {
        HttpResponse<String> answer = get(target);
        assertThat(answer.statusCode()).as(answer.body()).isIn(400, 401);
    }

    @Test
    void leavesTheRestAsItWas() throws Exception {
        assertThat(get("/rest/open").body()).isEqualTo("open");
    }
}
