// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.Expected;
import dev.apikey.servlet.Handler;
import dev.apikey.servlet.IdentityServlet;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.Tokens;
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
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A host that has its own logins, with the filter in its default and in its optional mode. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HostLoginContract {

    private final Container container;

    private final Tokens tokens = Tokens.create();
    /** Of both. */
    private final SessionCount sessions = new SessionCount();

    private Container.Server required;
    private Container.Server optional;

    HostLoginContract(Container container) {
        this.container = container;
    }

    @BeforeAll
    void start() {
        required = start(builder -> builder);
        optional = start(ApiKeyFilter.Builder::optional);
    }

    private Container.Server start(UnaryOperator<ApiKeyFilter.Builder> mode) {
        return container.start(
                HostLogin.application(context -> setUp(context, mode)).withErrorPages(Map.of(418, "/error")));
    }

    private void setUp(ServletContext context, UnaryOperator<ApiKeyFilter.Builder> mode) {
        context.addListener(sessions);
        context.addServlet("identity", new IdentityServlet()).addMapping("/*");
        context.addServlet(
                        "forward",
                        Handler.servlet((request, response) -> request.getRequestDispatcher(request.getParameter("to"))
                                .forward(request, response)))
                .addMapping("/forward");
        addFailing(context);
        boolean laterInFront = container.deviations().contains(Deviation.PUTS_LATER_FILTERS_IN_FRONT);
        if (!laterInFront) {
            addOutermost(context);
        }
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
        if (laterInFront) {
            addOutermost(context);
        }
    }

    /** In front of ours: what it fails, our filter sees for the first time as an error. */
    private static void addOutermost(ServletContext context) {
        FilterRegistration.Dynamic host = context.addFilter("host", (request, response, chain) -> {
            if (request.getParameter("early") == null) {
                chain.doFilter(request, response);
            } else {
                ((HttpServletResponse) response).sendError(418);
            }
        });
        host.setAsyncSupported(true);
        host.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }

    private static void addFailing(ServletContext context) {
        context.addServlet("fail", Handler.servlet((request, response) -> {
                    if (request.getParameter("logout") != null) {
                        request.logout();
                    }
                    response.sendError(418);
                }))
                .addMapping("/fail");
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
    void stop() {
        required.close();
        optional.close();
    }

    private RawHttp.Answer bearing(Container.Server server, String line, String token, String... more)
            throws IOException {
        String[] fields = Arrays.copyOf(more, more.length + 1);
        fields[more.length] = "Authorization: Bearer {" + token + "}";
        return server.send(tokens.fill(RawHttp.request(line, fields)));
    }

    private RawHttp.Answer asEve(Container.Server server, String line) throws IOException {
        return server.send(RawHttp.request(line, HostLogin.cookie(server, "eve")));
    }

    private RawHttp.Answer anonymous(Container.Server server, String line) throws IOException {
        return server.send(RawHttp.request(line));
    }

    @Nested
    class OrLogin {

        @ParameterizedTest
        @ValueSource(strings = {"GET /shared/a", "GET /me"})
        void admitsAKeyThatMeetsTheRuleAndALoginInBothModes(String line) throws IOException {
            for (Container.Server server : new Container.Server[] {required, optional}) {
                Expected.servedTo("ben", "files:read").check(bearing(server, line, "reader"));
                HostLogin.isEve(asEve(server, line));
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
            HostLogin.isEve(asEve(optional, line));
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
            HostLogin.isEve(asEve(optional, "GET /forward?to=/me"));
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
            HostLogin.isEve(asEve(required, "GET /fail"));
            HostLogin.isEve(asEve(required, "GET /files/a?early"));
        }
    }

    @Nested
    class ASession {

        /** A limit that the page on HTTP responses tells of. */
        @Test
        void isWhatTheContainersOwnRequestKnowsAfterStartAsyncWithoutArguments() throws IOException {
            RawHttp.Answer answer = bearing(required, "GET /async", "reader", HostLogin.cookie(required, "eve"));
            if (container.deviations().contains(Deviation.STARTS_ASYNC_WITH_THE_WRAPPED_REQUEST)) {
                assertThat(answer.body()).isEqualTo(IdentityServlet.identity("ben", "files:read"));
            } else {
                HostLogin.isEve(answer);
            }
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
            HostLogin.isEve(required.send(RawHttp.request("GET /me", cookie)));
        }

        @Test
        void isNeitherMadeNorEnded() throws IOException {
            String cookie = HostLogin.cookie(required, "eve");
            int before = sessions.alive();
            anonymous(required, "GET /me");
            bearing(required, "GET /me", "reader");
            bearing(required, "GET /me", "revoked", cookie);
            assertThat(sessions.alive()).isEqualTo(before);
            HostLogin.isEve(required.send(RawHttp.request("GET /me", cookie)));
        }
    }
}
