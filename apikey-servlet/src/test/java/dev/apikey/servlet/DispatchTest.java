// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKeys;
import dev.apikey.IssuedKey;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One decision for each request, and the target's own rule on each further dispatch, on a Tomcat where the filter is mapped twice. */
class DispatchTest {

    private static final Expected READER = Expected.servedTo("ben", "files:read");
    private static final Expected NEEDS_WRITE = Expected.needs("files:write");

    /** The source of each decision. */
    private static final List<String> DECISIONS = new CopyOnWriteArrayList<>();

    private static TomcatServer server;
    private static String reader;
    private static String everything;

    @BeforeAll
    static void start() {
        ApiKeys apiKeys = Tokens.builder("acme_live")
                .observer((result, source) -> DECISIONS.add(source))
                .build();
        reader = Tokens.issue(apiKeys, Tokens.request("files:read")).revealToken();
        IssuedKey other = Tokens.issue(apiKeys, Tokens.request("*").withOwner("eve"));
        everything = other.revealToken();
        server = TomcatServer.start((tomcat, application) -> {
            for (int status : List.of(401, 403, 418, 500)) {
                application.addErrorPage(errorPage(status));
            }
            application.addServletContainerInitializer((classes, context) -> setUp(context, apiKeys), Set.of());
        });
    }

    private static ErrorPage errorPage(int status) {
        ErrorPage page = new ErrorPage();
        page.setErrorCode(status);
        page.setLocation("/error");
        return page;
    }

    private static void setUp(ServletContext context, ApiKeys apiKeys) {
        add(context, "/front/forward", (request, response) -> target(request).forward(request, response));
        add(context, "/front/write-and-forward", DispatchTest::writeAndForward);
        add(context, "/front/include", DispatchTest::include);
        add(context, "/front/async", (request, response) -> request.startAsync().dispatch(request.getParameter("to")));
        add(context, "/front/async-thread", DispatchTest::answerInAnotherThread);
        add(context, "/front/teapot", (request, response) -> response.sendError(418));
        add(context, "/health", (request, response) -> response.sendError(418));
        add(context, "/front/broken", (request, response) -> {
            throw new IllegalStateException("broken on purpose");
        });
        add(context, "/error", (request, response) -> response.getWriter().print("the error page"));
        add(context, "/files/*", new IdentityServlet()::service);
        add(context, "/vault/*", new IdentityServlet()::service);

        ApiKeyFilter filter = ApiKeyFilter.builder(apiKeys)
                .realm("acme")
                .rules(
                        "GET /front/** authenticated",
                        "GET /health   public",
                        "GET /files/** files:read",
                        "*   /vault/** files:write",
                        "*   /error    denied")
                .build();
        filter.addTo(context, "/*");
        FilterRegistration.Dynamic again = context.addFilter("again", filter);
        again.setAsyncSupported(true);
        again.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, "/*");
    }

    private static void add(ServletContext context, String path, Handler handler) {
        ServletRegistration.Dynamic servlet = context.addServlet(path, Handler.servlet(handler));
        servlet.setAsyncSupported(true);
        servlet.addMapping(path);
    }

    private static RequestDispatcher target(HttpServletRequest request) {
        return request.getRequestDispatcher(request.getParameter("to"));
    }

    private static void writeAndForward(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        response.getWriter().print("something that a forward takes back");
        target(request).forward(request, response);
    }

    private static void include(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        boolean writes = request.getParameter("writer") != null;
        if (writes) {
            response.getWriter().print("before ");
        } else {
            response.getOutputStream().print("before ");
        }
        target(request).include(request, response);
        if (writes) {
            response.getWriter().print(" after");
        } else {
            response.getOutputStream().print(" after");
        }
    }

    private static void answerInAnotherThread(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync(request, response);
        async.start(() -> {
            HttpServletRequest later = (HttpServletRequest) async.getRequest();
            try {
                response.getOutputStream().print(IdentityServlet.describe(later));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } finally {
                async.complete();
            }
        });
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void forget() {
        DECISIONS.clear();
    }

    private static RawHttp.Answer get(String target, String token) throws IOException {
        return server.send(RawHttp.request("GET " + target, "Authorization: Bearer " + token));
    }

    @Nested
    class Forward {

        @Test
        void toAStrongerRuleIsRefused() throws IOException {
            NEEDS_WRITE.check(get("/front/forward?to=/vault/gold", reader));
            assertThat(DECISIONS).containsExactly("127.0.0.1");
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
        void toARuleThatTheKeyMeetsKeepsTheIdentity() throws IOException {
            READER.check(get("/front/forward?to=/files/a", reader));
            assertThat(DECISIONS).hasSize(1);
        }

        @Test
        void toAForwardIsRuledAgain() throws IOException {
            NEEDS_WRITE.check(get("/front/forward?to=/front/forward?to=/vault/gold", reader));
            assertThat(DECISIONS).hasSize(1);
        }

        @Test
        void ofAnAnonymousRequestNeedsAKey() throws IOException {
            Expected.NO_CREDENTIAL.check(server.send(RawHttp.request("GET /front/forward?to=/health")));
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
            assertThat(DECISIONS).hasSize(1);
        }

        @Test
        void ofARuleThatTheKeyMeetsKeepsTheIdentity() throws IOException {
            assertThat(get("/front/include?to=/files/a", reader).body())
                    .isEqualTo("before " + IdentityServlet.identity("ben", "files:read") + " after");
            assertThat(DECISIONS).hasSize(1);
        }
    }

    @Nested
    class Async {

        @Test
        void dispatchKeepsTheIdentity() throws IOException {
            READER.check(get("/front/async?to=/files/a", reader));
            assertThat(DECISIONS).hasSize(1);
        }

        @Test
        void dispatchToAStrongerRuleIsRefused() throws IOException {
            NEEDS_WRITE.check(get("/front/async?to=/vault/gold", reader));
            assertThat(DECISIONS).hasSize(1);
        }

        @Test
        void threadKeepsTheIdentity() throws IOException {
            assertThat(get("/front/async-thread", reader).body())
                    .isEqualTo(IdentityServlet.identity("ben", "files:read"));
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
            assertThat(DECISIONS).hasSize(1);
        }

        @Test
        void rendersItForAnybody() throws IOException {
            assertThat(server.send(RawHttp.request("GET /health")).body()).isEqualTo("the error page");
        }

        @Test
        void isNotWhatARefusalCauses() throws IOException {
            Expected.NO_CREDENTIAL.check(server.send(RawHttp.request("GET /files/a")));
            NEEDS_WRITE.check(get("/vault/gold", reader));
        }

        @Test
        void isNotWhatAClientCanAskFor() throws IOException {
            Expected.DENIED.check(get("/error", everything));
        }
    }

    @Nested
    class ManyRequests {

        @Test
        void atOnceSeeTheirOwnKeys() {
            Expected all = Expected.servedTo("eve", "files:read,files:write,default:read");
            IntStream.range(0, 10).parallel().forEach(client -> {
                try (RawHttp connection = RawHttp.connect(server.port())) {
                    for (int i = 0; i < 20; i++) {
                        boolean even = (client + i) % 2 == 0;
                        String field = "Authorization: Bearer " + (even ? reader : everything);
                        (even ? READER : all).check(connection.exchange(RawHttp.request("GET /files/a", field)));
                    }
                    Expected.NO_CREDENTIAL.check(connection.exchange(RawHttp.request("GET /files/a")));
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
            assertThat(DECISIONS).hasSize(200);
        }
    }
}
