// SPDX-License-Identifier: Apache-2.0
package dev.apikey.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
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
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The example does what its page says, on the database that it comes with and on PostgreSQL. */
class ExampleApplicationTest {

    @Nested
    class OnH2 extends Walk {

        @Override
        List<String> database() {
            return List.of("--spring.datasource.url=jdbc:h2:mem:example;DB_CLOSE_DELAY=-1");
        }
    }

    @Nested
    class OnPostgreSql extends Walk {

        private EmbeddedPostgres postgres;

        @Override
        List<String> database() throws IOException {
            postgres = EmbeddedPostgres.start();
            return List.of(
                    "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                    "--spring.datasource.username=postgres");
        }

        @AfterAll
        void stopDatabase() throws IOException {
            postgres.close();
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class Walk {

        private static final Pattern FIRST_KEY = Pattern.compile("Bearer (acme_live_[0-9a-z]{26}_[0-9A-Za-z]{49})");
        private static final Pattern CSRF =
                Pattern.compile("name=\"_csrf\" type=\"hidden\" value=\"([^\"]+)\"");
        private static final Pattern KEY = Pattern.compile("\"key\":\"(acme_live_[^\"]+)\"");

        private ConfigurableApplicationContext application;
        private String address;
        private String firstKey;

        abstract List<String> database() throws IOException;

        @BeforeAll
        void start() throws IOException {
            List<String> arguments = new ArrayList<>(database());
            arguments.addAll(List.of("--server.port=0", "--spring.main.register-shutdown-hook=false"));
            // What it prints holds the first key: that is not for the output of tests.
            PrintStream console = System.out;
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            try {
                SpringApplication example = new SpringApplication(ExampleApplication.class);
                example.setMainApplicationClass(ExampleApplication.class); // Surefire has a main method, too.
                application = example.run(arguments.toArray(String[]::new));
            } finally {
                System.setOut(console);
            }
            Matcher key = FIRST_KEY.matcher(printed.toString(StandardCharsets.UTF_8));
            assertThat(key.find()).as("a first key is shown").isTrue();
            firstKey = key.group(1);
            address = "http://127.0.0.1:" + application.getEnvironment().getRequiredProperty("local.server.port");
        }

        @AfterAll
        void stop() {
            application.close();
        }

        @Test
        void theFirstKeyOpensEverythingButTheManagementOfKeys() throws Exception {
            HttpClient program = HttpClient.newHttpClient();
            HttpResponse<String> files = program.send(bearing(firstKey, "/api/files").GET().build(), BodyHandlers.ofString());
            assertThat(files.statusCode()).isEqualTo(200);
            assertThat(files.body()).contains("\"owner\":\"ada\"", "Minutes");
            assertThat(status(bearing(firstKey, "/api/files?title=Plan").POST(BodyPublishers.noBody())))
                    .isEqualTo(201);
            assertThat(status(bearing(firstKey, "/api/2.0/keys").GET())).isEqualTo(403);
            assertThat(status(HttpRequest.newBuilder(URI.create(address + "/api/files")))).isEqualTo(401);
        }

        @Test
        void aPersonLogsInAndMakesAKeyThatMayReadOnly() throws Exception {
            HttpClient ben = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
            Matcher token = CSRF.matcher(ben.send(request("/login").GET().build(), BodyHandlers.ofString()).body());
            assertThat(token.find()).isTrue();
            String form = "username=ben&password=ben&_csrf=" + URLEncoder.encode(token.group(1), StandardCharsets.UTF_8);
            ben.send(
                    request("/login")
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.ofString(form))
                            .build(),
                    BodyHandlers.discarding());
            HttpResponse<String> page =
                    ben.send(request("/developer/api-keys").GET().build(), BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
            HttpResponse<String> made = ben.send(
                    request("/api/2.0/keys")
                            .header("Content-Type", "application/json")
                            .header("Sec-Fetch-Site", "same-origin")
                            .POST(BodyPublishers.ofString("{\"name\":\"reader\",\"permissions\":[\"files:read\"]}"))
                            .build(),
                    BodyHandlers.ofString());
            Matcher key = KEY.matcher(made.body());
            assertThat(key.find()).isTrue();
            String reader = key.group(1);
            assertThat(status(bearing(reader, "/api/files").GET())).isEqualTo(200);
            assertThat(status(bearing(reader, "/api/files?title=x").POST(BodyPublishers.noBody())))
                    .isEqualTo(403);
            assertThat(status(bearing(reader, "/api/files").DELETE())).isEqualTo(403);
        }

        @Test
        void operatorsSeeHowItIsDoing() throws Exception {
            status(bearing(firstKey, "/api/files").GET());
            assertThat(asOperator("/actuator/prometheus"))
                    .containsPattern("apikey_decisions_total\\{outcome=\"authenticated\",reason=\"none\"} [1-9]");
            assertThat(asOperator("/actuator/apikeys")).containsPattern("\"active\":[1-9]");
            assertThat(asOperator("/actuator/health")).contains("\"apikeys\":{", "leaseAgeMillis");
            assertThat(status(request("/actuator/health").GET())).isEqualTo(200);
            assertThat(status(request("/actuator/apikeys").GET())).isEqualTo(401);
        }

        private String asOperator(String path) throws IOException, InterruptedException {
            String ops = Base64.getEncoder().encodeToString("ops:ops".getBytes(StandardCharsets.US_ASCII));
            return HttpClient.newHttpClient()
                    .send(request(path).header("Authorization", "Basic " + ops).build(), BodyHandlers.ofString())
                    .body();
        }

        private HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(URI.create(address + path));
        }

        private HttpRequest.Builder bearing(String key, String path) {
            return request(path).header("Authorization", "Bearer " + key);
        }

        private static int status(HttpRequest.Builder request) throws IOException, InterruptedException {
            return HttpClient.newHttpClient()
                    .send(request.build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
