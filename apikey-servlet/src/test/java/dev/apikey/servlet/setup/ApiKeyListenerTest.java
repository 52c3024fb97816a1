// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.zaxxer.hikari.HikariDataSource;
import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.Authority;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.TomcatServer;
import dev.apikey.servlet.TomcatServer.Deployment;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.tomcat.util.descriptor.web.ContextResource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The listener as a deployment descriptor declares it, on Tomcat. */
class ApiKeyListenerTest {

    private final List<Thread> threadsOfOtherTests = PoolThreads.running();

    /** On a busy machine, loading H2 takes longer than a pool waits for its first connection. */
    @BeforeAll
    static void loadTheDriver() throws SQLException {
        Declared.database(Declared.newUrl()).getConnection().close();
    }

    static String issue(TomcatServer server, String permission) {
        return ApiKeyListener.apiKeys(server.context())
                .administer(Authority.of(Actor.of("ada"), Permissions.of("*")))
                .issue(KeyRequest.of("test", Permissions.of(permission)))
                .revealToken();
    }

    private static int status(TomcatServer server, String line, String token) throws IOException {
        return server.send(RawHttp.request(line, "Authorization: Bearer " + token))
                .status();
    }

    private static void requireGuarded(TomcatServer server) throws IOException {
        assertThat(server.isServing()).isTrue();
        assertThat(server.send(RawHttp.request("GET /")).status()).isEqualTo(401);
        assertThat(status(server, "GET /", issue(server, "*"))).isEqualTo(200);
    }

    private static void requireKeysIn(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from apikey_keys")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(1);
        }
    }

    /** As a host writes it whose database is made in code. */
    public static final class ListenerWithDatabase extends ApiKeyListener {

        private static final JdbcDataSource DATABASE = Declared.database(Declared.newUrl());

        /** For the container. */
        public ListenerWithDatabase() {
            super(DATABASE);
        }
    }

    @Nested
    class TakesTheDataSource {

        private final String url = Declared.newUrl();

        @Test
        void ofTheConstructorBeforeAnyOther() throws Exception {
            Deployment deployment = Declared.application(
                    ListenerWithDatabase.class,
                    Map.of("apikey.schema", "apply", "apikey.jndi", "java:comp/env/none", "apikey.url", "jdbc:none"),
                    Declared.attribute("not looked at"));
            try (TomcatServer server = TomcatServer.start(deployment)) {
                requireGuarded(server);
                requireKeysIn(ListenerWithDatabase.DATABASE);
            }
        }

        @Test
        void ofTheContextAttributeBeforeThoseOfParameters() throws Exception {
            DataSource host = Declared.database(url);
            Deployment deployment = Declared.application(
                    Map.of("apikey.schema", "apply", "apikey.jndi", "java:comp/env/none", "apikey.url", "jdbc:none"),
                    Declared.attribute(host));
            try (TomcatServer server = TomcatServer.start(deployment)) {
                requireGuarded(server);
                requireKeysIn(host);
            }
        }

        @Test
        void ofTheJndiNameBeforeTheUrl() throws Exception {
            Deployment deployment = Declared.application(
                    Map.of(
                            "apikey.schema",
                            "apply",
                            "apikey.jndi",
                            "java:comp/env/jdbc/acme",
                            "apikey.url",
                            "jdbc:none"),
                    (tomcat, application) -> {
                        tomcat.enableNaming();
                        application.getNamingResources().addResource(resource("jdbc/acme", url));
                    });
            try (TomcatServer server = TomcatServer.start(deployment)) {
                requireGuarded(server);
                requireKeysIn(Declared.database(url));
            }
        }

        @Test
        void ofAPoolOfItsOwn() throws Exception {
            Map<String, String> parameters = Map.of("apikey.schema", "apply", "apikey.url", url, "apikey.user", "sa");
            try (TomcatServer server = TomcatServer.start(Declared.application(parameters, Declared.NOTHING_MORE))) {
                requireGuarded(server);
                assertThat(PoolThreads.running()).isNotEmpty();
            }
        }

        private static ContextResource resource(String name, String url) {
            ContextResource resource = new ContextResource();
            resource.setName(name);
            resource.setType(JdbcDataSource.class.getName());
            resource.setProperty("factory", "org.h2.jdbcx.JdbcDataSourceFactory");
            resource.setProperty("url", url);
            resource.setProperty("user", "");
            resource.setProperty("password", "");
            resource.setProperty("description", "");
            resource.setProperty("loginTimeout", "0");
            return resource;
        }
    }

    @Nested
    class Reads {

        private final DataSource host = Declared.database(Declared.newUrl());

        @Test
        void aSchemaThatIsThere() throws IOException {
            KeySchema.apply(host);
            try (TomcatServer server = TomcatServer.start(Declared.application(Map.of(), Declared.attribute(host)))) {
                requireGuarded(server);
            }
        }

        @Test
        void everyParameter() throws IOException {
            Map<String, String> parameters = Map.of(
                    "apikey.schema", "apply",
                    "apikey.accepted-prefixes", "acme_old acme_older",
                    "apikey.vocabulary", "files:read\n  files:write",
                    "apikey.realm", " acme ",
                    "apikey.paths", "/api/*\n/admin/*",
                    "apikey.rules", "\n  GET /api/files/** files:read\n\n  GET /api/health public\n",
                    "apikey.hashers", "hmac-sha256 argon2id",
                    "apikey.pepper", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
            try (TomcatServer server = TomcatServer.start(Declared.application(parameters, Declared.attribute(host)))) {
                String reader = issue(server, "files:read");
                assertThat(status(server, "GET /api/files/a", reader)).isEqualTo(200);
                assertThat(status(server, "GET /api/else", reader)).isEqualTo(403);
                assertThat(server.send(RawHttp.request("GET /admin/")).header("WWW-Authenticate"))
                        .contains("Bearer realm=\"acme\"");
                assertThat(server.send(RawHttp.request("GET /api/health")).status())
                        .isEqualTo(200);
                assertThat(server.send(RawHttp.request("GET /unguarded")).status())
                        .isEqualTo(200);
            }
        }

        @Test
        void aNewPepperInFrontOfTheOldOne() throws IOException {
            String old = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
            String fresh = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=";
            String issued;
            try (TomcatServer server = TomcatServer.start(peppered(old))) {
                issued = issue(server, "default:read");
            }
            try (TomcatServer server = TomcatServer.start(peppered(fresh + "\n  " + old))) {
                assertThat(status(server, "GET /api/files/a", issued)).isEqualTo(200);
            }
            try (TomcatServer server =
                    TomcatServer.start(peppered(Base64.getEncoder().encodeToString(new byte[32])))) {
                assertThat(status(server, "GET /api/files/a", issued)).isEqualTo(503);
            }
        }

        private Deployment peppered(String peppers) {
            Map<String, String> parameters =
                    Map.of("apikey.schema", "apply", "apikey.hashers", "hmac-sha256", "apikey.pepper", peppers);
            return Declared.application(parameters, Declared.attribute(host));
        }

        @Test
        void nothingFromAnEmptyParameter() throws IOException {
            Map<String, String> parameters = Map.of(
                    "apikey.schema",
                    "apply",
                    "apikey.realm",
                    " ",
                    "apikey.rules",
                    "\n",
                    "apikey.hashers",
                    "",
                    "apikey.paths",
                    " ",
                    "apikey.jndi",
                    "");
            try (TomcatServer server = TomcatServer.start(Declared.application(parameters, Declared.attribute(host)))) {
                requireGuarded(server);
                assertThat(server.send(RawHttp.request("GET /")).header("WWW-Authenticate"))
                        .contains("Bearer realm=\"api\"");
            }
        }
    }

    @Nested
    class Stop {

        @Test
        void endsItsOwnPoolAndItsKeys() {
            Map<String, String> parameters = Map.of("apikey.schema", "apply", "apikey.url", Declared.newUrl());
            TomcatServer server = TomcatServer.start(Declared.application(parameters, Declared.NOTHING_MORE));
            ApiKeys apiKeys;
            String token;
            try (server) {
                apiKeys = ApiKeyListener.apiKeys(server.context());
                token = issue(server, "*");
            }
            assertThat(PoolThreads.afterTheyHadTimeToEnd(threadsOfOtherTests)).isEmpty();
            assertThat(apiKeys.authenticate(token, "test"))
                    .isInstanceOfSatisfying(
                            Undecided.class,
                            undecided -> assertThat(undecided.cause()).isEqualTo(Cause.CLOSED));
            assertThatIllegalStateException()
                    .isThrownBy(() -> ApiKeyListener.apiKeys(server.context()))
                    .withMessageContaining(ApiKeyListener.class.getName());
        }

        @Test
        void leavesTheDataSourceOfTheHostOpen() throws Exception {
            try (HikariDataSource host = new HikariDataSource()) {
                host.setJdbcUrl(Declared.newUrl());
                TomcatServer.start(Declared.application(Map.of("apikey.schema", "apply"), Declared.attribute(host)))
                        .close();
                assertThat(host.isClosed()).isFalse();
                assertThat(host.getConnection().isValid(1)).isTrue();
            }
        }

        @Test
        void isNotTheEnd() throws Exception {
            Map<String, String> parameters = Map.of("apikey.schema", "apply", "apikey.url", Declared.newUrl());
            String token;
            try (TomcatServer server = TomcatServer.start(Declared.application(parameters, Declared.NOTHING_MORE))) {
                token = issue(server, "*");
            }
            try (TomcatServer server = TomcatServer.start(Declared.application(parameters, Declared.NOTHING_MORE))) {
                assertThat(status(server, "GET /", token)).isEqualTo(200);
            }
        }
    }

    @Nested
    class FailedStart {

        @Test
        void stopsTheApplication() throws IOException {
            Map<String, String> parameters = Map.of("apikey.url", Declared.newUrl());
            try (TomcatServer server = TomcatServer.start(Declared.application(parameters, Declared.NOTHING_MORE))) {
                assertThat(server.isServing()).isFalse();
                assertThat(server.send(RawHttp.request("GET /")).status()).isEqualTo(404);
            }
        }

        @Test
        void leavesNoThread() {
            for (String wrong : List.of("apikey.schema", "apikey.vocabulary", "apikey.rules", "apikey.paths")) {
                Map<String, String> parameters =
                        new HashMap<>(Map.of("apikey.schema", "apply", "apikey.url", Declared.newUrl()));
                parameters.put(wrong, "nonsense");
                try (TomcatServer server =
                        TomcatServer.start(Declared.application(parameters, Declared.NOTHING_MORE))) {
                    assertThat(server.isServing()).as(wrong).isFalse();
                    assertThat(PoolThreads.afterTheyHadTimeToEnd(threadsOfOtherTests))
                            .as(wrong)
                            .isEmpty();
                }
            }
        }
    }
}
