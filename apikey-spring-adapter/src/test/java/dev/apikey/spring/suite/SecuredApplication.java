// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.suite;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyRequest;
import dev.apikey.Owners;
import dev.apikey.Permissions;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.event.AbstractAuthenticationEvent;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** A Spring Boot application with Spring Security, form login and users of its own, on Tomcat at a port of its own. */
final class SecuredApplication implements AutoCloseable {

    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" type=\"hidden\" value=\"([^\"]+)\"");

    private final ConfigurableApplicationContext context;

    private SecuredApplication(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** @param configuration the filter chains of the application, if it has its own */
    static SecuredApplication start(@Nullable Class<?> configuration, String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.main.banner-mode=off",
                "--spring.main.register-shutdown-hook=false",
                "--apikey.prefix=acme_test",
                "--apikey.schema=apply",
                "--apikey.vocabulary=files:read,files:write"));
        Stream.of(properties).map("--"::concat).forEach(arguments::add);
        Class<?>[] sources =
                configuration == null ? new Class<?>[] {Host.class} : new Class<?>[] {Host.class, configuration};
        return new SecuredApplication(new SpringApplication(sources).run(arguments.toArray(String[]::new)));
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    IssuedKey issue(String owner, String... permissions) {
        Authority operator = Authority.of(Actor.of("operator"), Permissions.of("*", "apikeys:read", "apikeys:write"))
                .withOwners(Owners.all());
        return bean(ApiKeys.class)
                .administer(operator)
                .issue(KeyRequest.of("CI pipeline", Permissions.of(permissions)).withOwner(owner));
    }

    int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /** Somebody who sends requests, with cookies of his own. */
    Client client() {
        return new Client("http://127.0.0.1:" + port());
    }

    List<AbstractAuthenticationEvent> events() {
        return bean(Events.class).heard;
    }

    @Override
    public void close() {
        context.close();
    }

    static final class Client {

        private final String address;
        private final HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(new CookieManager())
                .build();

        private Client(String address) {
            this.address = address;
        }

        /** Fills in the form that Spring Security shows. */
        Client loggedInAs(String user) throws IOException, InterruptedException {
            Matcher token = CSRF.matcher(get("/login").body());
            if (!token.find()) {
                throw new IllegalStateException("the login form has no CSRF token");
            }
            String form = "username=" + user + "&password=secret&_csrf="
                    + URLEncoder.encode(token.group(1), StandardCharsets.UTF_8);
            HttpResponse<String> answer = send(request("/login")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(form)));
            if (answer.headers().firstValue("Location").orElse("").contains("error")) {
                throw new IllegalStateException("the login was refused");
            }
            return this;
        }

        HttpResponse<String> get(String path, String... fields) throws IOException, InterruptedException {
            return send(with(request(path), fields).GET());
        }

        HttpResponse<String> get(String path, IssuedKey key) throws IOException, InterruptedException {
            return get(path, "Authorization", "Bearer " + key.revealToken());
        }

        HttpResponse<String> post(String path, String json, String... fields) throws IOException, InterruptedException {
            return send(with(request(path), fields)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(json)));
        }

        /** Such as a browser sends for a page of that origin. */
        HttpResponse<String> preflight(String path, String origin) throws IOException, InterruptedException {
            return send(request(path)
                    .headers("Origin", origin, "Access-Control-Request-Method", "GET")
                    .method("OPTIONS", BodyPublishers.noBody()));
        }

        HttpResponse<String> post(String path, IssuedKey key) throws IOException, InterruptedException {
            return post(path, "{}", "Authorization", "Bearer " + key.revealToken());
        }

        private static HttpRequest.Builder with(HttpRequest.Builder request, String... fields) {
            return fields.length == 0 ? request : request.headers(fields);
        }

        private HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(URI.create(address + path));
        }

        private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @EnableMethodSecurity
    @Import({Files.class, Events.class})
    static class Host {

        @Bean
        InMemoryUserDetailsManager users() {
            return new InMemoryUserDetailsManager(
                    User.withUsername("ada")
                            .password("{noop}secret")
                            .roles("USER")
                            .build(),
                    User.withUsername("root")
                            .password("{noop}secret")
                            .roles("apikey-admin")
                            .build(),
                    User.withUsername("locked")
                            .password("{noop}secret")
                            .roles("USER")
                            .accountLocked(true)
                            .build());
        }
    }

    /** Everything that Spring Security tells. */
    static class Events {

        private final List<AbstractAuthenticationEvent> heard = new CopyOnWriteArrayList<>();

        @EventListener
        void on(AbstractAuthenticationEvent event) {
            heard.add(event);
        }
    }

    @RestController
    static class Files {

        private final ApiKeys apiKeys;

        Files(ApiKeys apiKeys) {
            this.apiKeys = apiKeys;
        }

        @GetMapping("/api/files")
        String files(@AuthenticationPrincipal ApiKey key, Authentication authentication, HttpServletRequest request) {
            return key.owner() + " " + authentication.getName() + " "
                    + request.getUserPrincipal().getName() + " "
                    + request.getRemoteUser() + " " + request.isUserInRole("files:read") + " "
                    + request.isUserInRole("files:write") + " " + request.isUserInRole("USER") + " "
                    + authentication.getAuthorities().stream()
                            .map(GrantedAuthority::getAuthority)
                            .collect(Collectors.joining(","));
        }

        @GetMapping("/api/guarded")
        @PreAuthorize("hasAuthority('files:read')")
        String guarded() {
            return "guarded";
        }

        @GetMapping("/api/later")
        Callable<String> later(HttpServletRequest request) {
            return () -> request.getUserPrincipal().getName();
        }

        /** Revokes the key of the request before the request goes on. */
        @GetMapping("/api/revoked-meanwhile")
        void revokedMeanwhile(@AuthenticationPrincipal ApiKey key, HttpServletRequest request) {
            AsyncContext async = request.startAsync();
            apiKeys.administer(Authority.of(Actor.of(key.owner()), Permissions.of("*")))
                    .revoke(key.id(), "a test");
            async.dispatch("/api/files");
        }

        /** What a line of a log would tell of the key. */
        @GetMapping({"/api/mdc", "/mdc"})
        String mdc() {
            return Objects.requireNonNullElse(MDC.get("apikey.id"), "none");
        }

        @GetMapping("/api/mdc-later")
        void mdcLater(HttpServletRequest request) {
            request.startAsync().dispatch("/api/mdc");
        }

        @GetMapping("/api/fails")
        void fails() throws IOException {
            throw new IOException("as a test wants it");
        }

        @GetMapping("/api/goes-on")
        void goesOn(HttpServletRequest request) {
            request.startAsync().dispatch("/api/who");
        }

        @PostMapping("/api/files")
        String write() {
            return "written";
        }

        @GetMapping("/api/who")
        String who(HttpServletRequest request) {
            return request.getUserPrincipal() == null
                    ? "nobody"
                    : request.getUserPrincipal().getName();
        }

        @GetMapping("/api/secret")
        String secret() {
            return "told";
        }

        @GetMapping("/including")
        void including(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
            request.getRequestDispatcher("/api/secret").include(request, response);
        }

        /** What a target with dot segments can be taken for that the container takes for another path. */
        @GetMapping("/api/{folder}/of/{name}")
        String any() {
            return "reached";
        }

        @GetMapping("/home")
        String home(HttpServletRequest request) {
            return "home of " + request.getUserPrincipal().getName();
        }

        @GetMapping("/api/authorization")
        String authorization(HttpServletRequest request) {
            List<String> names = Collections.list(request.getHeaderNames()).stream()
                    .map(name -> name.toLowerCase(Locale.ROOT))
                    .toList();
            return request.getHeader("Authorization") + " "
                    + Collections.list(request.getHeaders("authorization")).size() + " "
                    + names.contains("authorization") + " "
                    + (request.getHeader("X-Mine") + Collections.list(request.getHeaders("X-Mine")))
                    + names.contains("x-mine");
        }
    }
}
