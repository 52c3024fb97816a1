// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

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
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** A Spring Boot application with API keys, on Tomcat at a port of its own and with an empty database in memory. */
final class Application implements AutoCloseable {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ConfigurableApplicationContext context;

    private Application(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** @param properties such as {@code apikey.realm=acme}, besides the prefix and the schema */
    static Application start(String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "spring.sql.init.schema-locations=classpath:dev/apikey/jdbc/h2/001-keys-and-events.sql",
                "apikey.prefix=acme_test"));
        all.addAll(List.of(properties));
        return run(all);
    }

    /** @param location of a file that has all properties but where to listen */
    static Application startWith(String location) {
        return run(List.of("spring.config.location=" + location));
    }

    /** Not with Spring Security, which is on the class path of these tests. */
    private static Application run(List<String> properties) {
        String security = "org.springframework.boot.autoconfigure.security.";
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.autoconfigure.exclude=" + security + "servlet.SecurityAutoConfiguration," + security
                        + "servlet.UserDetailsServiceAutoConfiguration," + security
                        + "servlet.SecurityFilterAutoConfiguration," + security
                        + "oauth2.resource.servlet.OAuth2ResourceServerAutoConfiguration,"
                        + "org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration",
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.main.banner-mode=off",
                "--spring.main.register-shutdown-hook=false"));
        properties.stream().map("--"::concat).forEach(arguments::add);
        return new Application(SpringApplication.run(Host.class, arguments.toArray(String[]::new)));
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    IssuedKey issue(String permission) {
        Authority ada = Authority.of(Actor.of("ada"), Permissions.of("*"));
        return bean(ApiKeys.class).administer(ada).issue(KeyRequest.of("CI pipeline", Permissions.of(permission)));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    HttpResponse<String> get(String path, IssuedKey key, String... fields) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                fields.length == 0 ? request(path) : request(path).headers(fields);
        return send(bearing(key, request.GET()));
    }

    HttpResponse<String> post(String path, IssuedKey key, String form) throws IOException, InterruptedException {
        BodyPublisher body = BodyPublishers.ofString(form);
        return send(bearing(
                key,
                request(path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(body)));
    }

    private HttpRequest.Builder request(String path) {
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private static HttpRequest.Builder bearing(IssuedKey key, HttpRequest.Builder request) {
        return request.header("Authorization", "Bearer " + key.revealToken());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        context.close();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import(Files.class)
    static class Host {}

    @RestController
    static class Files {

        @GetMapping("/api/files")
        String files(HttpServletRequest request) {
            return request.getAuthType() + " " + request.getUserPrincipal().getName() + " "
                    + request.isUserInRole("files:read") + " " + request.isUserInRole("files:write");
        }

        @GetMapping("/api/files/later")
        Callable<String> later(HttpServletRequest request) {
            return () -> request.getUserPrincipal().getName();
        }

        @PostMapping("/api/files/{name}")
        String write() {
            return "written";
        }

        @DeleteMapping("/api/files/{name}")
        String delete() {
            return "deleted";
        }

        /** What a target with dot segments can be taken for that the container takes for another path. */
        @GetMapping("/api/{folder}/of/{name}")
        String any() {
            return "reached";
        }

        @GetMapping("/open")
        String open() {
            return "open";
        }
    }
}
