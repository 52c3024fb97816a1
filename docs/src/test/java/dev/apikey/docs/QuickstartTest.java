// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The quickstart, as its users meet it: settings in, text and answers out. */
class QuickstartTest {

    private static final String PEPPER = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private static final String OTHER_PEPPER = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=";

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path home;

    @Nested
    class OnAnEmptyDatabase {

        @Test
        void doesWithoutArgon2idWhereItsNativeLibraryIsMissing() throws Exception {
            Path noFolder = Files.createFile(home.resolve("no-folder"));
            Map<String, String> withoutLibrary =
                    Map.of("HASHER", "hmac-sha256", "JAVA_TOOL_OPTIONS", "-Djna.nosys=true -Djna.tmpdir=" + noFolder);
            try (QuickstartProcess quickstart = start(withoutLibrary)) {
                String token = quickstart.firstToken().orElseThrow();
                assertThat(get(quickstart, "/api/2.0/files", token).statusCode())
                        .isEqualTo(200);
                assertThat(quickstart.printed().contains("Keys that were hashed with argon2id get 503 here"))
                        .as("says what does not work")
                        .isTrue();
            }
        }

        @Test
        void showsOneKeyWithFullAccess() throws Exception {
            try (QuickstartProcess quickstart = start(Map.of())) {
                String token = quickstart.firstToken().orElseThrow();
                assertThat(SecretPattern.positions(quickstart.printed())).isNotEmpty();
                assertThat(get(quickstart, "/api/2.0/people/@self", token).body())
                        .matches("\\{\"owner\":\"ada\",\"keyId\":\"[0-9a-f-]{36}\",\"permissions\":\\[\"\\*\"]}\n");
                assertThat(get(quickstart, "/api/2.0/files", token).body()).isEqualTo("{\"files\":[]}\n");
                assertThat(post(quickstart, "/api/2.0/files", "title=plan.docx", token)
                                .statusCode())
                        .isEqualTo(201);
                assertThat(get(quickstart, "/api/2.0/files", token).body())
                        .contains("\"title\":\"plan.docx\",\"owner\":\"ada\"");
            }
        }

        @Test
        void guardsEverythingButWhatItsRulesOpen() throws Exception {
            try (QuickstartProcess quickstart = start(Map.of("HASHER", "hmac-sha256"))) {
                for (String path :
                        new String[] {"/api/2.0/people/@self", "/api/2.0/files", "/nowhere", "/favicon.ico"}) {
                    assertThat(get(quickstart, path, "").statusCode()).as(path).isEqualTo(401);
                }
                for (String path : new String[] {"/", "/login", "/public/hello"}) {
                    assertThat(get(quickstart, path, "").statusCode()).as(path).isEqualTo(200);
                }
                String token = quickstart.firstToken().orElseThrow();
                assertThat(get(quickstart, "/nowhere", token).statusCode()).isEqualTo(404);
                assertThat(post(quickstart, "/api/2.0/files", "title=", token).body())
                        .contains("The parameter title");
            }
        }

        @Test
        void keepsItsPepperForItself() throws Exception {
            try (QuickstartProcess quickstart = start(Map.of())) {
                assertThat(quickstart.address()).isNotEmpty();
                assertThat(PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(home.resolve("quickstart.pepper"))))
                        .isEqualTo("rw-------");
            }
        }

        @Test
        void listensOnOneAddressOnly() throws Exception {
            try (QuickstartProcess quickstart = start(Map.of())) {
                int port = URI.create(quickstart.address()).getPort();
                assertThatThrownBy(() -> new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), port).close())
                        .isInstanceOf(ConnectException.class);
            }
        }

        @Test
        void needsNoFileForADatabaseInMemory() throws Exception {
            try (QuickstartProcess quickstart =
                    start(Map.of("DATABASE", "jdbc:h2:mem:demo", "HASHER", "hmac-sha256"))) {
                String token = quickstart.firstToken().orElseThrow();
                assertThat(get(quickstart, "/api/2.0/files", token).statusCode())
                        .isEqualTo(200);
                assertThat(home).isEmptyDirectory();
            }
        }
    }

    /** The same application, the same answers. */
    @Nested
    class OnEveryServer {

        /** A newer JVM warns of what Undertow's threads do; and nobody's report is to show a token. */
        private static String withoutTheJvm(String printed) {
            return printed.lines()
                    .filter(line -> !line.matches(
                            "WARNING: (.*sun\\.misc\\.Unsafe.*|A terminally deprecated.*|Please consider reporting.*)"))
                    .map(line -> line.replaceAll("acme_live_\\S+", "<token>"))
                    .collect(Collectors.joining("\n"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"tomcat", "jetty", "undertow"})
        void isGuardedByRulesAndByAnnotations(String server) throws Exception {
            try (QuickstartProcess quickstart = start(Map.of("SERVER", server, "HASHER", "hmac-sha256"))) {
                assertThat(withoutTheJvm(quickstart.printed()))
                        .startsWith("Listening on ")
                        .doesNotContain("WARN", "INFO");
                String token = quickstart.firstToken().orElseThrow();
                for (String path : new String[] {"/api/2.0/people/@self", "/api/2.0/files", "/api/2.0/rooms"}) {
                    assertThat(get(quickstart, path, token).statusCode())
                            .as(path)
                            .isEqualTo(200);
                    assertThat(get(quickstart, path, token + "x").statusCode())
                            .as(path)
                            .isEqualTo(401);
                    HttpResponse<String> anonymous = get(quickstart, path, "");
                    assertThat(anonymous.statusCode()).as(path).isEqualTo(401);
                    assertThat(anonymous.headers().firstValue("WWW-Authenticate"))
                            .contains("Bearer realm=\"quickstart\"");
                }
                assertThat(get(quickstart, "/api/2.0/rooms", token).body())
                        .isEqualTo("{\"rooms\":[\"Board\",\"Design\",\"Support\"]}\n");
                assertThat(post(quickstart, "/api/2.0/files", "title=plan.docx", token)
                                .statusCode())
                        .isEqualTo(201);
                assertThat(get(quickstart, "/nowhere", token).statusCode()).isEqualTo(404);
                assertThat(get(quickstart, "/nowhere", "").statusCode()).isEqualTo(401);
                assertThat(get(quickstart, "/public/hello", "").body()).contains("Hello, everybody.");
                assertThat(get(quickstart, "/", "").body()).contains("Nobody is logged in");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"tomcat", "jetty", "undertow"})
        void logsPeopleInForASession(String server) throws Exception {
            try (QuickstartProcess quickstart = start(Map.of("SERVER", server, "HASHER", "hmac-sha256"))) {
                HttpResponse<String> login = post(quickstart, "/login", "username=ben&password=ben", "");
                assertThat(login.statusCode()).isEqualTo(303);
                String cookie = login.headers().firstValue("Set-Cookie").orElseThrow();
                assertThat(cookie).containsIgnoringCase("HttpOnly").contains("SameSite=Lax");
                HttpRequest home =
                        request(quickstart, "/", "").header("Cookie", cookie).build();
                assertThat(client.send(home, BodyHandlers.ofString()).body()).contains("Logged in as ben.");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"tomcat", "jetty", "undertow"})
        void saysWhatToDoAboutAPortThatIsTaken(String server) throws Exception {
            try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    QuickstartProcess quickstart = start(Map.of(
                            "SERVER", server, "PORT", String.valueOf(taken.getLocalPort()), "HASHER", "hmac-sha256"))) {
                assertThat(quickstart.exitCode()).isEqualTo(1);
                assertThat(quickstart.printed()).contains("PORT " + taken.getLocalPort() + " cannot be listened on");
            }
        }
    }

    @Nested
    class OnAFilledDatabase {

        @ParameterizedTest
        @CsvSource({"argon2id,argon2id", "argon2id,hmac-sha256", "hmac-sha256,argon2id", "hmac-sha256,hmac-sha256"})
        void acceptsTheKeyOfItsFirstStartWhateverHashesNow(String first, String second) throws Exception {
            String token = tokenOfFirstStart(Map.of("HASHER", first));
            try (QuickstartProcess again = start(Map.of("HASHER", second))) {
                assertThat(again.firstToken()).isEmpty();
                assertThat(again.printed()).contains("rm '" + home.resolve("quickstart.mv.db") + "'");
                assertThat(get(again, "/api/2.0/people/@self", token).statusCode())
                        .isEqualTo(200);
            }
        }

        @Test
        void startsOverWhereItsFileWasDeleted() throws Exception {
            String token = tokenOfFirstStart(Map.of());
            Files.delete(home.resolve("quickstart.mv.db"));
            try (QuickstartProcess again = start(Map.of())) {
                assertThat(again.firstToken()).isPresent();
                assertThat(get(again, "/api/2.0/people/@self", token).statusCode())
                        .isEqualTo(401);
            }
        }

        @Test
        void neverCallsAKeyInvalidUnderAWrongPepper() throws Exception {
            String token = tokenOfFirstStart(Map.of("HASHER", "hmac-sha256", "PEPPER", PEPPER));
            try (QuickstartProcess again = start(Map.of("PEPPER", OTHER_PEPPER))) {
                HttpResponse<String> answer = get(again, "/api/2.0/people/@self", token);
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
            }
            try (QuickstartProcess right = start(Map.of("PEPPER", PEPPER))) {
                assertThat(get(right, "/api/2.0/people/@self", token).statusCode())
                        .isEqualTo(200);
            }
        }

        private String tokenOfFirstStart(Map<String, String> environment) throws IOException {
            try (QuickstartProcess first = start(environment)) {
                return first.firstToken().orElseThrow();
            }
        }
    }

    @Nested
    class Login {

        @Test
        void opensASessionForARightPasswordOnly() throws Exception {
            try (QuickstartProcess quickstart = start(Map.of())) {
                HttpResponse<String> wrong = post(quickstart, "/login", "username=ada&password=eve", "");
                assertThat(wrong.statusCode()).isEqualTo(401);
                assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();

                HttpResponse<String> right = post(quickstart, "/login", "username=ada&password=ada", "");
                assertThat(right.statusCode()).isEqualTo(303);
                String cookie = right.headers().firstValue("Set-Cookie").orElseThrow();
                assertThat(cookie).contains("HttpOnly").contains("SameSite=Lax");

                HttpRequest home =
                        request(quickstart, "/", "").header("Cookie", cookie).build();
                assertThat(client.send(home, BodyHandlers.ofString()).body())
                        .contains("Logged in as ada, administrator");
                HttpRequest api = request(quickstart, "/api/2.0/files", "")
                        .header("Cookie", cookie)
                        .build();
                assertThat(client.send(api, BodyHandlers.ofString()).statusCode())
                        .isEqualTo(401);
            }
        }
    }

    @Nested
    class ManagementApi {

        @ParameterizedTest
        @ValueSource(strings = {"tomcat", "jetty", "undertow"})
        void letsAdaManageEverybodysKeysAndBenHisOwn(String server) throws Exception {
            try (QuickstartProcess quickstart = start(Map.of("HASHER", "hmac-sha256", "SERVER", server))) {
                String ada = login(quickstart, "ada");
                String ben = login(quickstart, "ben");
                String body = "{\"name\":\"CI\",\"permissions\":[\"files:read\"]}";
                assertThat(keys(quickstart, "", ben, body).statusCode()).isEqualTo(201);
                assertThat(keys(quickstart, "", ben, "{\"name\":\"CI\",\"permissions\":[\"apikeys:read\"]}")
                                .statusCode())
                        .isEqualTo(403);
                assertThat(keys(quickstart, "", ben, null).body())
                        .contains("\"owner\":\"ben\"")
                        .doesNotContain("ada");
                assertThat(keys(quickstart, "", ada, null).body())
                        .contains("\"owner\":\"ben\"")
                        .contains("\"owner\":\"ada\"");
                assertThat(keys(quickstart, "", "", null).statusCode()).isEqualTo(401);
                assertThat(get(
                                        quickstart,
                                        "/api/2.0/keys",
                                        quickstart.firstToken().orElseThrow())
                                .statusCode())
                        .as("full access does not manage keys")
                        .isEqualTo(403);
                assertThat(keys(quickstart, "/openapi.json", "", null).body()).contains("\"openapi\"");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"tomcat", "jetty", "undertow"})
        void hasThePageBehindItsLogin(String server) throws Exception {
            try (QuickstartProcess quickstart = start(Map.of("HASHER", "hmac-sha256", "SERVER", server))) {
                HttpResponse<String> nobody = get(quickstart, "/developer/api-keys", "");
                assertThat(nobody.statusCode()).isEqualTo(302);
                String place = nobody.headers().firstValue("Location").orElseThrow();
                assertThat(get(quickstart, place, "").body()).contains("action=\"login?next=/developer/api-keys\"");
                HttpResponse<String> login = post(quickstart, place, "username=ben&password=ben", "");
                assertThat(login.headers().firstValue("Location")).contains("/developer/api-keys");
                String cookie =
                        login.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
                HttpRequest page = request(quickstart, "/developer/api-keys", "")
                        .header("Cookie", cookie)
                        .build();
                String html = client.send(page, BodyHandlers.ofString()).body();
                assertThat(html).contains("data-api=\"/api/2.0/keys\"");
                String script = html.replaceAll("(?s).*<script type=\"module\" src=\"([^\"]+)\".*", "$1");
                assertThat(get(quickstart, script, "").statusCode()).isEqualTo(200);
                assertThat(post(quickstart, "/login?next=https://evil.example/", "username=ben&password=ben", "")
                                .headers()
                                .firstValue("Location"))
                        .contains("/");
            }
        }

        private String login(QuickstartProcess quickstart, String name) throws Exception {
            HttpResponse<String> answer = post(quickstart, "/login", "username=" + name + "&password=" + name, "");
            return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
        }

        private HttpResponse<String> keys(
                QuickstartProcess quickstart, String path, String cookie, @Nullable String body) throws Exception {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(quickstart.address() + "/api/2.0/keys" + path));
            if (!cookie.isEmpty()) {
                request.header("Cookie", cookie);
            }
            if (body != null) {
                request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
            }
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }

    @Nested
    class AWrongSetting {

        @ParameterizedTest
        @CsvSource({
            "PORT,eighty,PORT must be a number from 0 to 65535",
            "PORT,65536,PORT must be a number from 0 to 65535",
            "PORT,-1,PORT must be a number from 0 to 65535",
            "SERVER,netty,'SERVER must be tomcat, jetty or undertow'",
            "DATABASE,jdbc:postgresql:keys,DATABASE must be the JDBC URL of an H2 database",
            "DATABASE,jdbc:h2:mem:,DATABASE must name a database in memory",
            "DATABASE,jdbc:h2:nioMemFS:keys,PEPPER must be set",
            "DATABASE,jdbc:h2:file:/proc/no/place,DATABASE cannot be opened",
            "HASHER,bcrypt,HASHER must be argon2id or hmac-sha256",
            "PEPPER,short,PEPPER is wrong: pepper must",
            "PEPPER,c2hvcnQ=,PEPPER is wrong: pepper must have at least 32 bytes",
        })
        void stopsTheStartWithASentenceThatNamesIt(String name, String value, String sentence) throws Exception {
            try (QuickstartProcess quickstart = start(Map.of(name, value))) {
                assertThat(quickstart.exitCode()).isEqualTo(1);
                assertThat(quickstart.printed())
                        .contains("The quickstart does not start: ")
                        .contains(sentence)
                        .doesNotContain("\tat ");
            }
        }

        @Test
        void isADatabaseThatAnotherQuickstartUses() throws Exception {
            try (QuickstartProcess first = start(Map.of());
                    QuickstartProcess second = start(Map.of())) {
                assertThat(first.address()).isNotEmpty();
                assertThat(second.exitCode()).isEqualTo(1);
                assertThat(second.printed()).contains("DATABASE cannot be opened: stop another quickstart");
            }
        }

        @Test
        void isADamagedPepperFile() throws Exception {
            Files.writeString(home.resolve("quickstart.pepper"), "????");
            try (QuickstartProcess quickstart = start(Map.of())) {
                assertThat(quickstart.exitCode()).isEqualTo(1);
                assertThat(quickstart.printed()).contains("is damaged").doesNotContain("????");
            }
        }
    }

    @Nested
    class Stop {

        @Test
        void closesThePortAndTheDatabase() throws Exception {
            int port;
            try (QuickstartProcess quickstart = start(Map.of())) {
                port = URI.create(quickstart.address()).getPort();
            }
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                    .isInstanceOf(ConnectException.class);
            try (QuickstartProcess again = start(Map.of("PORT", String.valueOf(port)))) {
                assertThat(again.address()).endsWith(":" + port);
            }
        }
    }

    private QuickstartProcess start(Map<String, String> environment) throws IOException {
        return QuickstartProcess.start(home, environment);
    }

    private HttpResponse<String> get(QuickstartProcess quickstart, String path, String token) throws Exception {
        return client.send(request(quickstart, path, token).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(QuickstartProcess quickstart, String path, String form, String token)
            throws Exception {
        HttpRequest request = request(quickstart, path, token)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    /** @param token the empty string for none */
    private static HttpRequest.Builder request(QuickstartProcess quickstart, String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(quickstart.address() + path));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }
}
