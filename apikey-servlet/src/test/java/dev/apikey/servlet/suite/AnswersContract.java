// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.Expected;
import dev.apikey.servlet.IdentityServlet;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.Tokens;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each request of the table is answered: contract §2, RFC 6750 §2.1 and RFC 9110 §11 to the letter. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AnswersContract {

    private static final String UNSAID = "unsaid";
    private static final String CLOSED = "closed";
    private static final String OR_CLOSED = " or closed";
    private static final String WITHOUT_BODY = " without body";

    private final Container container;
    private final Tokens tokens = Tokens.create();
    private Container.Server server;

    AnswersContract(Container container) {
        this.container = container;
    }

    @BeforeAll
    void start() {
        server = container.start(Application.of(context -> {
            context.addServlet("identity", new IdentityServlet()).addMapping("/*");
            ApiKeyFilter.builder(tokens.apiKeys())
                    .realm("acme")
                    .rules(
                            "GET  /files/**  files:read",
                            "POST /files/**  files:write",
                            "GET  /whoami    authenticated",
                            "GET  /health    public",
                            "GET  /keys      apikeys:read",
                            "*    /closed/** denied")
                    .build()
                    .addTo(context, "/*");
        }));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    Stream<RequestTable.Row> overHttp1() {
        return RequestTable.rows().stream().filter(row -> isAsked(row, "1"));
    }

    Stream<RequestTable.Row> overHttp2() {
        return RequestTable.rows().stream()
                .filter(row -> container.speaksHttp2() && !row.isAboutHttp1() && isAsked(row, "2"));
    }

    private boolean isAsked(RequestTable.Row row, String version) {
        return !row.answersOf(container.name(), version).contains(UNSAID);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("overHttp1")
    void overHttp1AreWhatTheTableSays(RequestTable.Row row) throws IOException {
        List<String> expected = row.answersOf(container.name(), "1");
        try (RawHttp connection = RawHttp.connect(server.port())) {
            connection.write(tokens.fill(row.overHttp1()));
            for (int i = 0; i < expected.size(); i++) {
                boolean toHead = row.requests().get(i).startsWith("HEAD ");
                check(expected.get(i), withoutBody -> connection.read(toHead || withoutBody));
            }
        }
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("overHttp2")
    void overHttp2AreWhatTheTableSays(RequestTable.Row row) throws IOException {
        try (RawHttp2 connection = RawHttp2.connect(server.port())) {
            String request = tokens.fill(row.requests().get(0));
            check(
                    row.answersOf(container.name(), "2").get(0),
                    withoutBody -> connection.exchange(request, withoutBody));
        }
    }

    /** Empty where there is nothing to switch to. */
    Stream<String> tokensOnTheWayToHttp2() {
        return container.speaksHttp2() ? Stream.of("{reader}", "{revoked}", "none") : Stream.of();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("tokensOnTheWayToHttp2")
    void aRequestThatSwitchesToHttp2IsJudgedAndThoseBehindItByThemselves(String token) throws IOException {
        String field = token.equals("none") ? "Accept: */*" : "Authorization: Bearer " + token;
        String request = RawHttp.request(
                "GET /files/a",
                field,
                "Connection: Upgrade, HTTP2-Settings",
                "Upgrade: h2c",
                "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA");
        Expected expected = switch (token) {
            case "{reader}" -> Expected.servedTo("ben", "files:read");
            case "{revoked}" -> Expected.INVALID_TOKEN;
            default -> Expected.NO_CREDENTIAL;
        };
        try (RawHttp2 connection = RawHttp2.upgrade(server.port(), tokens.fill(request))) {
            expected.check(Objects.requireNonNull(connection.read().get(1)));
            Expected.NO_CREDENTIAL.check(connection.exchange("GET /files/a", false));
        }
    }

    /** Waits for an answer. */
    @FunctionalInterface
    private interface Answering {

        RawHttp.Answer read(boolean withoutBody) throws IOException;
    }

    private static void check(String expected, Answering answering) throws IOException {
        RawHttp.Answer answer;
        try {
            answer = answering.read(expected.endsWith(WITHOUT_BODY));
        } catch (SocketException | EOFException closed) {
            assertThat(expected).as("the server closed").endsWith(CLOSED);
            return;
        }
        assertThat(expected).as("answered: %s", answer).isNotEqualTo(CLOSED);
        Expected.parse(expected.replace(WITHOUT_BODY, "").replace(OR_CLOSED, ""))
                .check(answer);
    }
}
