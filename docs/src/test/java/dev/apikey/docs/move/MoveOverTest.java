// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.testkit.MovableClock;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.Principal;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host with an old key table moves over: both kinds of keys are accepted side by side, until a day. */
class MoveOverTest {

    private static final String OLD_TOKEN = "sk_of_ben_0123456789";
    private static final Instant END = Instant.parse("2027-03-01T00:00:00Z");

    private final MovingDatabase database = new MovingDatabase();
    private final MovableClock clock = MovableClock.at("2026-12-24T10:00:00Z");
    private final OldKeys oldKeys = new OldKeys(database.dataSource());
    private final ApiKeys apiKeys;
    private final Tomcat tomcat = new Tomcat();

    @TempDir
    private Path work;

    MoveOverTest() throws SQLException {
        database.run("old-table.sql");
        database.run("count.sql");
        KeySchema.apply(database.dataSource());
        byte[] pepper = new byte[32];
        new SecureRandom().nextBytes(pepper);
        apiKeys = ApiKeys.builder()
                .prefix("acme_live")
                .vocabulary("files:read", "files:write")
                .store(JdbiKeyStore.of(database.dataSource()))
                .hasher(HmacSha256Hasher.of(PepperRing.of(pepper)))
                .build();
    }

    private static void guard(
            ServletContext servletContext, ApiKeys apiKeys, OldKeys oldKeys, Instant end, InstantSource clock) {
        // region guard
        ApiKeyFilter.builder(apiKeys)
                .rules("GET /files/** files:read or login", "POST /files/** files:write or login")
                .otherTokens(new OldKeyFilter(oldKeys, end, clock))
                .build()
                .addTo(servletContext, "/*");
        // end guard
    }

    private static void guardWithNewKeysOnly(ServletContext servletContext, ApiKeys apiKeys) {
        // region new-keys-only
        ApiKeyFilter.builder(apiKeys)
                .rules("GET /files/** files:read", "POST /files/** files:write")
                .build()
                .addTo(servletContext, "/*");
        // end new-keys-only
    }

    private static void guardWithOwnField(
            ServletContext servletContext, Filter oldFieldFilter, ApiKeyFilter apiKeyFilter) {
        // region own-field
        servletContext
                .addFilter("old-keys", oldFieldFilter) // X-Api-Key; what comes without it, it passes on as it is
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        apiKeyFilter.addTo(servletContext, "/*"); // behind it, with "or login" in its rules
        // end own-field
    }

    private static final class FilesServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(request.getRemoteUser() + " " + request.isUserInRole("files:write"));
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) {}
    }

    // region annotated
    @RolesAllowed("files:read") // and no rule for its path
    public static final class ReportsServlet extends HttpServlet {
        // end annotated

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(request.getRemoteUser());
        }
    }

    private void start(Consumer<ServletContext> guard) throws LifecycleException {
        tomcat.setBaseDir(work.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.addContext("", null)
                .addServletContainerInitializer(
                        (classes, context) -> {
                            context.addServlet("files", new FilesServlet()).addMapping("/files/*");
                            context.addServlet("reports", new ReportsServlet()).addMapping("/reports/*");
                            guard.accept(context);
                        },
                        Set.of());
        tomcat.start();
    }

    private void startSideBySide() throws LifecycleException {
        start(context -> guard(context, apiKeys, oldKeys, END, clock));
    }

    @AfterEach
    void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
        apiKeys.close();
        database.close();
    }

    private IssuedKey issue(String owner, String... permissions) {
        return apiKeys.administer(Authority.of(Actor.of(owner), Permissions.of("files:*")))
                .issue(KeyRequest.of("CI pipeline", Permissions.of(permissions)));
    }

    private HttpRequest.Builder request(String... fields) {
        return request("/files/1", fields);
    }

    private HttpRequest.Builder request(String path, String[] fields) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path))
                .headers(fields);
    }

    private HttpResponse<String> report(String... fields) throws Exception {
        return send(request("/reports/1", fields));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String token) throws Exception {
        return send(request("Authorization", "Bearer " + token));
    }

    private int post(String token) throws Exception {
        return send(request("Authorization", "Bearer " + token).POST(BodyPublishers.noBody()))
                .statusCode();
    }

    @Test
    void bothKindsOfKeysAreTheSameUserToTheApplication() throws Exception {
        database.insertOld("ben", OLD_TOKEN, "read write");
        String newToken = issue("ben", "files:read", "files:write").revealToken();
        startSideBySide();
        assertThat(get(OLD_TOKEN).body()).isEqualTo("ben true");
        assertThat(get(newToken).body()).isEqualTo("ben true");
        assertThat(post(OLD_TOKEN)).isEqualTo(200);
        assertThat(post(newToken)).isEqualTo(200);
    }

    @Test
    void anOldKeyMayDoWhatItsScopesSay() throws Exception {
        database.insertOld("ben", OLD_TOKEN, "read");
        startSideBySide();
        assertThat(get(OLD_TOKEN).body()).isEqualTo("ben false");
        assertThat(post(OLD_TOKEN)).isEqualTo(403);
    }

    @Test
    void aRevokedOrUnknownOldKeyIsRefused() throws Exception {
        database.insertOld("ben", OLD_TOKEN, "read");
        startSideBySide();
        assertThat(get("sk_unknown").statusCode()).isEqualTo(401);
        assertThat(get(OLD_TOKEN).statusCode()).isEqualTo(200);
        database.execute("update api_key set revoked = true");
        assertThat(get(OLD_TOKEN).statusCode()).isEqualTo(401);
    }

    /** If the old table were asked, it would say that the token is mallory's. */
    @Test
    void aTokenOfTheNewFormIsNeverLookedUpInTheOldTable() throws Exception {
        IssuedKey issued = issue("ben", "files:read");
        String token = issued.revealToken();
        database.insertOld("mallory", token, "read write");
        String damaged = token.substring(0, token.length() - 1);
        database.insertOld("mallory", damaged, "read write");
        startSideBySide();
        assertThat(get(token).body()).isEqualTo("ben false");
        assertThat(get(damaged).statusCode()).isEqualTo(401);
        apiKeys.administer(Authority.of(Actor.of("ben"), Permissions.of("files:*")))
                .revoke(issued.key().id(), "moved");
        assertThat(get(token).statusCode()).isEqualTo(401);
    }

    @Test
    void twoCredentialsAreNone() throws Exception {
        database.insertOld("ben", OLD_TOKEN, "read");
        String newToken = issue("ben", "files:read").revealToken();
        startSideBySide();
        String old = "Bearer " + OLD_TOKEN;
        assertThat(send(request("Authorization", old, "Authorization", old)).statusCode())
                .isEqualTo(400);
        assertThat(send(request("Authorization", old, "Authorization", "Bearer " + newToken))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void oldKeysEndOnTheirLastDay() throws Exception {
        database.insertOld("ben", OLD_TOKEN, "read");
        String newToken = issue("ben", "files:read").revealToken();
        startSideBySide();
        assertThat(get(OLD_TOKEN).headers().firstValue("Sunset")).hasValue("Mon, 01 Mar 2027 00:00:00 GMT");
        clock.move(Duration.between(clock.instant(), END));
        assertThat(get(OLD_TOKEN).statusCode()).isEqualTo(401);
        assertThat(get(newToken).statusCode()).isEqualTo(200);
    }

    @Test
    void afterwardsOnlyNewKeysAreAccepted() throws Exception {
        database.insertOld("ben", OLD_TOKEN, "read");
        String newToken = issue("ben", "files:read").revealToken();
        start(context -> guardWithNewKeysOnly(context, apiKeys));
        assertThat(get(OLD_TOKEN).statusCode()).isEqualTo(401);
        assertThat(get(newToken).statusCode()).isEqualTo(200);
    }

    @Test
    void anOldTableThatDoesNotAnswerMakesNoKeyWrong() throws Exception {
        database.insertOld("ben", OLD_TOKEN, "read");
        startSideBySide();
        database.execute("alter table api_key rename to gone");
        assertThat(get(OLD_TOKEN).statusCode()).isEqualTo(500);
    }

    @Test
    void whoStillUsesOldKeysIsOneQuery() throws Exception {
        database.insertOld("ben", OLD_TOKEN, "read");
        database.insertOld("ada", "sk_of_ada", "read");
        database.insertOld("eve", "sk_unused", "read");
        issue("ada", "files:read");
        startSideBySide();
        get(OLD_TOKEN);
        get(OLD_TOKEN);
        get("sk_of_ada");
        oldKeys.writeUses(LocalDate.of(2026, 12, 24));
        get(OLD_TOKEN);
        oldKeys.writeUses(LocalDate.of(2026, 12, 25));
        assertThat(database.ask("who-is-left.sql")).containsExactly("ben 1 3 2026-12-25 0", "ada 1 1 2026-12-24 1");

        database.run("revoke-unused.sql");
        assertThat(database.query("select user_id from api_key where revoked")).containsExactly("eve");
    }

    @Test
    void plainTokensAreHashedAndGone() throws Exception {
        database.execute("alter table api_key add column token varchar(100)");
        database.execute("insert into api_key (user_id, token, scopes) values ('ben', '" + OLD_TOKEN + "', 'read')");
        oldKeys.hashPlainTokens();
        assertThat(database.query("select token from api_key")).containsExactly("null");
        startSideBySide();
        assertThat(get(OLD_TOKEN).body()).isEqualTo("ben false");
    }

    /** As hosts have one whose keys come in a field of their own. */
    private Filter oldFieldFilter() {
        return (request, response, chain) -> {
            boolean isOld = OLD_TOKEN.equals(((HttpServletRequest) request).getHeader("X-Api-Key"));
            Principal ben = () -> "ben";
            chain.doFilter(isOld ? new RequestOf(ben, (HttpServletRequest) request) : request, response);
        };
    }

    private static final class RequestOf extends HttpServletRequestWrapper {

        private final Principal user;

        RequestOf(Principal user, HttpServletRequest request) {
            super(request);
            this.user = user;
        }

        @Override
        public Principal getUserPrincipal() {
            return user;
        }

        @Override
        public String getRemoteUser() {
            return user.getName();
        }
    }

    @Test
    void oldKeysInAFieldOfTheirOwnAreALogin() throws Exception {
        String newToken = issue("ada", "files:read").revealToken();
        ApiKeyFilter filter = ApiKeyFilter.builder(apiKeys)
                .rules("GET /files/** files:read or login")
                .build();
        start(context -> guardWithOwnField(context, oldFieldFilter(), filter));
        assertThat(send(request("X-Api-Key", OLD_TOKEN)).body()).isEqualTo("ben false");
        assertThat(send(request("X-Api-Key", "sk_unknown")).statusCode()).isEqualTo(401);
        assertThat(send(request("X-Api-Key", OLD_TOKEN, "Authorization", "Bearer " + newToken))
                        .body())
                .isEqualTo("ada false");
        assertThat(send(request("X-Api-Key", OLD_TOKEN, "Authorization", "Bearer " + newToken + "x"))
                        .statusCode())
                .isEqualTo(401);
    }

    /** Whoever is logged in has the role of no permission. */
    @Test
    void anAnnotationAsksBothKindsOfKeysAndNoLogin() throws Exception {
        database.insertOld("ben", "sk_reading", "read");
        String newToken = issue("ada", "files:read").revealToken();
        start(context -> {
            context.addFilter("logins", oldFieldFilter())
                    .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
            guard(context, apiKeys, oldKeys, END, clock);
        });
        assertThat(report("Authorization", "Bearer sk_reading").body()).isEqualTo("ben");
        assertThat(report("Authorization", "Bearer " + newToken).body()).isEqualTo("ada");
        assertThat(report("X-Api-Key", OLD_TOKEN).statusCode()).isEqualTo(401);
        assertThat(send(request("X-Api-Key", OLD_TOKEN)).statusCode()).isEqualTo(200);
    }
}
