// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the {@code Authorization} field lines of a request bring, read as RFC 9110 §11.4 and RFC 6750 §2.1 write it. */
sealed interface Credential {

    /** No field, or one of another scheme. */
    record None() implements Credential {}

    /** One bearer token in the right alphabet; whose, is not known yet. */
    record BearerToken(String token) implements Credential {

        /** Without the token. */
        @Override
        public String toString() {
            return "BearerToken[]";
        }
    }

    /** The bearer scheme with nothing behind it that could be a token. */
    record Malformed() implements Credential {}

    /** More than one credential: nobody can tell which is meant. */
    record Ambiguous() implements Credential {}

    /** Reads the values of all {@code Authorization} field lines; nothing is trimmed from them, decoded or folded. */
    static Credential read(List<String> lines) {
        return switch (lines.size()) {
            case 0 -> new None();
            case 1 -> Line.read(lines.get(0));
            default -> new Ambiguous();
        };
    }

    /** The value of one field line: a scheme, which compares case-insensitively, and what stands behind it. */
    final class Line {

        /** RFC 9110 §5.6.2: a token of tchar. Whatever follows is looked at only behind our scheme. */
        private static final Pattern SCHEME = Pattern.compile("([!#$%&'*+\\-.^_`|~0-9A-Za-z]+)(.*)", Pattern.DOTALL);

        /** RFC 9110 §11.4: one or more spaces, then a token68. */
        private static final Pattern SPACES_AND_TOKEN = Pattern.compile(" +([A-Za-z0-9\\-._~+/]+=*)");

        private Line() {}

        static Credential read(String value) {
            Matcher line = SCHEME.matcher(value);
            if (!line.matches() || !line.group(1).equalsIgnoreCase(Challenge.SCHEME)) {
                return new None();
            }
            String rest = line.group(2);
            if (rest.indexOf(',') >= 0) {
                return new Ambiguous();
            }
            Matcher token = SPACES_AND_TOKEN.matcher(rest);
            return token.matches() ? new BearerToken(token.group(1)) : new Malformed();
        }
    }
}
