// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.apikey.servlet.suite.StrictChallenge;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTest {

    private final Challenge challenge = new Challenge("acme");

    private static Map<String, String> parse(String field) throws IOException {
        List<StrictChallenge> challenges = StrictChallenge.parse(field);
        assertThat(challenges).extracting(StrictChallenge::scheme).containsExactly("Bearer");
        return challenges.get(0).parameters();
    }

    @Nested
    class IsReadByAStrictClient {

        @Test
        void withoutErrorCode() throws IOException {
            assertThat(parse(challenge.plain())).containsExactly(Map.entry("realm", "acme"));
        }

        @Test
        void withErrorCode() throws IOException {
            assertThat(parse(challenge.invalidRequest()))
                    .containsOnlyKeys("realm", "error")
                    .containsEntry("error", "invalid_request");
            assertThat(parse(challenge.invalidToken()))
                    .containsOnlyKeys("realm", "error")
                    .containsEntry("error", "invalid_token");
            assertThat(parse(challenge.insufficientScope()))
                    .containsOnlyKeys("realm", "error")
                    .containsEntry("error", "insufficient_scope");
        }

        @Test
        void withScope() throws IOException {
            assertThat(parse(challenge.insufficientScope("a.b-c_d:e")))
                    .containsOnlyKeys("realm", "error", "scope")
                    .containsEntry("error", "insufficient_scope")
                    .containsEntry("scope", "a.b-c_d:e");
        }
    }

    @Nested
    class Realm {

        @ParameterizedTest
        @ValueSource(strings = {"a", " ", "acme API", "a,b=c; d", "!#$%&'()*+-./:;<=>?@[]^_`{|}~"})
        void isSentAsItIs(String realm) throws IOException {
            assertThat(parse(new Challenge(realm).insufficientScope("a:b")))
                    .containsEntry("realm", realm)
                    .containsEntry("scope", "a:b");
        }

        @Test
        void mayHave100Characters() throws IOException {
            assertThat(parse(new Challenge("a".repeat(100)).plain())).containsKey("realm");
            refused("a".repeat(101));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "a\"b", "a\\b", "a\r\nX: y", "a\n", "\t", "\u0000", "\u007f", "é", "\u2028"})
        void isRefusedWhereItWouldNeedAnEscape(String realm) {
            refused(realm);
        }

        private static void refused(String realm) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Challenge(realm))
                    .withMessageStartingWith("realm must be 1 to 100 printable ASCII characters");
        }
    }
}
