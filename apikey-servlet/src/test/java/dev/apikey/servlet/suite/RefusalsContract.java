// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.Expected;
import dev.apikey.servlet.Handler;
import dev.apikey.servlet.IdentityServlet;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.Tokens;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for refusals whatever their reason, on a container that lets through all that it can be told to let through. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RefusalsContract {

    private static final List<String> REJECTED = List.of(
            "malformed", "unknown", "foreign prefix", "wrong check", "wrong secret", "expired", "disabled", "revoked");

    private final Container container;
    private final Tokens tokens = Tokens.create();
    private Container.Server server;

    RefusalsContract(Container container) {
        this.container = container;
    }

    @BeforeAll
    void start() {
        Application application = Application.of(context -> {
            context.addServlet("identity", new IdentityServlet()).addMapping("/*");
            context.addServlet(
                            "echo",
                            Handler.servlet((in, out) -> in.getInputStream().transferTo(out.getOutputStream())))
                    .addMapping("/echo");
            ApiKeyFilter.builder(tokens.apiKeys())
                    .rules("GET /files/** files:read", "GET /health public", "POST /echo authenticated")
                    .build()
                    .addTo(context, "/*");
        });
        server = container.start(application.behindALenientContainer());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private RawHttp.Answer send(String request) throws IOException {
        return RawHttp.send(server.port(), tokens.fill(request));
    }

    private static String bearing(String line, String token) {
        return RawHttp.request(line, "Authorization: Bearer " + token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /files/a", "GET /health", "GET /else", "POST /files/a", "DELETE /nowhere"})
    void everyTokenThatIsNotAcceptedGetsTheSameBytes(String line) throws IOException {
        List<RawHttp.Answer> answers = new ArrayList<>();
        for (String token : REJECTED) {
            answers.add(send(bearing(line, "{" + token + "}")).withoutDate());
        }
        answers.add(send(bearing(line, "")).withoutDate());
        answers.add(send(bearing(line, "no token68!")).withoutDate());
        assertThat(answers.get(0).status()).isEqualTo(401);
        assertThat(answers).containsOnly(answers.get(0));
    }

    @Nested
    class Head {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/files/a",
                    "/files/a Authorization: Bearer {reader}",
                    "/files/a Authorization: Bearer {writer}",
                    "/files/a Authorization: Bearer {revoked}",
                    "/files/a Authorization: Bearer {reader}, x",
                    "/files/a;x=y Authorization: Bearer {reader}",
                    "/health",
                    "/else Authorization: Bearer {default reader}"
                })
        void hasTheHeadersOfGetAndNoBody(String targetAndField) throws IOException {
            String[] parts = targetAndField.split(" ", 2);
            String field = parts.length > 1 ? parts[1] : "Accept: */*";
            RawHttp.Answer get = send(RawHttp.request("GET " + parts[0], field, "Connection: close"));
            RawHttp.Answer head = send(RawHttp.request("HEAD " + parts[0], field, "Connection: close"));
            assertThat(head.body()).isEmpty();
            assertThat(get.body()).isNotEmpty();
            assertThat(head.withoutDate().statusLine()).isEqualTo(get.statusLine());
            assertThat(head.withoutDate().headers())
                    .containsExactlyInAnyOrderElementsOf(get.withoutDate().headers());
        }
    }

    @Nested
    class Trace {

        @ParameterizedTest
        @ValueSource(strings = {"{everything}", "{revoked}"})
        void isNotAllowedWhateverTheKey(String token) throws IOException {
            RawHttp.Answer answer = send(bearing("TRACE /files/a", token));
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.header("Allow"))
                    .hasValueSatisfying(
                            methods -> assertThat(methods).contains("GET").doesNotContain("TRACE"));
            assertThat(answer.header("WWW-Authenticate")).isEmpty();
            Expected.requireProblem(answer);
        }
    }

    @Nested
    class Connections {

        @Test
        void servesTheNextRequestAfterARefusal() throws IOException {
            try (RawHttp connection = RawHttp.connect(server.port())) {
                assertThat(connection.exchange(RawHttp.request("GET /files/a")).status())
                        .isEqualTo(401);
                String head = tokens.fill(bearing("HEAD /files/a", "{writer}"));
                assertThat(connection.exchange(head).status()).isEqualTo(403);
                String good = tokens.fill(bearing("GET /files/a", "{reader}"));
                assertThat(connection.exchange(good).body()).startsWith("principal=ApiKeyPrincipal:ben");
                assertThat(connection.exchange(RawHttp.request("GET /files/a")).status())
                        .isEqualTo(401);
            }
        }

        @Test
        void ignoresATokenInAForm() throws IOException {
            String form = tokens.fill("access_token={reader}");
            String head = RawHttp.request(
                    "POST /health",
                    "Content-Type: application/x-www-form-urlencoded",
                    "Content-Length: " + form.length());
            assertThat(RawHttp.send(server.port(), head + form).status()).isEqualTo(401);
        }

        @Test
        void leavesTheWholeBodyToTheApplication() throws IOException {
            String form = "access_token=x&a=" + "b".repeat(5_000);
            String head = RawHttp.request(
                    "POST /echo",
                    "Authorization: Bearer {reader}",
                    "Content-Type: application/x-www-form-urlencoded",
                    "Content-Length: " + form.length());
            assertThat(send(head + form).body()).isEqualTo(form);
        }
    }

    @Nested
    class NothingOfTheRequest {

        private static final String MARKER = "m4rkerOfThisRequest";

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Accept: */*",
                    "Authorization: Basic " + MARKER,
                    "Authorization: Bearer " + MARKER,
                    "Authorization: Bearer " + MARKER + ", " + MARKER,
                    "Authorization: Bearer {writer}",
                    "Authorization: Bearer {revoked}"
                })
        void comesBack(String field) throws IOException {
            String fields = "Host: " + MARKER + ".example\r\nX-Forwarded-Host: " + MARKER + "\r\nCookie: a=" + MARKER
                    + "\r\nOrigin: https://" + MARKER + "\r\nReferer: " + MARKER + "\r\nUser-Agent: " + MARKER + "\r\n"
                    + field + "\r\nConnection: close\r\n\r\n";
            List<String> targets = List.of("/files/", "/else/", "/files/;", "/x/..%2f");
            List<String> methods = List.of("GET", "PUT", "TRACE");
            for (String target : targets) {
                for (String method : methods) {
                    String line = method + " " + target + MARKER + "?" + MARKER + "=" + MARKER + " HTTP/1.1\r\n";
                    RawHttp.Answer answer = send(line + fields);
                    assertThat(answer.status()).isIn(400, 401, 403, 405);
                    assertThat(answer.toString()).doesNotContainIgnoringCase(MARKER);
                    Expected.requireProblem(answer);
                }
            }
        }
    }
}
