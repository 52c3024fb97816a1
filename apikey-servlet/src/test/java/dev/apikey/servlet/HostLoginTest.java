// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.function.UnaryOperator;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A host that has its own logins, with the filter in its default and in its optional mode. */
class HostLoginTest {

    private static Tokens tokens;
    private static TomcatServer required;
    private static TomcatServer optional;

    @BeforeAll
    static void start() {
        tokens = Tokens.create();
        required = start(builder -> builder);
        optional = start(ApiKeyFilter.Builder::optional);
    }

    private static TomcatServer start(UnaryOperator<ApiKeyFilter.Builder> mode) {
        return HostLogin.start(
                application -> {
                    ErrorPage page = new ErrorPage();
                    page.setErrorCode(418);
                    page.setLocation("/error");
                    application.addErrorPage(page);
                },
                context -> setUp(context, mode));
    }

    private static void setUp(ServletContext context, UnaryOperator<ApiKeyFilter.Builder> mode) {
        context.addServlet("identity", new IdentityServlet()).addMapping("/*");
        context.addServlet(
                        "forward",
                        Handler.servlet((request, response) -> request.getRequestDispatcher(request.getParameter("to"))
                                .forward(request, response)))
                .addMapping("/forward");
        addFailing(context);
        mode.apply(ApiKeyFilter.builder(tokens.apiKeys())
                        .realm("acme")
                        .rules(
                                "GET /files/**  files:read",
                                "GET /shared/** files:read or login",
                                "GET /me        authenticated or login",
                                "GET /whoami    authenticated",
                                "GET /closed    denied",
                                "GET /forward   public",
                                "GET /fail      authenticated or login",
                                "*   /error     denied",
                                "GET /async     authenticated",
                                "GET /login     public"))
                .build()
                .addTo(context, "/*");
    }

    private static void addFailing(ServletContext context) {
        context.addServlet("fail", Handler.servlet((request, response) -> {
                    if (request.getParameter("logout") != null) {
                        request.logout();
                    }
                    response.sendError(418);
                }))
                .addMapping("/fail");
        // In front of ours: what it fails, our filter sees for the first time as an error.
        FilterRegistration.Dynamic host = context.addFilter("host", (request, response, chain) -> {
            if (request.getParameter("early") == null) {
                chain.doFilter(request, response);
            } else {
                ((HttpServletResponse) response).sendError(418);
            }
        });
        host.setAsyncSupported(true);
        host.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        ServletRegistration.Dynamic async = context.addServlet("async", Handler.servlet((request, response) -> {
            AsyncContext started = request.startAsync();
            started.getResponse().getWriter().print(IdentityServlet.describe((HttpServletRequest)
                    started.getRequest()));
            started.complete();
        }));
        async.setAsyncSupported(true);
        async.addMapping("/async");
    }

    @AfterAll
    static void stop() {
        required.close();
        optional.close();
    }

    private static RawHttp.Answer bearing(TomcatServer server, String line, String token, String... more)
            throws IOException {
        String[] fields = Arrays.copyOf(more, more.length + 1);
        fields[more.length] = "Authorization: Bearer {" + token + "}";
        return server.send(tokens.fill(RawHttp.request(line, fields)));
    }

    private static RawHttp.Answer asEve(TomcatServer server, String line) throws IOException {
        return server.send(RawHttp.request(line, HostLogin.cookie(server, "eve")));
    }

    private static RawHttp.Answer anonymous(TomcatServer server, String line) throws IOException {
        return server.send(RawHttp.request(line));
    }

    @Nested
    class OrLogin {

        @ParameterizedTest
        @ValueSource(strings = {"GET /shared/a", "GET /me"})
        void admitsAKeyThatMeetsTheRuleAndALoginInBothModes(String line) throws IOException {
            for (TomcatServer server : new TomcatServer[] {required, optional}) {
                Expected.servedTo("ben", "files:read").check(bearing(server, line, "reader"));
                assertThat(asEve(server, line).body()).isEqualTo(HostLogin.EVE);
                Expected.NO_CREDENTIAL.check(anonymous(server, line));
                Expected.INVALID_TOKEN.check(bearing(server, line, "revoked"));
            }
        }

        @Test
        void asksAKeyForThePermissionAllTheSame() throws IOException {
            Expected.needs("files:read").check(bearing(required, "GET /shared/a", "writer"));
            Expected.needs("files:read")
                    .check(bearing(required, "GET /shared/a", "writer", HostLogin.cookie(required, "eve")));
        }

        @Test
        void leavesOtherMethodsClosed() throws IOException {
            Expected.NO_CREDENTIAL.check(asEve(required, "POST /me"));
            Expected.NO_CREDENTIAL.check(asEve(optional, "POST /me"));
        }
    }

    @Nested
    class OptionalMode {

        @ParameterizedTest
        @ValueSource(strings = {"GET /else", "POST /else", "DELETE /"})
        void letsRequestsWithoutACredentialReachWhatNoRuleNames(String line) throws IOException {
            Expected.servedToAnybody().check(anonymous(optional, line));
            assertThat(asEve(optional, line).body()).isEqualTo(HostLogin.EVE);
            Expected.servedToAnybody().check(optional.send(RawHttp.request(line, "Authorization: Basic eDp5")));
        }

        @ParameterizedTest
        @ValueSource(strings = {"GET /files/a", "POST /files/a", "GET /whoami", "GET /closed"})
        void letsThemReachNothingThatARuleNames(String line) throws IOException {
            Expected.NO_CREDENTIAL.check(anonymous(optional, line));
            Expected.NO_CREDENTIAL.check(asEve(optional, line));
        }

        @ParameterizedTest
        @CsvSource({"malformed", "unknown", "wrong secret", "revoked", "expired", "disabled", "foreign prefix"})
        void refusesABadTokenEverywhereAndNeverFallsBackToASession(String token) throws IOException {
            String cookie = HostLogin.cookie(optional, "eve");
            for (String line : new String[] {"GET /else", "GET /shared/a", "GET /files/a"}) {
                Expected.INVALID_TOKEN.check(bearing(optional, line, token));
                Expected.INVALID_TOKEN.check(bearing(optional, line, token, cookie));
            }
            Expected.INVALID_REQUEST.check(
                    bearing(optional, "GET /else", "reader", "Authorization: Basic eDp5", cookie));
            Expected.INVALID_TOKEN.check(optional.send(RawHttp.request("GET /else", "Authorization: Bearer", cookie)));
        }

        @Test
        void asksAKeyForWhatItAlwaysNeeds() throws IOException {
            Expected.servedTo("ben", "default:read").check(bearing(optional, "GET /else", "default reader"));
            Expected.needs("default:read").check(bearing(optional, "GET /else", "reader"));
        }

        @Test
        void rulesForwardsOfRequestsWithoutAKey() throws IOException {
            Expected.NO_CREDENTIAL.check(anonymous(optional, "GET /forward?to=/files/a"));
            Expected.servedToAnybody().check(anonymous(optional, "GET /forward?to=/else"));
            assertThat(asEve(optional, "GET /forward?to=/me").body()).isEqualTo(HostLogin.EVE);
        }
    }

    @Nested
    class AnErrorPage {

        @Test
        void seesTheKeyAndNotTheSessionBesideIt() throws IOException {
            String cookie = HostLogin.cookie(required, "eve");
            assertThat(bearing(required, "GET /fail", "reader", cookie).body())
                    .isEqualTo(IdentityServlet.identity("ben", "files:read"));
            assertThat(bearing(required, "GET /fail?logout", "reader", cookie).body())
                    .isEqualTo(IdentityServlet.ANONYMOUS);
        }

        @ParameterizedTest
        @ValueSource(strings = {"reader", "revoked"})
        void seesNobodyWhereTheTokenWasNotLookedAt(String token) throws IOException {
            assertThat(bearing(required, "GET /files/a?early", token, HostLogin.cookie(required, "eve"))
                            .body())
                    .isEqualTo(IdentityServlet.ANONYMOUS);
        }

        @Test
        void seesTheSessionOfARequestWithoutAToken() throws IOException {
            assertThat(asEve(required, "GET /fail").body()).isEqualTo(HostLogin.EVE);
            assertThat(asEve(required, "GET /files/a?early").body()).isEqualTo(HostLogin.EVE);
        }
    }

    @Nested
    class ASession {

        /** A limit that the page on HTTP responses tells of. */
        @Test
        void isWhatTheContainersOwnRequestKnowsAfterStartAsyncWithoutArguments() throws IOException {
            assertThat(bearing(required, "GET /async", "reader", HostLogin.cookie(required, "eve"))
                            .body())
                    .isEqualTo(HostLogin.EVE);
        }

        @Test
        void opensNothingInTheDefaultMode() throws IOException {
            for (String line : new String[] {"GET /files/a", "GET /whoami", "GET /else", "GET /closed"}) {
                Expected.NO_CREDENTIAL.check(asEve(required, line));
            }
        }

        @Test
        void isNeverMergedWithAKey() throws IOException {
            String cookie = HostLogin.cookie(required, "eve");
            Expected.servedTo("ben", "files:read").check(bearing(required, "GET /files/a", "reader", cookie));
            Expected.servedTo("ben", "files:read")
                    .check(bearing(required, "GET /forward?to=/files/a", "reader", cookie));
            assertThat(required.send(RawHttp.request("GET /me", cookie)).body()).isEqualTo(HostLogin.EVE);
        }

        @Test
        void isNeitherMadeNorEnded() throws IOException {
            String cookie = HostLogin.cookie(required, "eve");
            int sessions = required.sessions();
            anonymous(required, "GET /me");
            bearing(required, "GET /me", "reader");
            bearing(required, "GET /me", "revoked", cookie);
            assertThat(required.sessions()).isEqualTo(sessions);
            assertThat(required.send(RawHttp.request("GET /me", cookie)).body()).isEqualTo(HostLogin.EVE);
        }
    }
}
