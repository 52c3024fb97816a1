// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A challenge as a client reads it that knows the grammar of RFC 9110 §11.2, §11.3 and §11.6.1, and nothing else: what it does not
 * understand is an error, not a guess.
 *
 * @param scheme as it came
 * @param parameters by name in lower case, unquoted, in order; a token68 has no name
 */
public record StrictChallenge(String scheme, Map<String, String> parameters) {

    private static final String TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
    private static final String OWS = "[ \\t]*";
    private static final Pattern SCHEME = Pattern.compile("(" + TOKEN + ")(?: +|(?=" + OWS + "(?:,|$)))");
    private static final Pattern TOKEN68 = Pattern.compile("([A-Za-z0-9\\-._~+/]+=*)(?=" + OWS + "(?:,|$))");
    private static final Pattern PARAMETER = Pattern.compile("(" + TOKEN + ")" + OWS + "=" + OWS + "(?:(" + TOKEN
            + ")|\"((?:[\\t !#-\\[\\]-~\\x80-\\xff]|\\\\[\\t -~\\x80-\\xff])*)\")");
    private static final Pattern COMMAS = Pattern.compile(OWS + "(?:," + OWS + ")+");

    /** The challenges of all {@code WWW-Authenticate} lines. */
    public static List<StrictChallenge> parseAll(List<String> lines) throws IOException {
        List<StrictChallenge> challenges = new ArrayList<>();
        for (String line : lines) {
            challenges.addAll(parse(line));
        }
        return challenges;
    }

    /** The challenges of one line: {@code 1#challenge}. */
    public static List<StrictChallenge> parse(String line) throws IOException {
        List<StrictChallenge> challenges = new ArrayList<>();
        Matcher matcher = SCHEME.matcher(line);
        int at = 0;
        do {
            at = scheme(matcher, at, line, challenges);
            at = elements(
                    matcher, at, line, challenges.get(challenges.size() - 1).parameters());
        } while (at < line.length());
        return challenges;
    }

    private static int scheme(Matcher matcher, int at, String line, List<StrictChallenge> challenges)
            throws IOException {
        require(matches(matcher, SCHEME, at, line), line);
        challenges.add(new StrictChallenge(matcher.group(1), new LinkedHashMap<>()));
        return matcher.end();
    }

    /** Reads a token68 or parameters, up to the end of the line or the next scheme. */
    private static int elements(Matcher matcher, int from, String line, Map<String, String> parameters)
            throws IOException {
        int at = from;
        if (matches(matcher, TOKEN68, at, line)) {
            parameters.put("", matcher.group(1));
            at = matcher.end();
        }
        while (matches(matcher, PARAMETER, at, line)) {
            require(!parameters.containsKey(""), line);
            String quoted = matcher.group(3);
            String value = quoted == null ? matcher.group(2) : quoted.replaceAll("\\\\(.)", "$1");
            String name = matcher.group(1).toLowerCase(Locale.ROOT);
            require(parameters.put(name, value) == null, line);
            at = matcher.end();
            if (at == line.length()) {
                return at;
            }
            require(matches(matcher, COMMAS, at, line), line);
            at = matcher.end();
        }
        if (parameters.size() == 1 && parameters.containsKey("") && matches(matcher, COMMAS, at, line)) {
            at = matcher.end();
        }
        return at;
    }

    private static boolean matches(Matcher matcher, Pattern pattern, int at, String line) {
        return matcher.usePattern(pattern).region(at, line.length()).lookingAt();
    }

    private static void require(boolean holds, String line) throws IOException {
        if (!holds) {
            throw new IOException("no challenge by RFC 9110: " + line);
        }
    }
}
