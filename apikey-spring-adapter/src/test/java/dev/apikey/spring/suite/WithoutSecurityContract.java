// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application that has nothing but Spring MVC: no Spring Security, no JDBC, no Actuator. Its keys are in memory. */
public abstract class WithoutSecurityContract {

    private static ConfigurableApplicationContext context;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        context = SpringApplication.run(
                Host.class,
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.main.banner-mode=off",
                "--spring.main.register-shutdown-hook=false",
                "--apikey.prefix=acme_test",
                "--apikey.store=memory",
                "--apikey.vocabulary=files:read",
                "--apikey.rules=GET /api/files/** files:read");
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @Test
    void aKeyIsTheUserOfTheRequest() throws Exception {
        assertThat(get("/api/files", issue("files:read")).body()).isEqualTo("ada true");
    }

    @Test
    void theAnswersAreThoseOfEveryContainer() throws Exception {
        HttpResponse<String> nobody = get("/api/files", null);
        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(nobody.headers().allValues("WWW-Authenticate")).containsExactly("Bearer realm=\"api\"");
        HttpResponse<String> weak = get("/api/files", issue("default:read"));
        assertThat(weak.statusCode()).isEqualTo(403);
        assertThat(weak.headers().allValues("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"api\", error=\"insufficient_scope\", scope=\"files:read\"");
        assertThat(get("/open", null).body()).isEqualTo("open");
    }

    @Test
    void whatARequestLogsHasTheIdOfItsKey() throws Exception {
        IssuedKey key = issue("*");
        assertThat(get("/api/mdc", key).body()).isEqualTo(key.key().id().toString());
        assertThat(get("/mdc", key).body()).isEqualTo("none");
    }

    @Test
    void keysAreManagedByKey() throws Exception {
        assertThat(get("/api/2.0/keys", issue("apikeys:read")).statusCode()).isEqualTo(200);
        assertThat(get("/api/2.0/keys", null).statusCode()).isEqualTo(401);
    }

    @Test
    void thePageIsForNobodyBecauseNobodyIsLoggedIn() throws Exception {
        assertThat(get("/developer/api-keys", null).statusCode()).isEqualTo(401);
    }

    private static IssuedKey issue(String permission) {
        Authority operator = Authority.of(Actor.of("ada"), Permissions.of("*", "apikeys:read"));
        return context.getBean(ApiKeys.class)
                .administer(operator)
                .issue(KeyRequest.of("CI pipeline", Permissions.of(permission)));
    }

    private HttpResponse<String> get(String path, @Nullable IssuedKey key) throws IOException, InterruptedException {
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (key != null) {
            request.header("Authorization", "Bearer " + key.revealToken());
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Host {

        @Bean
        Files files() {
            return new Files();
        }
    }

    @RestController
    static class Files {

        @GetMapping("/api/files")
        String files(HttpServletRequest request) {
            return request.getUserPrincipal().getName() + " " + request.isUserInRole("files:read");
        }

        @GetMapping({"/api/mdc", "/mdc"})
        String mdc() {
            return Objects.requireNonNullElse(MDC.get("apikey.id"), "none");
        }

        @GetMapping("/open")
        String open() {
            return "open";
        }
    }
}
