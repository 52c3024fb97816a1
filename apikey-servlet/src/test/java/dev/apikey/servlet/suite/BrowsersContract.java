// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.Expected;
import dev.apikey.servlet.Handler;
import dev.apikey.servlet.IdentityServlet;
import dev.apikey.servlet.ProblemJson;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.Tokens;
import jakarta.annotation.security.DenyAll;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as browsers send them, with the settings that are about browsers off and on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BrowsersContract {

    private final Container container;

    private static final String ORIGIN = "Origin: https://app.example";
    private static final String ASKS = "Access-Control-Request-Method: GET";

    private final Tokens tokens = Tokens.create();
    private Container.Server off;
    private Container.Server on;

    BrowsersContract(Container container) {
        this.container = container;
    }

    @DenyAll
    private static final class Closed extends HttpServlet {
        private static final long serialVersionUID = 1L;
    }

    private static final class NoOptions extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {}

        @Override
        @DenyAll
        protected void doOptions(HttpServletRequest request, HttpServletResponse response) {}
    }

    @BeforeAll
    void start() {
        off = container.start(Application.of(context -> setUp(context, builder -> builder)));
        on = container.start(Application.of(
                context -> setUp(context, builder -> builder.allowPreflights().refuseBrowsers())));
    }

    private void setUp(ServletContext context, UnaryOperator<ApiKeyFilter.Builder> settings) {
        context.addServlet("identity", new IdentityServlet()).addMapping("/*");
        context.addServlet("closed", new Closed()).addMapping("/annotated");
        context.addServlet("no options", new NoOptions()).addMapping("/no-options");
        context.addServlet(
                        "forward",
                        Handler.servlet((request, response) ->
                                request.getRequestDispatcher("/closed").forward(request, response)))
                .addMapping("/forward");
        settings.apply(ApiKeyFilter.builder(tokens.apiKeys())
                        .realm("acme")
                        .rules(
                                "GET     /files/**   files:read",
                                "*       /closed     denied",
                                "GET     /half       files:read",
                                "OPTIONS /half       denied",
                                "GET     /rest       files:read",
                                "*       /rest       denied",
                                "GET     /no-options files:read",
                                "GET     /health     public"))
                .build()
                .addTo(context, "/*");
    }

    @AfterAll
    void stop() {
        off.close();
        on.close();
    }

    private RawHttp.Answer send(Container.Server server, String line, String... fields) throws IOException {
        return server.send(tokens.fill(RawHttp.request(line, fields)));
    }

    @Nested
    class Preflights {

        @Test
        void passWhereTheyAreAllowed() throws IOException {
            for (String path : new String[] {"/files/a", "/else", "/health"}) {
                Expected.servedToAnybody().check(send(on, "OPTIONS " + path, ORIGIN, ASKS));
                Expected.NO_CREDENTIAL.check(send(off, "OPTIONS " + path, ORIGIN, ASKS));
            }
            Expected.servedToAnybody()
                    .check(send(
                            on,
                            "OPTIONS /files/a",
                            "Origin: null",
                            ASKS,
                            "Access-Control-Request-Headers: authorization"));
        }

        @Test
        void doNotPassAboutWhatIsDenied() throws IOException {
            Expected.NO_CREDENTIAL.check(send(on, "OPTIONS /closed", ORIGIN, ASKS));
            Expected.NO_CREDENTIAL.check(send(on, "OPTIONS /annotated", ORIGIN, ASKS));
            Expected.NO_CREDENTIAL.check(send(on, "OPTIONS /forward", ORIGIN, ASKS));
            Expected.NO_CREDENTIAL.check(send(on, "OPTIONS /files/a", ORIGIN, "Access-Control-Request-Method: DELETE"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"/half", "/rest", "/no-options"})
        void doNotPassWhereOptionsIsDenied(String path) throws IOException {
            Expected.NO_CREDENTIAL.check(send(on, "OPTIONS " + path, ORIGIN, ASKS));
        }

        @Test
        void areOptionsWithBothFieldsAndNothingElseIs() throws IOException {
            Expected.NO_CREDENTIAL.check(send(on, "OPTIONS /files/a"));
            Expected.NO_CREDENTIAL.check(send(on, "OPTIONS /files/a", ORIGIN));
            Expected.NO_CREDENTIAL.check(send(on, "OPTIONS /files/a", ASKS));
            Expected.NO_CREDENTIAL.check(send(on, "OPTIONS /files/a", ORIGIN, ORIGIN, ASKS));
            Expected.NO_CREDENTIAL.check(send(on, "OPTIONS /files/a", ORIGIN, ASKS, ASKS));
            Expected.NO_CREDENTIAL.check(send(on, "OPTIONS /else", ORIGIN, "Access-Control-Request-Method: G,T"));
            Expected.NO_CREDENTIAL.check(send(on, "OPTIONS /else", ORIGIN, "Access-Control-Request-Method:"));
            Expected.NO_CREDENTIAL.check(send(on, "GET /files/a", ORIGIN, ASKS));
            Expected.NO_CREDENTIAL.check(send(on, "options /files/a", ORIGIN, ASKS));
        }

        @Test
        void carryNoCredential() throws IOException {
            Expected.DENIED.check(send(on, "OPTIONS /files/a", ORIGIN, ASKS, "Authorization: Bearer {reader}"));
            Expected.INVALID_TOKEN.check(send(on, "OPTIONS /files/a", ORIGIN, ASKS, "Authorization: Bearer {revoked}"));
            Expected.NO_CREDENTIAL.check(send(on, "OPTIONS /files/a", ORIGIN, ASKS, "Authorization: Basic eDp5"));
            Expected.NO_CREDENTIAL.check(send(on, "OPTIONS /files/a", ORIGIN, ASKS, "Cookie: a=b"));
        }

        @Test
        void withAnAmbiguousTargetAreRefusedLikeAll() throws IOException {
            assertThat(send(on, "OPTIONS /files;a", ORIGIN, ASKS).status()).isEqualTo(400);
        }
    }

    @Nested
    class KeysFromPages {

        @ParameterizedTest
        @ValueSource(strings = {"cross-site", "same-site", "Same-Origin", "something new", ""})
        void ofAnotherOriginAreRefusedWithTheReason(String site) throws IOException {
            String field = "Sec-Fetch-Site: " + site;
            RawHttp.Answer refused = send(on, "GET /files/a", "Authorization: Bearer {reader}", field);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.header("WWW-Authenticate")).isEmpty();
            Expected.requireProblem(refused);
            assertThat(ProblemJson.parse(refused.body()).get("detail"))
                    .contains("web page", "keep it on a server", "no longer a secret");
            Expected.servedTo("ben", "files:read")
                    .check(send(off, "GET /files/a", "Authorization: Bearer {reader}", field));
        }

        @ParameterizedTest
        @ValueSource(strings = {"same-origin", "none"})
        void ofOurOwnOriginAreNot(String site) throws IOException {
            Expected.servedTo("ben", "files:read")
                    .check(send(on, "GET /files/a", "Authorization: Bearer {reader}", "Sec-Fetch-Site: " + site));
        }

        @Test
        void areRefusedWhereTheyClaimTwoThings() throws IOException {
            assertThat(send(
                                    on,
                                    "GET /files/a",
                                    "Authorization: Bearer {reader}",
                                    "Sec-Fetch-Site: same-origin",
                                    "Sec-Fetch-Site: cross-site")
                            .status())
                    .isEqualTo(403);
        }

        @Test
        void areRefusedOnPublicPathsToo() throws IOException {
            assertThat(send(on, "GET /health", "Authorization: Bearer {reader}", "Sec-Fetch-Site: cross-site")
                            .status())
                    .isEqualTo(403);
            Expected.servedToAnybody().check(send(on, "GET /health", "Sec-Fetch-Site: cross-site"));
        }

        @Test
        void thatAreNotGoodGetTheAnswerOfAllBadOnes() throws IOException {
            Expected.INVALID_TOKEN.check(
                    send(on, "GET /files/a", "Authorization: Bearer {revoked}", "Sec-Fetch-Site: cross-site"));
        }
    }
}
