// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.apikey.ApiKeys;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyFilterTest {

    private final ApiKeys apiKeys = Tokens.builder("acme_live").build();
    private final String request = RawHttp.request(
            "GET /",
            "Authorization: Bearer "
                    + Tokens.issue(apiKeys, Tokens.request("*")).revealToken());

    private static void add(ServletContext context, String name, Filter filter, boolean last) {
        context.addFilter(name, filter).addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), last, "/*");
    }

    @Nested
    class Build {

        @Test
        void refusesWhatIsWrong() {
            ApiKeyFilter.Builder builder = ApiKeyFilter.builder(apiKeys);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.rules("GET").build())
                    .withMessageContaining("rule");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.rules().realm("\"").build())
                    .withMessageContaining("realm");
        }
    }

    @Nested
    class RequireUrlPatterns {

        @ParameterizedTest
        @ValueSource(strings = {"/*", "/api/*", "/report/*", "/a/b/*", "/a b/*"})
        void takesWhatAContainerReadsAsPeopleDo(String pattern) {
            assertThatCode(() -> ApiKeyFilter.requireUrlPatterns(List.of("/x/*", pattern)))
                    .doesNotThrowAnyException();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"", "/", "/api/", "/api/**", "/**", "api/*", "*", "*.do", "/*/x", "//*", "/a//b/*", "/report"
                })
        void refusesWhatGuardsLessThanPeopleMean(String pattern) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ApiKeyFilter.requireUrlPatterns(List.of("/x/*", pattern)))
                    .withMessageEndingWith(": " + pattern);
        }
    }

    @Nested
    class RequireServed {

        private void require(String rule, String... urlPatterns) {
            ApiKeyFilter.builder(apiKeys).rules(rule).build().requireServed(List.of(urlPatterns));
        }

        @ParameterizedTest
        @CsvSource({
            "GET /files/** files:read, /*",
            "GET / public, /*",
            "GET /api/files files:read, /api/*",
            "GET /api/** files:read, /api/*",
            "GET /api files:read, /api/*",
            "GET /report files:read, /report/*",
            "* /** denied, /api/*"
        })
        void takesRulesForPathsThatTheFilterIsAskedAbout(String rule, String urlPattern) {
            assertThatCode(() -> require(rule, "/x/*", urlPattern)).doesNotThrowAnyException();
        }

        @ParameterizedTest
        @CsvSource({
            "GET /files/** files:read, /api/*, GET /files/**",
            "GET /open denied, /api/*, GET /open",
            "GET /apis files:read, /api/*, GET /apis"
        })
        void refusesRulesThatWouldGuardNothing(String rule, String urlPattern, String named) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> require(rule, "/x/*", urlPattern))
                    .withMessage("rule " + named + " lies outside what the filter guards, /x/* " + urlPattern
                            + ": guard its path too, or remove the rule");
        }

        @Test
        void showsNothingOfATokenThatWasPutIntoARule() {
            String token = Tokens.issue(Tokens.builder("acme_live").build(), Tokens.request("*"))
                    .revealToken();
            for (String rule : List.of("GET /x " + token, "GET " + token + " public", "GET /" + token + "* public")) {
                assertThatIllegalArgumentException()
                        .isThrownBy(
                                () -> ApiKeyFilter.builder(apiKeys).rules(rule).build())
                        .matches(wrong ->
                                !String.valueOf(wrong.getMessage()).contains(token.substring(token.length() - 49)));
            }
        }
    }

    @Nested
    class AddTo {

        @Test
        void refusesNoPatternAndASecondFilter() {
            List<Throwable> failures = new ArrayList<>();
            TomcatServer.start(context -> {
                        ApiKeyFilter filter = ApiKeyFilter.builder(apiKeys).build();
                        failures.add(catchThrowable(() -> filter.addTo(context)));
                        filter.addTo(context, "/a/*");
                        failures.add(catchThrowable(() -> filter.addTo(context, "/b/*")));
                    })
                    .close();
            assertThat(failures.get(0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("URL patterns must name what to guard");
            assertThat(failures.get(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a filter named apikey already");
        }

        @Test
        void guardsThesePatternsAndNoOthers() throws IOException {
            try (TomcatServer server = TomcatServer.start(context -> {
                context.addServlet("identity", new IdentityServlet()).addMapping("/*");
                ApiKeyFilter.builder(apiKeys).build().addTo(context, "/a/*", "/b/*");
            })) {
                assertThat(server.send(RawHttp.request("GET /a/x")).status()).isEqualTo(401);
                assertThat(server.send(RawHttp.request("GET /b")).status()).isEqualTo(401);
                assertThat(server.send(RawHttp.request("GET /b/")).status()).isEqualTo(401);
                assertThat(server.send(RawHttp.request("GET /b;jsessionid=1/")).status())
                        .isEqualTo(400);
                assertThat(server.send(RawHttp.request("GET /c")).status()).isEqualTo(200);
            }
        }

        @ParameterizedTest
        @CsvSource({
            "/a/../c, 400",
            "/a/x/../../c, 400",
            "/a/%2e%2e/c, 400",
            "/a/..;/c, 400",
            "/a;b=c/../c, 400",
            "/.;/a/../c, 400",
            "/%61/../c, 400",
            "/c%2f/../a/..%2fc, 400",
            "/c/../d, 200",
            "/c;x=y, 200",
            "/aa/../c, 400",
            "/bb/../c, 200",
            "/c/a, 200"
        })
        void leavesNoWayAroundForADispatcherThatReadsTheTargetItself(String target, int status) throws IOException {
            try (TomcatServer server = TomcatServer.start(context -> {
                context.addServlet("identity", new IdentityServlet()).addMapping("/*");
                ApiKeyFilter.builder(apiKeys).build().addTo(context, "/a/*");
            })) {
                assertThat(server.send(RawHttp.request("GET " + target)).status())
                        .isEqualTo(status);
            }
        }

        @Test
        void comesBeforeFiltersThatWereThereBefore() throws IOException {
            List<String> seen = new ArrayList<>();
            try (TomcatServer server = TomcatServer.start(context -> {
                context.addServlet("identity", new IdentityServlet()).addMapping("/*");
                add(
                        context,
                        "host",
                        (in, out, chain) -> {
                            seen.add(IdentityServlet.describe((HttpServletRequest) in));
                            chain.doFilter(in, out);
                        },
                        true);
                ApiKeyFilter.builder(apiKeys).build().addTo(context, "/*");
            })) {
                server.send(RawHttp.request("GET /"));
                assertThat(seen).isEmpty();
                server.send(request);
                assertThat(seen).singleElement().asString().startsWith("principal=ApiKeyPrincipal:ben");
            }
        }
    }

    @Nested
    class DoFilter {

        @Test
        void refusesToGuardWhatIsNoHttp() throws IOException {
            List<Throwable> failures = new ArrayList<>();
            try (TomcatServer server = TomcatServer.start(context -> {
                context.addServlet("identity", new IdentityServlet()).addMapping("/*");
                add(
                        context,
                        "disguise",
                        (in, out, chain) ->
                                failures.add(catchThrowable(() -> chain.doFilter(new ServletRequestWrapper(in), out))),
                        false);
                ApiKeyFilter.builder(apiKeys).build().addTo(context, "/*");
            })) {
                assertThat(server.send(request).body()).isEmpty();
            }
            assertThat(failures)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            ServletException.class,
                            failure -> assertThat(failure).hasMessageContaining("guards HTTP only"));
        }

        @Test
        void letsWhatTheApplicationThrowsPass() throws IOException {
            try (TomcatServer server = TomcatServer.start(context -> {
                context.addServlet("broken", Handler.servlet((in, out) -> out.sendError(503)))
                        .addMapping("/*");
                ApiKeyFilter.builder(apiKeys).build().addTo(context, "/*");
            })) {
                RawHttp.Answer answer = server.send(request);
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("Retry-After")).isEmpty();
            }
        }
    }

    /** What an application may ask a request for that came with a key. */
    @Nested
    class TheRequest {

        private RawHttp.Answer answerOf(Handler handler) throws IOException {
            try (TomcatServer server = TomcatServer.start(context -> {
                context.addServlet("handler", Handler.servlet(handler)).addMapping("/*");
                ApiKeyFilter.builder(apiKeys)
                        .rules("GET /public public", "GET / authenticated")
                        .build()
                        .addTo(context, "/*");
            })) {
                RawHttp.Answer anonymous = server.send(RawHttp.request("GET /public"));
                assertThat(anonymous.status()).isEqualTo(200);
                return server.send(request);
            }
        }

        @Test
        void givesThePrincipalOfItsKeyAndOfNoOther() throws IOException {
            RawHttp.Answer answer = answerOf((in, out) -> {
                boolean atRoot = in.getRequestURI().equals("/");
                assertThat(ApiKeyPrincipal.of(in).isPresent()).isEqualTo(atRoot);
                ApiKeyPrincipal.of(in)
                        .ifPresent(principal -> assertThat(principal.getName())
                                .isEqualTo(principal.key().owner()));
            });
            assertThat(answer.status()).isEqualTo(200);
        }

        @Test
        void isLoggedInAlready() throws IOException {
            RawHttp.Answer answer = answerOf((in, out) -> {
                if (in instanceof ApiKeyRequest) {
                    assertThat(in.authenticate(out)).isTrue();
                    assertThat(catchThrowable(() -> in.login("ben", "a password")))
                            .isInstanceOf(ServletException.class)
                            .hasMessageNotContaining("a password");
                    assertThat(in.isUserInRole(null)).isFalse();
                }
            });
            assertThat(answer.status()).isEqualTo(200);
        }

        /** Servlet 6.0 §13.3, and no other identity in its place. */
        @Test
        void isNobodysOnceItIsLoggedOut() throws IOException {
            RawHttp.Answer answer = answerOf((in, out) -> {
                if (in instanceof ApiKeyRequest) {
                    in.logout();
                    assertThat(IdentityServlet.describe(in)).isEqualTo(IdentityServlet.ANONYMOUS);
                    assertThat(catchThrowable(() -> in.authenticate(out))).isInstanceOf(ServletException.class);
                    assertThat(catchThrowable(() -> in.login("ben", "a password")))
                            .isInstanceOf(ServletException.class)
                            .hasMessageNotContaining("a password");
                }
            });
            assertThat(answer.status()).isEqualTo(200);
        }

        @Test
        void isNotTakenFromAnAttributeThatSomebodyElsePut() throws IOException {
            try (TomcatServer server = TomcatServer.start(context -> {
                context.addServlet("identity", new IdentityServlet()).addMapping("/*");
                add(
                        context,
                        "forger",
                        (in, out, chain) -> {
                            in.setAttribute("dev.apikey.servlet.identity", "eve");
                            chain.doFilter(in, out);
                        },
                        false);
                ApiKeyFilter.builder(apiKeys).build().addTo(context, "/*");
            })) {
                assertThat(server.send(RawHttp.request("GET /")).status()).isEqualTo(401);
                assertThat(server.send(request).status()).isEqualTo(200);
            }
        }
    }
}
