// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.KeyAdministration;
import dev.apikey.Owners;
import dev.apikey.Permissions;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.ApiKeyPrincipal;
import dev.apikey.servlet.Expected;
import dev.apikey.servlet.Handler;
import dev.apikey.servlet.IdentityServlet;
import dev.apikey.servlet.ProblemJson;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.Tokens;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One decision for each request, and the target's own rule on each further dispatch, where the filter is mapped twice. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DispatchesContract {

    private static final Expected READER = Expected.servedTo("ben", "files:read");
    private static final Expected NEEDS_WRITE = Expected.needs("files:write");

    /** The source of each decision. */
    private final List<String> decisions = new CopyOnWriteArrayList<>();

    /** Whom a filter in front of ours sees when the chain is through. */
    private final BlockingQueue<String> seenAfterwards = new LinkedBlockingQueue<>();

    private final Container container;
    private Container.Server server;
    private Supplier<String> fresh = () -> "";
    private String reader = "";
    private String everything = "";

    DispatchesContract(Container container) {
        this.container = container;
    }

    @BeforeAll
    void start() {
        ApiKeys apiKeys = Tokens.builder("acme_live")
                .observer((result, source) -> decisions.add(source))
                .build();
        fresh = () -> Tokens.issue(apiKeys, Tokens.request("files:read")).revealToken();
        reader = fresh.get();
        everything = Tokens.issue(apiKeys, Tokens.request("*").withOwner("eve")).revealToken();
        Map<Integer, String> errorPages = Map.of(401, "/error", 403, "/error", 418, "/error", 500, "/error");
        server = container.start(
                Application.of(context -> setUp(context, apiKeys)).withErrorPages(errorPages));
    }

    private void setUp(ServletContext context, ApiKeys apiKeys) {
        DispatchingServlets.addTo(context);
        ServletRegistration.Dynamic meanwhile = context.addServlet("meanwhile", Handler.servlet((request, response) -> {
            AsyncContext async = request.startAsync();
            meanwhile(apiKeys, request);
            async.dispatch(request.getParameter("to"));
        }));
        meanwhile.setAsyncSupported(true);
        meanwhile.addMapping("/front/async-meanwhile");

        boolean laterInFront = container.deviations().contains(Deviation.PUTS_LATER_FILTERS_IN_FRONT);
        if (!laterInFront) {
            addOutermost(context);
        }
        ApiKeyFilter.Builder filter = ApiKeyFilter.builder(apiKeys)
                .realm("acme")
                .rules(
                        "GET /front/** authenticated",
                        "GET /health   public",
                        "GET /open/**  public",
                        "GET /files/** files:read",
                        "*   /vault/** files:write",
                        "*   /error    denied");
        filter.build().addTo(context, "/*");
        FilterRegistration.Dynamic again = context.addFilter("again", filter.build());
        again.setAsyncSupported(true);
        again.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, "/*");
        if (laterInFront) {
            addOutermost(context);
        }
    }

    private void addOutermost(ServletContext context) {
        FilterRegistration.Dynamic outermost = context.addFilter("outermost", (request, response, chain) -> {
            chain.doFilter(request, response);
            if (request.getParameter("afterwards") != null) {
                seenAfterwards.add(IdentityServlet.describe((HttpServletRequest) request));
            }
        });
        outermost.setAsyncSupported(true);
        outermost.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }

    /** What happens to the key of a request that is under way. */
    private static void meanwhile(ApiKeys apiKeys, HttpServletRequest request) {
        KeyAdministration keys = apiKeys.administer(
                Authority.of(Actor.of("ada"), Permissions.of("*")).withOwners(Owners.all()));
        UUID id = ApiKeyPrincipal.of(request).orElseThrow().key().id();
        switch (request.getParameter("what")) {
            case "revoke" -> keys.revoke(id, null);
            case "disable" -> keys.disable(id);
            case "narrow" -> keys.update(id, key -> key.withPermissions(Permissions.of("files:write")));
            default -> keys.update(id, key -> key.withName("renamed"));
        }
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void forget() {
        decisions.clear();
    }

    private RawHttp.Answer get(String target, String token) throws IOException {
        return RawHttp.send(server.port(), RawHttp.request("GET " + target, "Authorization: Bearer " + token));
    }

    private RawHttp.Answer get(String target) throws IOException {
        return RawHttp.send(server.port(), RawHttp.request("GET " + target));
    }

    @Nested
    class Forward {

        @Test
        void toAStrongerRuleIsRefused() throws IOException {
            NEEDS_WRITE.check(get("/front/forward?to=/vault/gold", reader));
            assertThat(decisions).containsExactly("127.0.0.1");
        }

        @Test
        void isRefusedAsWellWhereTheWriterIsInUse() throws IOException {
            RawHttp.Answer answer = get("/front/write-and-forward?to=/vault/gold", reader);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
            assertThat(ProblemJson.parse(answer.body())).containsEntry("status", "403");
        }

        @Test
        void isRefusedInFullWhereTheWriterHasAnotherEncoding() throws IOException {
            RawHttp.Answer answer = get("/front/write-utf-16-and-forward?to=/vault/gold", reader);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("Content-Type").orElse("").replace(" ", ""))
                    .isEqualToIgnoringCase("application/problem+json;charset=utf-8");
            assertThat(ProblemJson.parse(answer.body())).containsEntry("status", "403");
            assertThat(answer.header("X-Host")).contains("kept");
        }

        @Test
        void toARuleThatTheKeyMeetsKeepsTheIdentity() throws IOException {
            READER.check(get("/front/forward?to=/files/a", reader));
            assertThat(decisions).hasSize(1);
        }

        @Test
        void toAForwardIsRuledAgain() throws IOException {
            NEEDS_WRITE.check(get("/front/forward?to=/front/forward?to=/vault/gold", reader));
            assertThat(decisions).hasSize(1);
        }

        @Test
        void ofAnAnonymousRequestNeedsAKey() throws IOException {
            Expected.NO_CREDENTIAL.check(get("/front/forward?to=/health"));
        }

        @Test
        void afterALogoutIsOneWithoutAKey() throws IOException {
            Expected.NO_CREDENTIAL.check(get("/front/logout-and-forward?to=/files/a", reader));
            Expected.servedToAnybody().check(get("/front/logout-and-forward?to=/open/who", reader));
            assertThat(decisions).hasSize(2);
        }
    }

    @Nested
    class Include {

        @ParameterizedTest
        @ValueSource(strings = {"", "&writer=1"})
        void ofAStrongerRuleIsLeftOut(String how) throws IOException {
            RawHttp.Answer answer = get("/front/include?to=/vault/gold" + how, reader);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("before  after");
            assertThat(decisions).hasSize(1);
        }

        @Test
        void ofARuleThatTheKeyMeetsKeepsTheIdentity() throws IOException {
            assertThat(get("/front/include?to=/files/a", reader).body())
                    .isEqualTo("before " + IdentityServlet.identity("ben", "files:read") + " after");
            assertThat(decisions).hasSize(1);
        }

        @Test
        void byNameStaysUnderTheRuleOfItsRequest() throws IOException {
            assertThat(get("/front/include-by-name", reader).body())
                    .isEqualTo(IdentityServlet.identity("ben", "files:read"));
            assertThat(decisions).hasSize(1);
        }
    }

    @Nested
    class Async {

        @Test
        void dispatchKeepsTheIdentity() throws IOException {
            READER.check(get("/front/async?to=/files/a", reader));
            assertThat(decisions).hasSize(1);
        }

        @Test
        void dispatchToAStrongerRuleIsRefused() throws IOException {
            NEEDS_WRITE.check(get("/front/async?to=/vault/gold", reader));
            assertThat(decisions).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"/front/async-thread", "/front/async-captured"})
        void threadKeepsTheIdentity(String path) throws IOException {
            assertThat(get(path, reader).body()).isEqualTo(IdentityServlet.identity("ben", "files:read"));
            assertThat(decisions).hasSize(1);
        }

        @Test
        void originalRequestIsNobodys() throws IOException {
            boolean wrapped = container.deviations().contains(Deviation.STARTS_ASYNC_WITH_THE_WRAPPED_REQUEST);
            assertThat(get("/front/async-original", reader).body())
                    .isEqualTo(wrapped ? IdentityServlet.identity("ben", "files:read") : IdentityServlet.ANONYMOUS);
        }

        @Test
        void dispatchFromAnotherThreadKeepsTheIdentity() throws IOException {
            READER.check(get("/front/async-later?to=/files/a", reader));
            assertThat(decisions).hasSize(1);
        }

        @Test
        void dispatchFromAnotherThreadToAStrongerRuleIsRefused() throws IOException {
            NEEDS_WRITE.check(get("/front/async-later?to=/vault/gold", reader));
            assertThat(decisions).hasSize(1);
        }

        @Test
        void dispatchToAnAsynchronousTargetIsRuledAgain() throws IOException {
            boolean lost = container.deviations().contains(Deviation.LOSES_NESTED_DISPATCHES_FROM_OTHER_THREADS);
            String second = lost ? "/front/async" : "/front/async-later";
            READER.check(get("/front/async?to=" + second + "?to=/files/a", reader));
            NEEDS_WRITE.check(get("/front/async?to=" + second + "?to=/vault/gold", reader));
            assertThat(decisions).hasSize(2);
        }

        @ParameterizedTest
        @ValueSource(strings = {"revoke", "disable"})
        void dispatchOfAKeyThatWasEndedMeanwhileIsRefused(String what) throws IOException {
            Expected.INVALID_TOKEN.check(get("/front/async-meanwhile?to=/files/a&what=" + what, fresh.get()));
            assertThat(decisions).as("one for the request, one for the refusal").hasSize(2);
        }

        @Test
        void dispatchGoesByWhatTheKeyMayDoNow() throws IOException {
            Expected.needs("files:read").check(get("/front/async-meanwhile?to=/files/a&what=narrow", fresh.get()));
            READER.check(get("/front/async-meanwhile?to=/files/a&what=rename", fresh.get()));
            assertThat(decisions).hasSize(2);
        }

        @Test
        void dispatchThatIsRefusedEndsAnAnswerThatIsUnderWay() throws IOException {
            RawHttp.Answer answer = get("/front/async-flushed?to=/vault/gold", reader);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("what is under way");
        }

        @Test
        void dispatchThatForwardsIsRuledAgain() throws IOException {
            NEEDS_WRITE.check(get("/front/async?to=/front/forward?to=/vault/gold", reader));
            assertThat(decisions).hasSize(1);
        }
    }

    @Nested
    class Afterwards {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/files/a?afterwards",
                    "/front/forward?afterwards&to=/files/a",
                    "/front/include?afterwards&to=/files/a",
                    "/front/teapot?afterwards"
                })
        void nobodyInFrontOfTheFilterSeesTheKey(String target) throws Exception {
            get(target, reader);
            assertThat(seenAfterwards.poll(10, TimeUnit.SECONDS)).isEqualTo(IdentityServlet.ANONYMOUS);
        }

        @Test
        void theNextRequestOfTheConnectionIsNobodys() throws IOException {
            try (RawHttp connection = RawHttp.connect(server.port())) {
                String good = RawHttp.request("GET /front/async?to=/files/a", "Authorization: Bearer " + reader);
                READER.check(connection.exchange(good));
                Expected.NO_CREDENTIAL.check(connection.exchange(RawHttp.request("GET /files/a")));
            }
        }
    }

    @Nested
    class ErrorDispatch {

        @ParameterizedTest
        @ValueSource(strings = {"/front/teapot", "/front/broken"})
        void rendersTheHostsPageThoughItsPathIsDenied(String path) throws IOException {
            RawHttp.Answer answer = get(path, reader);
            assertThat(answer.status()).isIn(418, 500);
            assertThat(answer.body()).isEqualTo("the error page");
            assertThat(decisions).hasSize(1);
        }

        @Test
        void rendersItForAnybody() throws IOException {
            assertThat(get("/health").body()).isEqualTo("the error page");
        }

        /** To Tomcat, what an error page forwards is the error page still, if the request that failed had been forwarded itself. */
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/front/teapot?",
                    "/front/broken?",
                    "/front/forward?to=/front/teapot&",
                    "/front/forward?to=/front/broken&",
                    "/front/async?to=/front/teapot&"
                })
        void forwardsAndIncludesByTheRuleOfTheTarget(String failing) throws IOException {
            if (failing.startsWith("/front/async")
                    && container.deviations().contains(Deviation.SHOWS_NO_ERROR_PAGE_AFTER_ASYNC_DISPATCHES)) {
                assertThat(get(failing + "then=/files/a", reader).body()).isEmpty();
                return;
            }
            NEEDS_WRITE.check(get(failing + "then=/vault/gold", reader));
            assertThat(get(failing + "include&then=/vault/gold", reader).body()).doesNotContain("principal=");
            String identity = IdentityServlet.identity("ben", "files:read");
            assertThat(get(failing + "then=/files/a", reader).body()).isEqualTo(identity);
            assertThat(get(failing + "include&then=/files/a", reader).body()).isEqualTo(identity);
            assertThat(decisions).hasSize(4);
        }

        @Test
        void isNotWhatARefusalCauses() throws IOException {
            Expected.NO_CREDENTIAL.check(get("/files/a"));
            NEEDS_WRITE.check(get("/vault/gold", reader));
        }

        @Test
        void isNotWhatAClientCanAskFor() throws IOException {
            Expected.DENIED.check(get("/error", everything));
        }
    }
}
