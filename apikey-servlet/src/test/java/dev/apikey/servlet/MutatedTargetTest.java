// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No spelling of a guarded path reaches its servlet under a weaker rule, however much the container itself lets through. */
class MutatedTargetTest {

    private static final int MUTATIONS = 400;

    private static final List<String> SEEDLINGS = List.of(
            "/vault/gold",
            "/vault",
            "/gate",
            "/gate/",
            "/open/a",
            "/open/../vault/gold",
            "/open/..%2fvault/gold",
            "/open/%2e%2e/vault/gold",
            "/open/..;/vault/gold",
            "/open/;/../vault/gold",
            "/open/\\..\\..\\vault\\gold",
            "//vault/gold",
            "/./vault/gold",
            "http://localhost/vault/gold",
            "http://localhost//open/..//vault/gold");

    private static final List<String> PIECES = List.of(
            "/",
            "//",
            "/./",
            "/../",
            ".",
            "..",
            ";",
            ";a=b",
            ";/",
            "..;/",
            ";jsessionid=1",
            "%2f",
            "%2F",
            "%5c",
            "\\",
            "%2e",
            "%2e%2e",
            "%2e%2e%2f",
            "%252f",
            "%252e",
            "%25",
            "%",
            "%00",
            "%0a",
            "%09",
            "%20",
            "%7f",
            "%c0%af",
            "%c0%ae",
            "%ef%bc%8f",
            "%e2%80%ae",
            "%u002f",
            "%76",
            "%56",
            "?",
            "#",
            "*",
            "\u00e9",
            "V",
            "~1",
            ":",
            "%3b",
            "%3f",
            "%23",
            "+",
            ",",
            "|");

    @ParameterizedTest(name = "on a relaxed Tomcat: {0}")
    @ValueSource(booleans = {false, true})
    void neverReachTheServletUnderAWeakerRule(boolean relaxed) throws IOException {
        long seed = new Random().nextLong();
        System.out.println("seed of the mutations: " + seed);
        Random random = new Random(seed);
        int served = 0;
        Tokens tokens = Tokens.create();
        try (TomcatServer server = TomcatServer.start((tomcat, application) -> {
            if (relaxed) {
                TomcatServer.relax(tomcat.getConnector());
            }
            application.addServletContainerInitializer((classes, context) -> guard(tokens, context), Set.of());
        })) {
            for (int i = 0; i < MUTATIONS; i++) {
                String target = mutate(SEEDLINGS.get(i % SEEDLINGS.size()), random);
                RawHttp.Answer answer = server.send(tokens.fill(bearing(target, "{default reader}")));
                assertThat(answer.body())
                        .as("target %s, seed %d", target, seed)
                        .isNotIn("vault", "vault below", "gate");
                assertThat(answer.status())
                        .as("target %s, seed %d", target, seed)
                        .isIn(200, 302, 400, 401, 403, 404);
                boolean reached = server.send(tokens.fill(bearing(target, "{reader}")))
                        .body()
                        .startsWith("vault");
                served += reached ? 1 : 0;
            }
        }
        assertThat(served)
                .as("mutations that the right key gets served, seed %d", seed)
                .isPositive();
    }

    private static String bearing(String target, String token) {
        return RawHttp.request("GET " + target, "Authorization: Bearer " + token, "Connection: close");
    }

    private static void guard(Tokens tokens, ServletContext context) {
        context.addServlet("vault", new Named("vault")).addMapping("/vault/*");
        context.addServlet("gate", new Named("gate")).addMapping("/gate/*");
        context.addServlet("open", new Named("open")).addMapping("/");
        ApiKeyFilter.builder(tokens.apiKeys())
                .rules("* /vault/** files:read", "* /gate denied", "* /open/** public")
                .build()
                .addTo(context, "/*");
    }

    private static String mutate(String target, Random random) {
        StringBuilder mutated = new StringBuilder(target);
        int authority = target.startsWith("http") ? "http://localhost".length() : 0;
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = authority + 1 + random.nextInt(mutated.length() - authority);
            if (random.nextInt(4) == 0 && at < mutated.length()) {
                String encoded = String.format("%%%02x", (int) mutated.charAt(at));
                mutated.replace(at, at + 1, encoded);
            } else {
                mutated.insert(at, PIECES.get(random.nextInt(PIECES.size())));
            }
        }
        return mutated.toString();
    }

    /** Answers its name, and whether it was asked for something below its path. */
    private static final class Named extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String pathInfo = request.getPathInfo();
            String report = pathInfo == null || pathInfo.equals("/") ? name : name + " below";
            response.setContentLength(report.length());
            response.getOutputStream().print(report);
        }
    }
}
