// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.OwnerRights;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.authenticator.BasicAuthenticator;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;

/**
 * The application of the pages: files at {@code /files} and the management API, for keys and for ada, ben and mallory, who log in by HTTP Basic with the
 * name as password. Ada manages everybody's keys.
 */
final class AcmeServer implements AutoCloseable {

    /** What a page tells a reader to add. */
    @FunctionalInterface
    interface SetUp {

        void addTo(ServletContext context, ApiKeys apiKeys, OwnerRights rights);
    }

    private final KeyStore store = KeyStore.inMemory();
    private final ApiKeys apiKeys = node(store);
    private final Tomcat tomcat = new Tomcat();

    private AcmeServer() {}

    static AcmeServer start(Path work, SetUp setUp) throws LifecycleException {
        AcmeServer server = new AcmeServer();
        server.listen(work, setUp);
        return server;
    }

    private static ApiKeys node(KeyStore store) {
        return ApiKeys.builder()
                .prefix("acme_live")
                .vocabulary("files:read", "files:write")
                .store(store)
                .hasher(HmacSha256Hasher.of(PepperRing.of(new byte[32])))
                .build();
    }

    private void listen(Path work, SetUp setUp) throws LifecycleException {
        tomcat.setBaseDir(work.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        StandardContext context = (StandardContext) tomcat.addContext("", null);
        context.setPreemptiveAuthentication(true);
        BasicAuthenticator basic = new BasicAuthenticator();
        basic.setAlwaysUseSession(false);
        context.getPipeline().addValve(basic);
        List.of("ada", "ben", "mallory").forEach(name -> tomcat.addUser(name, name));
        tomcat.addRole("ada", "apikey-admin");
        context.addServletContainerInitializer(
                (classes, servletContext) -> setUp.addTo(
                        servletContext,
                        apiKeys,
                        owner -> Optional.of(Permissions.of("files:*", "apikeys:read", "apikeys:write"))),
                Set.of());
        Tomcat.addServlet(context, "files", new FilesServlet());
        context.addServletMappingDecoded("/files/*", "files");
        tomcat.start();
    }

    /** Answers every request that reaches it. */
    private static final class FilesServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("application/json");
            response.getWriter().println("{\"files\":[]}");
        }
    }

    ApiKeys apiKeys() {
        return apiKeys;
    }

    String address() {
        return "http://127.0.0.1:" + tomcat.getConnector().getLocalPort();
    }

    String api() {
        return address() + "/api/2.0/keys";
    }

    /** Another node accepts the token, and ends: so its use is written down now, and not within half a minute. */
    void useElsewhere(String token) {
        try (ApiKeys other = node(store)) {
            assertThat(other.authenticate(token, "elsewhere")).isInstanceOf(Authenticated.class);
        }
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
        apiKeys.close();
    }
}
