// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyAdministration;
import dev.apikey.KeyRequest;
import dev.apikey.Owners;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.suite.Application;
import dev.apikey.servlet.suite.Container;
import dev.apikey.servlet.suite.SessionCount;
import dev.apikey.servlet.suite.Users;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.testkit.MovableClock;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The API on a real container. Tokens stay in here under names, so that no test's output shows one. */
final class Api implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-11-24T10:00:00.007Z");
    static final String MOUNT = "/api/2.0/keys";

    final MovableClock clock = MovableClock.at(NOW);
    final KeyStore store;
    final ApiKeys apiKeys;
    final Users users = new Users();

    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final SessionCount sessions = new SessionCount();
    private final Container.Server server;

    private Api(
            Container container,
            KeyStore store,
            UnaryOperator<ApiKeys.Builder> keys,
            UnaryOperator<KeyManagementServlet.Builder> settings) {
        this.store = store;
        byte[] pepper = new byte[32];
        apiKeys = keys.apply(ApiKeys.builder()
                        .prefix("acme_live")
                        .vocabulary("files:read", "files:write", "rooms:read")
                        .store(store)
                        .hasher(HmacSha256Hasher.of(PepperRing.of(pepper)))
                        .clock(clock))
                .build();
        users.put("ada", "apikey-admin");
        users.put("ben", "files:read", "apikeys:write");
        users.put("cyd");
        server = container.start(Application.of(context -> {
            context.addListener(sessions);
            logInByBasic(context, users);
            KeyManagementServlet management = settings.apply(
                            KeyManagementServlet.builder(apiKeys).realm("acme"))
                    .build();
            management.addTo(context);
            ApiKeyFilter.builder(apiKeys)
                    .realm("acme")
                    .rules(management.rule())
                    .build()
                    .addTo(context, "/*");
        }));
    }

    /** A host's own login: everybody who sends his name and it again as the password. */
    private static void logInByBasic(ServletContext context, Users users) {
        context.addFilter("basic", (request, response, chain) -> {
                    HttpServletRequest http = (HttpServletRequest) request;
                    String field = Objects.requireNonNullElse(http.getHeader("Authorization"), "");
                    chain.doFilter(
                            field.startsWith("Basic ") ? new LoggedIn(http, name(field), users) : request, response);
                })
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }

    private static String name(String field) {
        byte[] pair = Base64.getDecoder().decode(field.substring("Basic ".length()));
        return new String(pair, StandardCharsets.UTF_8).split(":", 2)[0];
    }

    private static final class LoggedIn extends HttpServletRequestWrapper {

        private final String name;
        private final Users users;

        LoggedIn(HttpServletRequest request, String name, Users users) {
            super(request);
            this.name = name;
            this.users = users;
        }

        @Override
        public Principal getUserPrincipal() {
            return () -> name;
        }

        @Override
        public boolean isUserInRole(String role) {
            return users.rolesOf(name).contains(role);
        }
    }

    static Api start(Container container, KeyStore store) {
        return start(container, store, UnaryOperator.identity(), UnaryOperator.identity());
    }

    static Api start(
            Container container,
            KeyStore store,
            UnaryOperator<ApiKeys.Builder> keys,
            UnaryOperator<KeyManagementServlet.Builder> settings) {
        return new Api(container, store, keys, settings);
    }

    KeyAdministration admin() {
        return apiKeys.administer(Authority.of(Actor.of("ada"), Permissions.of("*", "apikeys:read", "apikeys:write"))
                .withOwners(Owners.all()));
    }

    /** Makes a key that can call as {@code key:<name>}. */
    UUID give(String name, String owner, String... permissions) {
        IssuedKey issued =
                admin().issue(KeyRequest.of(name, Permissions.of(permissions)).withOwner(owner));
        tokens.put(name, issued.revealToken());
        return issued.key().id();
    }

    /** How many changes there were. */
    int changes() {
        return store.events(1, Integer.MAX_VALUE).size();
    }

    List<RecordedEvent> events() {
        return store.events(1, Integer.MAX_VALUE);
    }

    /** A request by whoever it says: a name, {@code key:} and the name of a key, or {@code nobody}. */
    Reply call(String who, String line, String... headers) throws IOException {
        return send(line, headers(who, headers), "");
    }

    /** A request with a body of JSON. */
    Reply json(String who, String line, String body, String... headers) throws IOException {
        String[] all = headers(who, headers);
        String[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = "Content-Type: application/json";
        return raw(who, line, body.getBytes(StandardCharsets.UTF_8), more);
    }

    /** A request with a body of any kind; the headers are all that it has besides its length. */
    Reply raw(String who, String line, byte[] body, String... headers) throws IOException {
        String[] all = headers.length > 0 && headers[0].startsWith("Authorization") ? headers : headers(who, headers);
        String[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = "Content-Length: " + body.length;
        return send(line, more, new String(body, StandardCharsets.ISO_8859_1));
    }

    /** A request whose body is written as it stands here, whatever the headers say about it. */
    Reply send(String line, String[] headers, String body) throws IOException {
        return new Reply(answer(line, headers, body));
    }

    /** The same, if the container itself may answer. */
    int statusOf(String line, String[] headers, String body) throws IOException {
        return answer(line, headers, body).status();
    }

    private RawHttp.Answer answer(String line, String[] headers, String body) throws IOException {
        int space = line.indexOf(' ');
        String request = RawHttp.request(
                line.substring(0, space + 1) + MOUNT + line.substring(space + 1).replaceFirst("^/(?=$|\\?)", ""),
                closing(headers));
        return server.send(request + body);
    }

    /** The server closes the connection behind its answer, which may have no length. */
    private static String[] closing(String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Connection: close";
        return all;
    }

    String[] headers(String who, String... more) {
        String[] all = Arrays.copyOf(more, more.length + 1);
        System.arraycopy(more, 0, all, 1, more.length);
        if (who.startsWith("key:")) {
            all[0] = "Authorization: Bearer " + tokens.get(who.substring(4));
        } else {
            all[0] = who.equals("nobody")
                    ? "X-Nothing: here"
                    : "Authorization: Basic "
                            + Base64.getEncoder().encodeToString((who + ":" + who).getBytes(StandardCharsets.UTF_8));
        }
        return all;
    }

    /** Takes the token out of an answer, so that a key can call by this name. */
    UUID keep(Reply created, String name) {
        assertThat(created.status()).isEqualTo(201);
        String token = created.key("key").toString();
        assertThat(token.length()).isEqualTo("acme_live".length() + 77);
        tokens.put(name, token);
        return UUID.fromString(created.key("id").toString());
    }

    <T> T withToken(String name, Function<String, T> use) {
        return use.apply(tokens.get(name));
    }

    int sessions() {
        return sessions.alive();
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
        apiKeys.close();
    }

    /** An answer, read strictly. */
    static final class Reply {

        private static final Pattern TOKEN = Pattern.compile("acme_live_[0-9a-zA-Z]{26}_[0-9a-zA-Z]{49}");

        private final RawHttp.Answer answer;
        private final Map<String, Object> members;

        Reply(RawHttp.Answer answer) throws IOException {
            this.answer = answer;
            String body = new String(answer.body().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            this.members = body.isEmpty() ? Map.of() : JsonTree.parse(body);
            long tokens =
                    TOKEN.matcher(answer.body() + answer.headers()).results().count();
            boolean tokenWhereOneBelongs = tokens == (answer.status() == 201 ? 1 : 0);
            assertThat(tokenWhereOneBelongs).isTrue();
            assertThat(answer.body()).doesNotContain("$argon2id", "$hmac-sha256", "Exception", "\tat ");
            assertThat(answer.header("Set-Cookie")).isEmpty();
            assertThat(answer.header("Cache-Control")).contains("no-store");
        }

        int status() {
            return answer.status();
        }

        Optional<String> header(String name) {
            return answer.header(name);
        }

        Map<String, Object> members() {
            return members;
        }

        /** What came, without a token that may be in it. */
        String text() {
            return answer.body().replaceAll("acme_live_[0-9a-zA-Z_]{20,}", "(token)");
        }

        /** A member of the key in it. */
        Object key(String member) {
            return Objects.requireNonNull(
                    JsonTree.object(members.get("response")).get(member), member);
        }

        List<?> list() {
            return (List<?>) Objects.requireNonNull(members.get("response"), "response");
        }

        /** The cursor in it. */
        String next() {
            return Objects.requireNonNull(members.get("next"), "next").toString();
        }

        /** One member of each item. */
        List<Object> each(String member) {
            return list().stream()
                    .map(item -> JsonTree.object(item).get(member))
                    .toList();
        }

        Reply ok(int status) {
            assertThat(status()).as(text()).isEqualTo(status);
            assertThat(header("Content-Type")).contains("application/json");
            assertThat(members).containsEntry("status", 0L).containsEntry("statusCode", (long) status);
            return this;
        }

        Reply refused(int status) {
            assertThat(status()).as(text()).isEqualTo(status);
            assertThat(header("Content-Type")).contains("application/problem+json");
            assertThat(members)
                    .containsEntry("type", "about:blank")
                    .containsEntry("status", (long) status)
                    .containsKeys("title", "detail");
            return this;
        }

        Reply refused(int status, String member) {
            refused(status);
            assertThat(members).as(text()).containsEntry("member", member);
            return this;
        }

        String detail() {
            return Objects.requireNonNull(members.get("detail"), "detail").toString();
        }
    }
}
