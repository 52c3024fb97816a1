// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import static dev.apikey.servlet.Expected.BY_CONTAINER;
import static dev.apikey.servlet.Expected.DENIED;
import static dev.apikey.servlet.Expected.INVALID_REQUEST;
import static dev.apikey.servlet.Expected.INVALID_TOKEN;
import static dev.apikey.servlet.Expected.NO_CREDENTIAL;
import static dev.apikey.servlet.Expected.needs;
import static dev.apikey.servlet.Expected.servedTo;
import static dev.apikey.servlet.Expected.servedToAnybody;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each request is answered, over a socket, on Tomcat: contract §2 as a table. {@code {name}} stands for a token. */
class HttpAnswersTest {

    private static final Expected READER = servedTo("ben", "files:read");
    private static final Expected WRITER = servedTo("ben", "files:write");
    private static final Expected EVERYTHING = servedTo("ben", "files:read,files:write,default:read");
    private static final Expected DEFAULT_READER = servedTo("ben", "default:read");
    private static final Expected DEFAULT_WRITER = servedTo("ben", "");

    private static Tokens tokens;
    private static TomcatServer server;

    @BeforeAll
    static void start() {
        tokens = Tokens.create();
        server = TomcatServer.start(context -> {
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
        });
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void thereIsNoSessionEver() {
        assertThat(server.sessions()).isZero();
    }

    /** One line of the table; shown by what it is about and where the rule comes from. */
    record Row(String source, String name, String request, Expected expected) {

        @Override
        public String toString() {
            return name + " (" + source + ")";
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"schemes", "spelling", "severalCredentials", "tokens", "elsewhere", "permissions", "unnamedPaths"})
    void answersAsTheTableSays(Row row) throws IOException {
        row.expected().check(server.send(tokens.fill(row.request())));
    }

    private static Row read(String source, String name, Expected expected, String... headers) {
        return new Row(source, name, RawHttp.request("GET /files/a", headers), expected);
    }

    private static Row ask(String source, String line, String token, Expected expected) {
        String request = RawHttp.request(line, "Authorization: Bearer {" + token + "}");
        return new Row(source, line + " with " + token, request, expected);
    }

    private static Row anonymous(String source, String line, Expected expected) {
        return new Row(source, line + " without credential", RawHttp.request(line), expected);
    }

    static Stream<Row> schemes() {
        String rule = "RFC 6750 §3.1: no error code where there is no credential of ours";
        return Stream.of(
                read(rule, "no field", NO_CREDENTIAL),
                read(rule, "an empty field", NO_CREDENTIAL, "Authorization:"),
                read(rule, "Basic", NO_CREDENTIAL, "Authorization: Basic YmVuOnNlc2FtZQ=="),
                read(rule, "Digest", NO_CREDENTIAL, "Authorization: Digest username=\"ben\", realm=\"acme\""),
                read(rule, "Negotiate", NO_CREDENTIAL, "Authorization: Negotiate YII="),
                read(rule, "a longer scheme", NO_CREDENTIAL, "Authorization: BearerX {reader}"),
                read(rule, "a shorter scheme", NO_CREDENTIAL, "Authorization: Beare {reader}"),
                read(rule, "the token alone", NO_CREDENTIAL, "Authorization: {reader}"),
                read(rule, "Basic with a bearer in its list", NO_CREDENTIAL, "Authorization: Basic x, Bearer {reader}"),
                read(
                        rule,
                        "another field",
                        NO_CREDENTIAL,
                        "X-Api-Key: {reader}",
                        "Proxy-Authorization: Bearer {reader}"),
                read("RFC 9110 §11.1: case-insensitive", "bearer", READER, "Authorization: bearer {reader}"),
                read("RFC 9110 §11.1: case-insensitive", "BEARER", READER, "Authorization: BEARER {reader}"),
                read("RFC 9110 §5.1", "field name in lower case", READER, "authorization: Bearer {reader}"));
    }

    static Stream<Row> spelling() {
        String rule = "RFC 9110 §11.4: 1*SP token68";
        return Stream.of(
                read(rule, "one space", READER, "Authorization: Bearer {reader}"),
                read(rule, "many spaces", READER, "Authorization: Bearer    {reader}"),
                read(
                        "RFC 9110 §5.5: no part of the value",
                        "white space around",
                        READER,
                        "Authorization: \t Bearer {reader} \t"),
                read("RFC 9112 §5.2: a fold is a space", "folded", READER, "Authorization: Bearer\r\n {reader}"),
                read(rule, "a tab", INVALID_TOKEN, "Authorization: Bearer\t{reader}"),
                read(rule, "a space and a tab", INVALID_TOKEN, "Authorization: Bearer \t{reader}"),
                read("RFC 9110 §5.6.2: another token", "no space", NO_CREDENTIAL, "Authorization: Bearer{reader}"),
                read(rule, "the scheme alone", INVALID_TOKEN, "Authorization: Bearer"),
                read(rule, "the scheme and spaces", INVALID_TOKEN, "Authorization: Bearer   "),
                read(rule, "something behind", INVALID_TOKEN, "Authorization: Bearer {reader} x"),
                read(rule, "two tokens", INVALID_TOKEN, "Authorization: Bearer {reader} {reader}"),
                read(rule, "double quotes", INVALID_TOKEN, "Authorization: Bearer \"{reader}\""),
                read(rule, "single quotes", INVALID_TOKEN, "Authorization: Bearer '{reader}'"),
                read(rule, "a parameter", INVALID_TOKEN, "Authorization: Bearer token={reader}"),
                read(rule, "a colon", INVALID_TOKEN, "Authorization: Bearer: {reader}"),
                read(rule, "percent encoding", INVALID_TOKEN, "Authorization: Bearer {reader}%20"),
                read(rule, "Latin 1", INVALID_TOKEN, "Authorization: Bearer {reader}\u00e9"),
                read(rule, "UTF-8", INVALID_TOKEN, "Authorization: Bearer {reader}\u00c3\u00a9"),
                read("contract §1: nothing is trimmed", "padding", INVALID_TOKEN, "Authorization: Bearer {reader}="),
                read(rule, "7,000 characters", INVALID_TOKEN, "Authorization: Bearer " + "a".repeat(7_000)),
                read("RFC 9110 §5.5", "NUL", BY_CONTAINER, "Authorization: Bearer {reader}\0"),
                read("RFC 9110 §5.5", "SOH", BY_CONTAINER, "Authorization: Bearer {reader}\u0001"),
                read("RFC 9110 §5.5", "DEL", BY_CONTAINER, "Authorization: Bearer {reader}\u007f"),
                read("RFC 9112 §5.1", "space before the colon", BY_CONTAINER, "Authorization : Bearer {reader}"),
                read("RFC 9110 §5.4", "9,000 characters", BY_CONTAINER, "Authorization: Bearer " + "a".repeat(9_000)));
    }

    static Stream<Row> severalCredentials() {
        String rule = "RFC 6750 §3.1: more than one method";
        String bearer = "Authorization: Bearer {reader}";
        return Stream.of(
                read(rule, "identical lines", INVALID_REQUEST, bearer, bearer),
                read(rule, "two keys", INVALID_REQUEST, bearer, "Authorization: Bearer {writer}"),
                read(rule, "Basic first", INVALID_REQUEST, "Authorization: Basic eDp5", bearer),
                read(rule, "Basic second", INVALID_REQUEST, bearer, "Authorization: Basic eDp5"),
                read(rule, "an empty line first", INVALID_REQUEST, "Authorization:", bearer),
                read(rule, "an empty line last", INVALID_REQUEST, bearer, "authorization:"),
                read(rule, "two of another scheme", INVALID_REQUEST, "Authorization: Basic eDp5", "Authorization: x"),
                read(rule, "a list", INVALID_REQUEST, bearer + ", Bearer {writer}"),
                read(rule, "a comma behind", INVALID_REQUEST, bearer + ","),
                read(rule, "a comma before", INVALID_REQUEST, "Authorization: Bearer ,{reader}"),
                read(rule, "a comma in place of the space", INVALID_REQUEST, "Authorization: Bearer,{reader}"));
    }

    static Stream<Row> tokens() {
        String rule = "RFC 6750 §3.1: invalid_token; contract §2: the same for all";
        return Stream.of(
                        "malformed",
                        "unknown",
                        "foreign prefix",
                        "wrong check",
                        "wrong secret",
                        "wrong secret of expired",
                        "expired",
                        "disabled",
                        "revoked")
                .map(token -> ask(rule, "GET /files/a", token, INVALID_TOKEN));
    }

    static Stream<Row> elsewhere() {
        String rule = "contract §2: never read for tokens";
        return Stream.of(
                new Row(
                        rule,
                        "query",
                        RawHttp.request("GET /files/a?access_token={reader}&token={reader}"),
                        NO_CREDENTIAL),
                new Row(rule, "path", RawHttp.request("GET /files/{reader}"), NO_CREDENTIAL),
                new Row(rule, "user info", RawHttp.request("GET http://{reader}@localhost/files/a"), NO_CREDENTIAL),
                read(rule, "cookie", NO_CREDENTIAL, "Cookie: access_token={reader}; Authorization={reader}"),
                read(rule, "a fragment of a chain", NO_CREDENTIAL, "X-Forwarded-Authorization: Bearer {reader}"));
    }

    static Stream<Row> permissions() {
        String held = "contract §2: path rules";
        String missing = "RFC 6750 §3.1: insufficient_scope";
        return Stream.of(
                ask(held, "POST /files/a", "writer", WRITER),
                ask(held, "GET /files", "everything", EVERYTHING),
                ask(held, "GET /files/a", "other reader", servedTo("eve", "files:read")),
                ask(held, "GET /whoami", "default writer", DEFAULT_WRITER),
                anonymous(held, "GET /whoami", NO_CREDENTIAL),
                anonymous(held, "GET /health", servedToAnybody()),
                ask(held, "GET /health", "writer", WRITER),
                ask("contract §2: also where none is needed", "GET /health", "revoked", INVALID_TOKEN),
                ask(missing, "GET /files/a", "writer", needs("files:read")),
                ask(missing, "POST /files/a", "reader", needs("files:write")),
                ask("contract §2: write does not imply read", "GET /files/a", "default reader", needs("files:read")),
                ask("contract §2: by name only", "GET /keys", "everything", needs("apikeys:read")),
                ask("contract §2: a method not named", "DELETE /files/a", "everything", DENIED),
                ask("contract §2: a method not named", "OPTIONS /files/a", "everything", DENIED),
                ask("contract §2: a method not named", "POST /health", "everything", DENIED),
                anonymous("contract §2: a method not named", "POST /health", NO_CREDENTIAL),
                ask("contract §2: denied", "GET /closed/a", "everything", DENIED),
                anonymous("contract §2: denied", "GET /closed/a", NO_CREDENTIAL));
    }

    static Stream<Row> unnamedPaths() {
        String rule = "contract §2: a path that no rule names";
        return Stream.of(
                ask(rule, "GET /", "default reader", DEFAULT_READER),
                ask(rule, "GET /filesystem", "default reader", DEFAULT_READER),
                ask(rule, "OPTIONS /else", "default reader", DEFAULT_READER),
                ask(rule, "GET /else", "everything", EVERYTHING),
                ask(rule, "GET /else", "reader", needs("default:read")),
                ask(rule, "GET /else", "default writer", needs("default:read")),
                ask(rule, "POST /else", "default reader", needs("default:write")),
                ask(rule, "PUT /else", "default writer", DEFAULT_WRITER),
                ask(rule, "PATCH /else", "default writer", DEFAULT_WRITER),
                ask(rule, "DELETE /else", "default writer", DEFAULT_WRITER),
                ask(rule, "BREW /else", "default reader", needs("default:write")),
                ask("RFC 9110 §9.1: case-sensitive", "get /else", "default reader", needs("default:write")),
                anonymous(rule, "GET /else", NO_CREDENTIAL));
    }
}
