// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.Expected;
import dev.apikey.servlet.Handler;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.Tokens;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host that verified its bearer tokens by a filter of its own before it had keys, and goes on doing so beside them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OtherTokensContract {

    private final Container container;

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<Reason> rejected = new CopyOnWriteArrayList<>();

    private final Tokens tokens = Tokens.create((result, source) -> {
        if (result instanceof Rejected no) {
            rejected.add(no.reason());
        }
    });
    private Container.Server server;

    OtherTokensContract(Container container) {
        this.container = container;
    }

    /** As hosts have one: {@code head.frank.sig} is frank's, all else is refused; {@code lax} tokens are let pass by nobody's name. */
    private final class OldFilter implements Filter {

        @Override
        public void init(FilterConfig config) {
            events.add("init " + config.getFilterName());
        }

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            HttpServletRequest http = (HttpServletRequest) request;
            String field = http.getHeader("Authorization");
            events.add("asked as " + http.getRemoteUser());
            if (field.startsWith("Bearer head.")) {
                chain.doFilter(new NamedRequest(http, field.split("\\.", -1)[1]), response);
            } else if (field.startsWith("Bearer lax")) {
                chain.doFilter(request, response);
            } else if (field.startsWith("Bearer nohttp")) {
                chain.doFilter(new ServletRequestWrapper(request), response);
            } else {
                ((HttpServletResponse) response).setStatus(444);
            }
        }

        @Override
        public void destroy() {
            events.add("destroy");
        }
    }

    private static final class NamedRequest extends HttpServletRequestWrapper {

        private final String name;

        NamedRequest(HttpServletRequest request, String name) {
            super(request);
            this.name = name;
        }

        @Override
        public Principal getUserPrincipal() {
            return () -> name;
        }

        @Override
        public String getRemoteUser() {
            return name;
        }

        @Override
        public boolean isUserInRole(String role) {
            return role.equals("files:read");
        }
    }

    @BeforeAll
    void start() {
        server = container.start(HostLogin.application(this::setUp));
    }

    private void setUp(ServletContext context) {
        add(
                context,
                "/",
                (request, response) -> response.getOutputStream().print(String.valueOf(request.getRemoteUser())));
        add(
                context,
                "/open/forward",
                (request, response) ->
                        request.getRequestDispatcher(request.getParameter("to")).forward(request, response));
        add(
                context,
                "/open/unwrap",
                (request, response) ->
                        request.getRequestDispatcher(request.getParameter("to")).forward(unwrapped(request), response));
        add(context, "/open/async", (request, response) -> request.startAsync().dispatch(request.getParameter("to")));
        add(context, "/open/thread", (request, response) -> {
            AsyncContext async = request.startAsync(request, response);
            async.start(() -> {
                async.dispatch(request.getParameter("to"));
            });
        });
        ApiKeyFilter.builder(tokens.apiKeys())
                .realm("acme")
                .rules(
                        "GET /files/**  files:read",
                        "GET /shared/** files:read or login",
                        "GET /open/**   public",
                        "GET /strict/** authenticated or login",
                        "GET /login     public")
                .otherTokens(new OldFilter())
                .build()
                .addTo(context, "/*");
        FilterRegistration.Dynamic strict = context.addFilter(
                "strict",
                ApiKeyFilter.builder(tokens.apiKeys())
                        .realm("acme")
                        .rules("GET /strict/** authenticated or login")
                        .build());
        strict.setAsyncSupported(true);
        strict.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, "/strict/*");
    }

    private void add(ServletContext context, String path, Handler handler) {
        ServletRegistration.Dynamic servlet = context.addServlet(path, Handler.servlet(handler));
        servlet.setAsyncSupported(true);
        servlet.addMapping(path);
    }

    private static ServletRequest unwrapped(ServletRequest request) {
        return request instanceof ServletRequestWrapper wrapper ? unwrapped(wrapper.getRequest()) : request;
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void forget() {
        events.clear();
        rejected.clear();
    }

    private RawHttp.Answer get(String path, String token, String... more) throws IOException {
        String[] fields = Arrays.copyOf(more, more.length + 1);
        fields[more.length] = "Authorization: Bearer " + token;
        return server.send(tokens.fill(RawHttp.request("GET " + path, fields)));
    }

    private void servedTo(String user, RawHttp.Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(user);
    }

    @Nested
    class TheOtherFilter {

        /** Undertow starts filters when they are needed. */
        @Test
        void isStartedAndEndedWithOurs() throws IOException {
            try (Container.Server another = container.start(HostLogin.application(OtherTokensContract.this::setUp))) {
                another.send(RawHttp.request("GET /open/a"));
                assertThat(events).containsExactly("init apikey");
            }
            assertThat(events).containsExactly("init apikey", "destroy");
        }
    }

    @Nested
    class AnotherKindOfToken {

        @ParameterizedTest
        @ValueSource(strings = {"head.frank.sig", "{foreign prefix}", "abc"})
        void isForTheOtherFilterToAnswer(String token) throws IOException {
            assertThat(get("/shared/a", token).status()).isEqualTo(token.startsWith("head") ? 200 : 444);
            assertThat(events).containsExactly("asked as null");
        }

        @Test
        void isALoginToTheRules() throws IOException {
            servedTo("frank", get("/shared/a", "head.frank.sig"));
            servedTo("frank", get("/open/a", "head.frank.sig"));
            Expected.NO_CREDENTIAL.check(get("/files/a", "head.frank.sig"));
            Expected.NO_CREDENTIAL.check(get("/else", "head.frank.sig"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"/shared/a", "/files/a", "/open/a", "/else"})
        void isRefusedWhereTheOtherFilterNamesNobody(String path) throws IOException {
            Expected.INVALID_TOKEN.check(get(path, "lax"));
            Expected.INVALID_TOKEN.check(get(path, "lax", HostLogin.cookie(server, "eve")));
        }

        @Test
        void meetsNobodyWhoIsLoggedInBesides() throws IOException {
            String cookie = HostLogin.cookie(server, "eve");
            events.clear();
            servedTo("frank", get("/shared/a", "head.frank.sig", cookie));
            assertThat(events).containsExactly("asked as null");
        }

        @Test
        void mustBePassedOnAsHttp() throws IOException {
            assertThat(get("/shared/a", "nohttp").status()).isEqualTo(500);
        }
    }

    @Nested
    class OnFurtherDispatches {

        @ParameterizedTest
        @ValueSource(strings = {"/open/forward", "/open/unwrap", "/open/async", "/open/thread"})
        void theTokenKeepsItsOwnerAndIsNoRejection(String by) throws IOException {
            servedTo("frank", get(by + "?to=/shared/a", "head.frank.sig", HostLogin.cookie(server, "eve")));
            assertThat(rejected).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"/open/forward", "/open/unwrap", "/open/async", "/open/thread"})
        void theTargetsRuleHolds(String by) throws IOException {
            Expected.NO_CREDENTIAL.check(get(by + "?to=/files/a", "head.frank.sig"));
        }
    }

    @Nested
    class ASecondFilterForTheSameKeys {

        @Test
        void takesOurTokens() throws IOException {
            servedTo("ben", get("/strict/a", "{reader}"));
        }

        @Test
        void refusesOtherTokensUnlessItIsToldToo() throws IOException {
            Expected.INVALID_TOKEN.check(get("/strict/a", "head.frank.sig", HostLogin.cookie(server, "eve")));
        }

        @ParameterizedTest
        @ValueSource(strings = {"/open/forward", "/open/unwrap", "/open/async", "/open/thread"})
        void refusesThemOnFurtherDispatches(String by) throws IOException {
            Expected.INVALID_TOKEN.check(get(by + "?to=/strict/a", "head.frank.sig"));
        }
    }

    @Nested
    class ATokenOfOurForm {

        @ParameterizedTest
        @ValueSource(strings = {"unknown", "wrong check", "wrong secret", "revoked", "expired", "disabled"})
        void isNeverHandedOn(String token) throws IOException {
            for (String path : List.of("/shared/a", "/open/a")) {
                Expected.INVALID_TOKEN.check(get(path, "{" + token + "}"));
            }
            assertThat(events).isEmpty();
        }

        @Test
        void isDecidedHereIfItIsGood() throws IOException {
            servedTo("ben", get("/files/a", "{reader}"));
            servedTo("ben", get("/shared/a", "{reader}"));
            assertThat(events).isEmpty();
        }
    }

    @Nested
    class WhatIsLeftOfATokenOfOurs {

        private String damaged(String how) {
            String token = tokens.fill("{reader}");
            return switch (how) {
                case "cut" -> token.substring(0, token.length() - 1);
                case "cut to its prefix" -> "acme_live_";
                case "extended" -> token + "a";
                case "padded" -> token + "==";
                case "doubled" -> token + token;
                case "of another case" -> token.toUpperCase(Locale.ROOT);
                default -> token.replace('_', '-').replaceFirst("acme-live-", "acme_live_");
            };
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"cut", "cut to its prefix", "extended", "padded", "doubled", "of another case", "respelled"})
        void isNeverHandedOn(String how) throws IOException {
            for (String path : List.of("/shared/a", "/open/a")) {
                Expected.INVALID_TOKEN.check(get(path, damaged(how)));
            }
            assertThat(events).isEmpty();
            assertThat(rejected).containsOnly(Reason.DAMAGED);
        }
    }

    @Nested
    class WhatIsNoToken {

        @Test
        void isNeverHandedOn() throws IOException {
            Expected.INVALID_TOKEN.check(get("/open/a", ""));
            Expected.INVALID_TOKEN.check(get("/open/a", "head.frank.sig x"));
            Expected.INVALID_REQUEST.check(get("/open/a", "head.frank.sig,"));
            Expected.INVALID_REQUEST.check(get("/open/a", "head.frank.sig", "Authorization: Basic eDp5"));
            Expected.NO_CREDENTIAL.check(server.send(RawHttp.request("GET /shared/a")));
            assertThat(events).isEmpty();
        }
    }
}
