// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKeys;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.TomcatServer;
import dev.apikey.spi.KeyStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;

/** The page in an application, as a browser gets it over HTTP. */
abstract class PageOverHttp {

    static final String PAGE = "/developer/api-keys";
    static final Pattern ADDRESS = Pattern.compile("(?:href|src)=\"([^\"]+)\"");

    final ApiKeys apiKeys = ApiKeys.builder()
            .prefix("acme_live")
            .vocabulary("files:read")
            .store(KeyStore.inMemory())
            .hasher(HmacSha256Hasher.of(PepperRing.of(new byte[32])))
            .build();
    final List<TomcatServer> servers = new ArrayList<>();

    @AfterEach
    void close() {
        servers.forEach(TomcatServer::close);
        apiKeys.close();
    }

    KeyManagementServlet.Builder management() {
        return KeyManagementServlet.builder(apiKeys);
    }

    TomcatServer serve(UnaryOperator<KeyPageServlet.Builder> settings) {
        return serve(management().build(), settings);
    }

    TomcatServer serve(KeyManagementServlet management, UnaryOperator<KeyPageServlet.Builder> settings) {
        People people = new People();
        people.put("ben");
        TomcatServer server = TomcatServer.start((tomcat, application) -> {
            people.letIn(application);
            application.addServletContainerInitializer(
                    (classes, context) -> {
                        management.addTo(context);
                        KeyPageServlet page = settings.apply(KeyPageServlet.builder(management))
                                .build();
                        page.addTo(context);
                        ApiKeyFilter.builder(apiKeys)
                                .rules(management.rule(), page.rule())
                                .build()
                                .addTo(context, "/*");
                    },
                    Set.of());
        });
        servers.add(server);
        return server;
    }

    static String login(String name) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((name + ":" + name).getBytes(StandardCharsets.UTF_8));
    }

    static RawHttp.Answer ask(TomcatServer server, String line, String... headers) throws IOException {
        RawHttp.Answer answer = server.send(RawHttp.request(line, headers));
        assertThat(answer.header("Set-Cookie")).isEmpty();
        return answer;
    }

    static void assertGuarded(RawHttp.Answer answer) {
        assertThat(answer.values("Content-Security-Policy"))
                .containsExactly("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                        + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                        + " require-trusted-types-for 'script'");
        assertThat(answer.values("X-Frame-Options")).containsExactly("DENY");
        assertThat(answer.values("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(answer.values("Referrer-Policy")).containsExactly("same-origin");
        assertThat(answer.values("Cross-Origin-Opener-Policy")).containsExactly("same-origin");
        assertThat(answer.values("Cross-Origin-Resource-Policy")).containsExactly("same-origin");
        assertThat(answer.values("Cache-Control")).hasSize(1);
    }

    static String file(TomcatServer server, String name) throws IOException {
        return ADDRESS.matcher(ask(server, "GET " + PAGE, login("ben")).body())
                .results()
                .map(address -> address.group(1))
                .filter(address -> address.endsWith("/" + name))
                .findFirst()
                .orElseThrow();
    }
}
