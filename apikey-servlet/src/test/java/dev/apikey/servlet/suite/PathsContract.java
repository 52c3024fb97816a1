// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.Handler;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.Tokens;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No spelling of a path reaches a servlet under a weaker rule than its own, however much the container lets through. What a target means
 * is not for us to say: the servlet that the container chose reports itself.
 */
abstract class PathsContract {

    private static final int MUTATIONS = Integer.getInteger("apikey.mutations", 300);
    private static final String CONTEXT = "/shop";

    /** Who comes, and the name of his token; nobody has none. */
    private static final List<String> CALLERS = List.of("nobody", "reader", "writer", "default reader");

    /** Which callers the rule of a servlet lets in. */
    private static final Map<String, Set<String>> LET_IN = Map.of(
            "vault", Set.of("reader"),
            "exact", Set.of("writer"),
            "welcome", Set.of("reader"),
            "error", Set.of(),
            "admin", Set.of());

    /** The same for servlets that serve many paths: a slash behind a ruled path changes nothing. */
    private static final Map<String, Set<String>> LET_IN_AT =
            Map.of("/exact/", Set.of("writer"), "/index.html/", Set.of("reader"), "/oops/", Set.of());

    private final Container container;
    private final Tokens tokens = Tokens.create();
    private final Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();

    PathsContract(Container container) {
        this.container = container;
    }

    private void addOutermost(ServletContext context) {
        // What the filter throws, no client sees.
        context.addFilter("catcher", (request, response, chain) -> {
                    try {
                        chain.doFilter(request, response);
                    } catch (RuntimeException broken) {
                        thrown.add(broken);
                        throw broken;
                    }
                })
                .addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    }

    private void setUp(ServletContext context) {
        boolean laterInFront = container.deviations().contains(Deviation.PUTS_LATER_FILTERS_IN_FRONT);
        if (!laterInFront) {
            addOutermost(context);
        }
        add(context, "vault", "/vault/*");
        add(context, "admin", "/admin/*");
        add(context, "exact", "/exact");
        add(context, "welcome", "/index.html");
        add(context, "extension", "*.do");
        add(context, "error", "/oops");
        add(context, "rest", "/");
        ApiKeyFilter.builder(tokens.apiKeys())
                .rules(
                        "*   /vault/**   files:read",
                        "*   /admin/**   denied",
                        "*   /exact      files:write",
                        "*   /index.html files:read",
                        "*   /oops       denied",
                        "*   /open/**    public")
                .build()
                .addTo(context, "/*");
        if (laterInFront) {
            addOutermost(context);
        }
    }

    private static void add(ServletContext context, String name, String mapping) {
        context.addServlet(name, Handler.servlet((request, response) -> {
                    String report = "reached " + name + " by " + request.getDispatcherType() + " at " + path(request);
                    response.setContentType("text/plain;charset=ISO-8859-1");
                    response.getOutputStream().print(report.replaceAll("[^ -~]", "?"));
                }))
                .addMapping(mapping);
    }

    private static String path(HttpServletRequest request) {
        return request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
    }

    @ParameterizedTest(name = "on a lenient container: {0}")
    @ValueSource(booleans = {false, true})
    void reachNoServletUnderAWeakerRule(boolean lenient) throws IOException {
        long seed = Long.getLong("apikey.seed", new Random().nextLong());
        System.out.println("seed of the mutated targets: " + seed);
        Application application = Application.of(this::setUp)
                .at(CONTEXT)
                .withWelcomeFiles("index.html")
                .withErrorPages(Map.of(404, "/oops"));
        Set<String> reached = new TreeSet<>();
        try (Container.Server server = container.start(lenient ? application.behindALenientContainer() : application)) {
            MutatedTargets targets = new MutatedTargets(CONTEXT, new Random(seed));
            for (int i = 0; i < MUTATIONS; i++) {
                String target = targets.next();
                for (String caller : CALLERS) {
                    RawHttp.Answer answer = RawHttp.send(server.port(), tokens.fill(request(target, caller)));
                    assertThat(mayBe(answer.body(), caller))
                            .as("%s at %s, seed %d: %s", caller, target, seed, answer.body())
                            .isTrue();
                    reached.addAll(servletIn(answer.body()));
                }
            }
        }
        assertThat(thrown).isEmpty();
        assertThat(reached).contains("vault", "exact", "rest", "extension").doesNotContain("admin");
    }

    /** A dispatcher that reads the target itself could take each of these for a path below the guarded one. */
    @Test
    void passNoFilterThatGuardsSomePathsOnly() throws IOException {
        Application application = Application.of(context -> {
            add(context, "rest", "/");
            ApiKeyFilter.builder(tokens.apiKeys()).build().addTo(context, "/vault/*");
        });
        try (Container.Server server = container.start(application.behindALenientContainer())) {
            for (String target : List.of(
                    "/vault/../open",
                    "/vault/a/../../open",
                    "/vault/%2e%2e/open",
                    "/vault/..;/open",
                    "/vault;a=b/../open",
                    "/%76ault/../open",
                    "/open/../vault/../open",
                    "/open;vault/x",
                    "/1vault/x/../../open",
                    "/open/%2e./open%76ault")) {
                RawHttp.Answer answer = RawHttp.send(server.port(), request(target, "nobody"));
                assertThat(answer.body()).as(target).doesNotContain("reached");
            }
            RawHttp.Answer open = RawHttp.send(server.port(), request("/open", "nobody"));
            assertThat(open.body()).startsWith("reached rest");
        }
    }

    private static String request(String target, String caller) {
        String field = caller.equals("nobody") ? "Accept: */*" : "Authorization: Bearer {" + caller + "}";
        return RawHttp.request("GET " + target, field, "Connection: close");
    }

    private static Set<String> servletIn(String body) {
        return body.startsWith("reached ") ? Set.of(body.split(" ", 3)[1]) : Set.of();
    }

    /** Whether this caller may have got this answer, by the rule of the servlet that says it was reached. */
    private static boolean mayBe(String body, String caller) {
        if (!body.startsWith("reached ") || body.startsWith("reached error by ERROR")) {
            return true;
        }
        String servlet = body.split(" ", 3)[1];
        String path = body.substring(body.indexOf(" at ") + " at ".length());
        boolean open = path.equals("/open") || path.startsWith("/open/");
        Set<String> byPath = open ? Set.copyOf(CALLERS) : LET_IN_AT.getOrDefault(path, Set.of("default reader"));
        return LET_IN.getOrDefault(servlet, byPath).contains(caller);
    }
}
