// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

/** The value of one field line: a scheme, which compares case-insensitively, and what stands behind it. */
final class AuthorizationLine {

    private static final String ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** RFC 9110 §5.6.2: what a scheme is made of. */
    private static final boolean[] TCHAR = ascii("!#$%&'*+-.^_`|~" + ALPHANUMERIC);

    /** RFC 9110 §11.2: what a token68 is made of, before its padding. */
    private static final boolean[] TOKEN68 = ascii("-._~+/" + ALPHANUMERIC);

    private static final boolean[] SPACE = ascii(" ");
    private static final boolean[] PADDING = ascii("=");

    private AuthorizationLine() {}

    private static boolean[] ascii(String characters) {
        boolean[] contained = new boolean[128];
        characters.chars().forEach(c -> contained[c] = true);
        return contained;
    }

    /** RFC 9110 §11.4: the scheme, one or more spaces, then a token68. Whatever follows is looked at only behind our scheme. */
    static Credential read(String value) {
        int schemeEnd = end(TCHAR, value, 0);
        if (schemeEnd != Challenge.SCHEME.length() || !value.regionMatches(true, 0, Challenge.SCHEME, 0, schemeEnd)) {
            return new Credential.None();
        }
        if (value.indexOf(',', schemeEnd) >= 0) {
            return new Credential.Ambiguous();
        }
        int token = end(SPACE, value, schemeEnd);
        int padding = end(TOKEN68, value, token);
        boolean wellFormed = token > schemeEnd && padding > token && end(PADDING, value, padding) == value.length();
        return wellFormed ? new Credential.BearerToken(value.substring(token)) : new Credential.Malformed();
    }

    /** Where the characters of this kind end that begin there. */
    private static int end(boolean[] kind, String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) < kind.length && kind[text.charAt(at)]) {
            at++;
        }
        return at;
    }
}
