// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTest {

    private final Challenge challenge = new Challenge("acme");

    /** A client that reads by the grammar of RFC 9110 §11.6.1 and by nothing else. */
    private static final class StrictClient {

        private static final String TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
        private static final Pattern SCHEME = Pattern.compile("(" + TOKEN + ") +");
        private static final Pattern PARAMETER = Pattern.compile(
                "(" + TOKEN + ")[ \\t]*=[ \\t]*(?:(" + TOKEN + ")|\"((?:[\\t !#-\\[\\]-~]|\\\\[\\t -~])*)\")");
        private static final Pattern COMMA = Pattern.compile("[ \\t]*,[ \\t]*");

        /** The parameters by name, the scheme among them under no name. */
        static Map<String, String> parse(String field) {
            Map<String, String> parameters = new LinkedHashMap<>();
            Matcher matcher = SCHEME.matcher(field);
            require(matcher.lookingAt());
            parameters.put("", matcher.group(1));
            int at = matcher.end();
            do {
                matcher.usePattern(PARAMETER).region(at, field.length());
                require(matcher.lookingAt());
                String quoted = matcher.group(3);
                String value = quoted == null ? matcher.group(2) : quoted.replaceAll("\\\\(.)", "$1");
                require(parameters.put(matcher.group(1), value) == null);
                at = matcher.end();
                matcher.usePattern(COMMA).region(at, field.length());
            } while (matcher.lookingAt() && (at = matcher.end()) > 0);
            require(at == field.length());
            return parameters;
        }

        private static void require(boolean holds) {
            if (!holds) {
                throw new AssertionError("the field is no challenge");
            }
        }
    }

    @Nested
    class IsReadByAStrictClient {

        @Test
        void withoutErrorCode() {
            assertThat(StrictClient.parse(challenge.plain()))
                    .containsExactly(Map.entry("", "Bearer"), Map.entry("realm", "acme"));
        }

        @Test
        void withErrorCode() {
            assertThat(StrictClient.parse(challenge.invalidRequest()))
                    .containsOnlyKeys("", "realm", "error")
                    .containsEntry("error", "invalid_request");
            assertThat(StrictClient.parse(challenge.invalidToken()))
                    .containsOnlyKeys("", "realm", "error")
                    .containsEntry("error", "invalid_token");
            assertThat(StrictClient.parse(challenge.insufficientScope()))
                    .containsOnlyKeys("", "realm", "error")
                    .containsEntry("error", "insufficient_scope");
        }

        @Test
        void withScope() {
            assertThat(StrictClient.parse(challenge.insufficientScope("a.b-c_d:e")))
                    .containsOnlyKeys("", "realm", "error", "scope")
                    .containsEntry("error", "insufficient_scope")
                    .containsEntry("scope", "a.b-c_d:e");
        }
    }

    @Nested
    class Realm {

        @ParameterizedTest
        @ValueSource(strings = {"a", " ", "acme API", "a,b=c; d", "!#$%&'()*+-./:;<=>?@[]^_`{|}~"})
        void isSentAsItIs(String realm) {
            assertThat(StrictClient.parse(new Challenge(realm).insufficientScope("a:b")))
                    .containsEntry("realm", realm)
                    .containsEntry("scope", "a:b");
        }

        @Test
        void mayHave100Characters() {
            assertThat(StrictClient.parse(new Challenge("a".repeat(100)).plain()))
                    .containsKey("realm");
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
