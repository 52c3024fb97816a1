// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKeys;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.management.KeyManagementServlet;
import dev.apikey.servlet.management.KeyPageServlet;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.OwnerRights;
import jakarta.servlet.ServletContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of the how-to page on the page for people, in a host. */
class DeveloperPageTest {

    private final Tomcat tomcat = new Tomcat();
    private final ApiKeys apiKeys = ApiKeys.builder()
            .prefix("acme_live")
            .vocabulary("files:read", "files:write")
            .store(KeyStore.inMemory())
            .hasher(HmacSha256Hasher.of(PepperRing.of(new byte[32])))
            .build();

    @TempDir
    private Path work;

    private static void addTo(ServletContext servletContext, ApiKeys apiKeys, OwnerRights rights) {
        // region page
        KeyManagementServlet management = KeyManagementServlet.builder(apiKeys)
                .ownerRights(rights) // what your users may do: their keys may do no more
                .build();
        management.addTo(servletContext); // at /api/2.0/keys

        KeyPageServlet page = KeyPageServlet.builder(management)
                .login("/login") // where whoever is not logged in is sent
                .build();
        page.addTo(servletContext); // at /developer/api-keys

        ApiKeyFilter.builder(apiKeys)
                .rules("GET /files/** files:read", "POST /files/** files:write", management.rule(), page.rule())
                .build()
                .addTo(servletContext, "/*");
        // end page
    }

    private static void addWithLooksTo(ServletContext servletContext, KeyManagementServlet management) {
        management.addTo(servletContext);
        // region looks
        KeyPageServlet page = KeyPageServlet.builder(management)
                .login("/login?next=/developer/api-keys") // your login, told where to go on
                .example("/files") // what the curl lines on the page ask for
                .stylesheet("/css/acme.css") // :root { --apikey-accent: #0a7d55; }
                .build();
        // end looks
        page.addTo(servletContext);
    }

    private static void addInGermanTo(ServletContext servletContext, KeyManagementServlet management) {
        management.addTo(servletContext);
        // region languages
        KeyPageServlet page = KeyPageServlet.builder(management)
                .texts(Locale.GERMAN, Acme.class.getResource("/api-keys_de.properties"))
                .build();
        // end languages
        page.addTo(servletContext);
    }

    /** Stands for a class of the host's. */
    private static final class Acme {}

    @AfterEach
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        apiKeys.close();
    }

    private HttpResponse<String> page(String... fields) throws Exception {
        tomcat.setBaseDir(work.resolve("work").toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.start();
        URI uri = URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/developer/api-keys");
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (fields.length > 0) {
            request.headers(fields);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    private void inCode(Consumer<ServletContext> setUp) {
        tomcat.addContext("", null)
                .addServletContainerInitializer((classes, context) -> setUp.accept(context), Set.of());
    }

    @Test
    void isBehindTheLogin() throws Exception {
        inCode(context -> addTo(context, apiKeys, owner -> Optional.of(Permissions.of("files:*"))));
        HttpResponse<String> page = page();
        assertThat(page.statusCode()).isEqualTo(302);
        assertThat(page.headers().firstValue("Location")).contains("/login");
    }

    @Test
    void tellsTheLoginWhereToGoOn() throws Exception {
        inCode(context ->
                addWithLooksTo(context, KeyManagementServlet.builder(apiKeys).build()));
        assertThat(page().headers().firstValue("Location")).contains("/login?next=/developer/api-keys");
    }

    @Test
    void isGermanForBrowsersThatAskForIt() throws Exception {
        inCode(context ->
                addInGermanTo(context, KeyManagementServlet.builder(apiKeys).build()));
        assertThat(page("Accept-Language", "de-CH, en;q=0.8").body())
                .contains("<html lang=\"de\"", "<h1>Melden Sie sich an, um Ihre API-Schlüssel zu sehen</h1>");
    }

    @Test
    void isAddedByADescriptor() throws Exception {
        Path application = work.resolve("acme");
        Files.copy(
                Repository.ROOT.resolve("docs/src/test/resources/page.xml"),
                Files.createDirectories(application.resolve("WEB-INF")).resolve("web.xml"));
        Files.copy(
                Repository.ROOT.resolve("docs/src/test/resources/api-keys_de.properties"),
                application.resolve("WEB-INF/api-keys_de.properties"));
        tomcat.setAddDefaultWebXmlToWebapp(false);
        tomcat.addWebapp("", application.toString());
        HttpResponse<String> page = page();
        assertThat(page.statusCode()).isEqualTo(302);
        assertThat(page.headers().firstValue("Location")).contains("/login");
    }
}
