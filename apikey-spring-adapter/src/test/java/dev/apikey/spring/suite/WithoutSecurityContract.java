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
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application that has nothing but Spring MVC and a server: no Spring Security, no JDBC, no Actuator. Its keys are in memory. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class WithoutSecurityContract {

    private static final String LOGS = "{logs}";

    private final HttpClient client = HttpClient.newHttpClient();
    private final String[] accessLog;
    private ConfigurableApplicationContext context;
    private Path logs;

    /** On Tomcat. */
    protected WithoutSecurityContract() {
        this(
                "server.tomcat.accesslog.enabled=true",
                "server.tomcat.accesslog.buffered=false",
                "server.tomcat.accesslog.directory={logs}",
                "server.tomcat.accesslog.pattern=%h %{apikey.id}r %t \"%m %U %H\" %s %b");
    }

    /** @param accessLog the server's settings for it, as the page about logs has them; <code>{logs}</code> stands for a folder */
    protected WithoutSecurityContract(String... accessLog) {
        this.accessLog = accessLog;
    }

    @BeforeAll
    void start(@TempDir Path folder) {
        logs = folder;
        Stream<String> application = Stream.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.main.banner-mode=off",
                "--spring.main.register-shutdown-hook=false",
                "--apikey.prefix=acme_test",
                "--apikey.store=memory",
                "--apikey.vocabulary=files:read",
                "--apikey.rules=GET /api/files/** files:read");
        Stream<String> server = Stream.of(accessLog).map(setting -> "--" + setting.replace(LOGS, logs.toString()));
        context = SpringApplication.run(
                Host.class, Stream.concat(application, server).toArray(String[]::new));
    }

    @AfterAll
    void stop() {
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

    @Test
    void whatTwoReadersCouldUnderstandIsRefused() throws Exception {
        for (String target : List.of("/api/../open", "/open;/../api/files", "/%61pi/../api/files", "//api/files")) {
            assertThat(send("GET " + target + " HTTP/1.1")).as(target).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void theAccessLogHasNoTokenWhereverThatWasSent() throws Exception {
        IssuedKey key = issue("files:read");
        String token = key.revealToken();
        assertThat(send("GET /api/files?access_token=" + token + " HTTP/1.1\r\nAuthorization: Bearer " + token))
                .startsWith("HTTP/1.1 200");
        String log = accessLog("\"GET /api/files HTTP/1.1\" 200");
        boolean shown = log.contains(token.substring(token.length() - 49));
        assertThat(shown).isFalse();
    }

    private String send(String head) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            String request = head + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** It is written a little after the answer. */
    private String accessLog(String awaited) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        StringBuilder log = new StringBuilder();
        do {
            log.setLength(0);
            try (Stream<Path> files = Files.list(logs)) {
                for (Path file : files.toList()) {
                    log.append(Files.readString(file));
                }
            }
        } while (log.indexOf(awaited) < 0 && System.nanoTime() < deadline);
        assertThat(log).contains(awaited);
        return log.toString();
    }

    private IssuedKey issue(String permission) {
        Authority operator = Authority.of(Actor.of("ada"), Permissions.of("*", "apikeys:read"));
        return context.getBean(ApiKeys.class)
                .administer(operator)
                .issue(KeyRequest.of("CI pipeline", Permissions.of(permission)));
    }

    private HttpResponse<String> get(String path, @Nullable IssuedKey key) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
        if (key != null) {
            request.header("Authorization", "Bearer " + key.revealToken());
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Host {

        @Bean
        Documents documents() {
            return new Documents();
        }
    }

    @RestController
    static class Documents {

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
