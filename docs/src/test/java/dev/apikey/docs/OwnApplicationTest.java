// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.ApiKeyPrincipal;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines that README and how-to pages ask a host to write, in a host. */
class OwnApplicationTest {

    private final ConnectionPool pool = ConnectionPool.open("jdbc:h2:mem:own", "sa", "");
    private final Tomcat tomcat = new Tomcat();
    private final HttpClient client = HttpClient.newHttpClient();
    private String token = "";

    @TempDir
    private Path work;

    private void guard(ServletContext servletContext, DataSource dataSource) {
        // region own-application
        KeySchema.apply(dataSource); // or copy its SQL into your migrations

        ApiKeys apiKeys = ApiKeys.builder()
                .prefix("acme_live")
                .vocabulary("files:read", "files:write")
                .store(JdbiKeyStore.of(dataSource))
                .build();

        ApiKeyFilter.builder(apiKeys)
                .rules("GET /files/** files:read", "POST /files/** files:write")
                .build()
                .addTo(servletContext, "/*");
        // end own-application

        // region issue
        Authority ada = Authority.of(Actor.of("ada"), Permissions.of("files:*"));
        IssuedKey issued = apiKeys.administer(ada).issue(KeyRequest.of("CI pipeline", Permissions.of("files:read")));
        token = issued.revealToken(); // show it to her: it is kept nowhere
        // end issue
    }

    /** Files, guarded by the rules above. */
    private static final class FilesServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        // region who-is-it
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String owner = request.getRemoteUser();
            boolean mayWrite = request.isUserInRole("files:write");
            String key = ApiKeyPrincipal.of(request).orElseThrow().key().name();
            response.getWriter().println(owner + " by " + key + (mayWrite ? " may write" : " may only read"));
        }
        // end who-is-it
    }

    @BeforeEach
    void start() throws Exception {
        tomcat.setBaseDir(work.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", null);
        context.addServletContainerInitializer(
                (classes, servletContext) -> {
                    guard(servletContext, pool.dataSource());
                    servletContext.addServlet("files", new FilesServlet()).addMapping("/files/*");
                },
                Set.of());
        tomcat.start();
    }

    @AfterEach
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        pool.close();
    }

    @Test
    void letsInWhoHasAKeyWithThePermission() throws Exception {
        HttpResponse<String> answer = client.send(request(token).GET().build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("ada by CI pipeline may only read\n");
    }

    @Test
    void keepsOutWhoHasNoneOrTheWrongOne() throws Exception {
        HttpRequest writing =
                request(token).POST(HttpRequest.BodyPublishers.noBody()).build();
        assertThat(client.send(writing, BodyHandlers.discarding()).statusCode()).isEqualTo(403);
        HttpRequest stranger = request(token.replaceAll(".$", "!")).GET().build();
        assertThat(client.send(stranger, BodyHandlers.discarding()).statusCode())
                .isEqualTo(401);
    }

    private HttpRequest.Builder request(String token) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/files/1"))
                .header("Authorization", "Bearer " + token);
    }
}
