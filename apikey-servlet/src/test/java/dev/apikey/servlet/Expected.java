// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.servlet.suite.StrictChallenge;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an answer must be: one that the application gave to somebody, one of our refusals, or the container's own. */
public sealed interface Expected {

    Expected NO_CREDENTIAL = new Refused(401, Map.of("realm", "acme"));
    Expected INVALID_TOKEN = new Refused(401, challenge("invalid_token"));
    Expected INVALID_REQUEST = new Refused(400, challenge("invalid_request"));
    Expected DENIED = new Refused(403, challenge("insufficient_scope"));
    Expected AMBIGUOUS_PATH = new Refused(400, Map.of());
    Expected TRACE = new Refused(405, Map.of());

    static Expected needs(String permission) {
        Map<String, String> parameters = new LinkedHashMap<>(challenge("insufficient_scope"));
        parameters.put("scope", permission);
        return new Refused(403, parameters);
    }

    static Expected servedTo(String owner, String roles) {
        return new Served(IdentityServlet.identity(owner, roles));
    }

    static Expected servedToAnybody() {
        return new Served(IdentityServlet.ANONYMOUS);
    }

    /**
     * As the table of requests writes it: {@code 200 ben files:read}, {@code 200 anonymous}, {@code 401},
     * {@code 401 invalid_token}, {@code 403 insufficient_scope files:read}, {@code 400 path}, {@code 405}, or
     * {@code container 400} for what comes from the container itself.
     */
    static Expected parse(String text) {
        String[] words = text.split(" ", -1);
        String second = words.length > 1 ? words[1] : "";
        String third = words.length > 2 ? words[2] : "";
        return switch (words[0]) {
            case "container" -> new ByContainer(Integer.parseInt(second));
            case "200" -> second.equals("anonymous") ? servedToAnybody() : servedTo(second, third);
            case "405" -> TRACE;
            case "403" -> third.isEmpty() ? DENIED : needs(third);
            case "401" -> second.isEmpty() ? NO_CREDENTIAL : new Refused(401, challenge(second));
            case "400" -> second.equals("path") ? AMBIGUOUS_PATH : new Refused(400, challenge(second));
            default -> throw new IllegalArgumentException("no such answer: " + text);
        };
    }

    private static Map<String, String> challenge(String error) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("realm", "acme");
        parameters.put("error", error);
        return parameters;
    }

    void check(RawHttp.Answer answer) throws IOException;

    /** The application ran and saw this identity. */
    record Served(String identity) implements Expected {

        @Override
        public void check(RawHttp.Answer answer) {
            assertThat(answer.body()).isEqualTo(answer.toHead() ? "" : identity);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header(Challenge.FIELD)).isEmpty();
            assertThat(answer.header("Set-Cookie")).isEmpty();
        }
    }

    /** We refused, with one Bearer challenge of these parameters, or with none. */
    record Refused(int status, Map<String, String> parameters) implements Expected {

        @Override
        public void check(RawHttp.Answer answer) throws IOException {
            assertThat(answer.status()).isEqualTo(status);
            List<StrictChallenge> challenges = StrictChallenge.parseAll(answer.values(Challenge.FIELD));
            if (parameters.isEmpty()) {
                assertThat(challenges).isEmpty();
            } else {
                assertThat(challenges).containsExactly(new StrictChallenge("Bearer", parameters));
            }
            requireProblem(answer);
        }
    }

    /** The container refused before any filter ran. */
    record ByContainer(int status) implements Expected {

        @Override
        public void check(RawHttp.Answer answer) {
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("Content-Type").orElse("")).doesNotContain("problem");
            assertThat(answer.body()).doesNotContain("principal=");
        }
    }

    /** What every refusal of ours has, whatever its status. */
    static void requireProblem(RawHttp.Answer answer) throws IOException {
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.header("Set-Cookie")).isEmpty();
        assertThat(answer.header("Content-Type")).contains("application/problem+json");
        if (answer.toHead()) {
            assertThat(answer.body()).isEmpty();
            return;
        }
        assertThat(answer.header("Content-Length"))
                .contains(String.valueOf(answer.body().length()));
        assertThat(ProblemJson.parse(answer.body()))
                .containsOnlyKeys("type", "title", "status", "detail")
                .containsEntry("type", "about:blank")
                .containsEntry("status", String.valueOf(answer.status()));
    }
}
