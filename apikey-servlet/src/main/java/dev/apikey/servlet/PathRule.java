// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import dev.apikey.Permissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One rule: a method, a path, and what they need.
 *
 * @param method such as {@code POST}; {@code *} for every method that no other rule of the path names
 * @param path starts with {@code /}, no trailing {@code /} unless it is the root
 * @param subtree whether the rule is for everything below the path as well; then the root is the empty path
 */
record PathRule(String method, String path, boolean subtree, Access access) {

    static final String ANY_METHOD = "*";
    static final String BELOW = "/**";

    private static final Pattern LINE = Pattern.compile("(\\*|[A-Z][A-Z-]*)\\s+(/\\S*)\\s+(\\S+)(\\s+or\\s+login)?");

    /** A secret of ours has 43 of these characters. */
    private static final Pattern SECRET = Pattern.compile("[0-9A-Za-z]{40,}");

    /** What could never equal a path that a container mapped and our filter let through. */
    private static final Pattern IMPOSSIBLE_PATH =
            Pattern.compile(".*(\\*|//|[;%?#\\\\\"\\p{Cntrl}]|/\\.{1,2}(/|$)).*", Pattern.DOTALL);

    /**
     * Reads a rule such as {@code GET /files/** files:read}.
     *
     * @throws IllegalArgumentException saying what is wrong with which rule
     */
    static PathRule parse(String line) {
        Matcher parts = LINE.matcher(line.strip());
        if (!parts.matches()) {
            throw wrong(
                    line,
                    "must be a method or *, a path and an access, such as GET /files/** files:read, with \"or login\""
                            + " behind it where a login of the application shall do as well");
        }
        String method = parts.group(1);
        if (method.equals("HEAD") || method.equals("TRACE")) {
            throw wrong(line, "must leave out HEAD, which follows GET, and TRACE, which is never allowed");
        }
        boolean subtree = parts.group(2).endsWith(BELOW);
        String path = subtree ? parts.group(2).substring(0, parts.group(2).length() - BELOW.length()) : parts.group(2);
        boolean slashBehind = path.endsWith("/") && (subtree || path.length() > 1);
        if (slashBehind || IMPOSSIBLE_PATH.matcher(path).matches()) {
            throw wrong(
                    line,
                    "must name a decoded path without ; % ? #, dot or empty segments and a / behind it, with * only in"
                            + " /** at its end");
        }
        Access access = access(line, parts.group(3));
        return new PathRule(method, path, subtree, parts.group(4) == null ? access : orLogin(line, access));
    }

    private static Access orLogin(String line, Access access) {
        if (access instanceof Access.Public || access instanceof Access.Denied) {
            throw wrong(line, "must say \"or login\" behind a permission or authenticated only");
        }
        return new Access.OrLogin(access);
    }

    private static Access access(String line, String access) {
        return switch (access) {
            case "authenticated" -> new Access.Authenticated();
            case "public" -> new Access.Public();
            case "denied" -> new Access.Denied();
            default -> {
                if (access.indexOf('*') >= 0 || !isPermission(access)) {
                    throw wrong(
                            line,
                            "must ask for a permission such as files:read, or for authenticated, public or denied");
                }
                yield new Access.Needs(access);
            }
        };
    }

    static boolean isPermission(String text) {
        try {
            return Permissions.of(text).allow(text);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static IllegalArgumentException wrong(String line, String what) {
        return new IllegalArgumentException("rule " + what + ": " + withoutSecrets(line.strip()));
    }

    /** Text from a host, for a message: a token that was put in the wrong place does not get into it. */
    static String withoutSecrets(String text) {
        return SECRET.matcher(text).replaceAll("…");
    }

    /**
     * Whether a filter with this URL pattern gets requests for the rule: for all of its paths, or for those that lie in a subtree which is
     * wider than the pattern.
     *
     * @param urlPattern ends with {@code /*}, and means what stands before that as well (Servlet 6.0 §12.2)
     */
    boolean isServedBy(String urlPattern) {
        String served = urlPattern.substring(0, urlPattern.length() - "/*".length());
        return isWithin(served, path) || (subtree && isWithin(path, served));
    }

    private static boolean isWithin(String outer, String inner) {
        return inner.equals(outer) || inner.startsWith(outer + "/") || outer.isEmpty();
    }

    @Override
    public String toString() {
        return method + " " + path + (subtree ? BELOW : "");
    }
}
