// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;

/** What an answer must be: one that the application gave to somebody, one of our refusals, or the container's own. */
sealed interface Expected {

    Expected NO_CREDENTIAL = new Refused(401, "Bearer realm=\"acme\"");
    Expected INVALID_TOKEN = new Refused(401, "Bearer realm=\"acme\", error=\"invalid_token\"");
    Expected INVALID_REQUEST = new Refused(400, "Bearer realm=\"acme\", error=\"invalid_request\"");
    Expected DENIED = new Refused(403, "Bearer realm=\"acme\", error=\"insufficient_scope\"");
    Expected BY_CONTAINER = new ByContainer();

    static Expected needs(String permission) {
        return new Refused(403, "Bearer realm=\"acme\", error=\"insufficient_scope\", scope=\"" + permission + "\"");
    }

    static Expected servedTo(String owner, String roles) {
        return new Served(IdentityServlet.identity(owner, roles));
    }

    static Expected servedToAnybody() {
        return new Served(IdentityServlet.ANONYMOUS);
    }

    void check(RawHttp.Answer answer) throws IOException;

    /** The application ran and saw this identity. */
    record Served(String identity) implements Expected {

        @Override
        public void check(RawHttp.Answer answer) {
            assertThat(answer.body()).isEqualTo(identity);
            assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 200 ");
            assertThat(answer.header(Challenge.FIELD)).isEmpty();
            assertThat(answer.header("Set-Cookie")).isEmpty();
        }
    }

    /** We refused. */
    record Refused(int status, String challenge) implements Expected {

        @Override
        public void check(RawHttp.Answer answer) throws IOException {
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header(Challenge.FIELD)).isEqualTo(Optional.of(challenge));
            requireProblem(answer);
        }
    }

    /** Tomcat refused before any filter ran. */
    record ByContainer() implements Expected {

        @Override
        public void check(RawHttp.Answer answer) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("Content-Type").orElse("")).doesNotContain("problem");
            assertThat(answer.body()).doesNotContain("principal=");
        }
    }

    /** What every refusal of ours has, whatever its status. */
    static void requireProblem(RawHttp.Answer answer) throws IOException {
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.header("Set-Cookie")).isEmpty();
        assertThat(answer.header("Content-Type")).contains("application/problem+json");
        assertThat(answer.header("Content-Length"))
                .contains(String.valueOf(answer.body().length()));
        assertThat(ProblemJson.parse(answer.body()))
                .containsOnlyKeys("type", "title", "status", "detail")
                .containsEntry("type", "about:blank")
                .containsEntry("status", String.valueOf(answer.status()));
    }
}
