// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parser that judges our challenges must itself be judged: by the examples of RFC 9110 and by what its grammar leaves out. */
class StrictChallengeTest {

    @Nested
    class Reads {

        @Test
        void theExampleOfRfc9110() throws IOException {
            String line = "Basic realm=\"simple\", Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\"";
            assertThat(StrictChallenge.parse(line))
                    .containsExactly(
                            new StrictChallenge("Basic", Map.of("realm", "simple")),
                            new StrictChallenge(
                                    "Newauth", Map.of("realm", "apps", "type", "1", "title", "Login to \"apps\"")));
        }

        @Test
        void aToken68AndASchemeAlone() throws IOException {
            assertThat(StrictChallenge.parse("Negotiate YII=, Basic realm=a"))
                    .containsExactly(
                            new StrictChallenge("Negotiate", Map.of("", "YII=")),
                            new StrictChallenge("Basic", Map.of("realm", "a")));
            assertThat(StrictChallenge.parse("Bearer")).containsExactly(new StrictChallenge("Bearer", Map.of()));
        }

        @Test
        void spacesAroundTheEqualsSignAndNamesInAnyCase() throws IOException {
            assertThat(StrictChallenge.parse("Bearer REALM = \"a, b\" ,error=x"))
                    .containsExactly(new StrictChallenge("Bearer", Map.of("realm", "a, b", "error", "x")));
        }
    }

    @Nested
    class Refuses {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " Bearer",
                    "Bearer realm=\"a",
                    "Bearer realm=a b",
                    "Bearer realm=\"a\" error=\"b\"",
                    "Bearer realm=\"a\", realm=\"b\"",
                    "Bearer realm=\"a\", REALM=\"b\"",
                    "Bearer realm=\"a\"b\"",
                    "Bearer abc==, realm=a, =",
                    "Bearer realm=\"a\u0001\"",
                    "Bearer\trealm=a",
                    "\"Bearer\" realm=a",
                    "Bearer realm='a b'"
                })
        void whatTheGrammarDoesNotSay(String line) {
            assertThatIOException().isThrownBy(() -> StrictChallenge.parse(line));
        }
    }
}
