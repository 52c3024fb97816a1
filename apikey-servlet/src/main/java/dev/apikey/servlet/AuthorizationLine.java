// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The value of one field line: a scheme, which compares case-insensitively, and what stands behind it. */
final class AuthorizationLine {

    /** RFC 9110 §5.6.2: a token of tchar. Whatever follows is looked at only behind our scheme. */
    private static final Pattern SCHEME = Pattern.compile("([!#$%&'*+\\-.^_`|~0-9A-Za-z]+)(.*)", Pattern.DOTALL);

    /** RFC 9110 §11.4: one or more spaces, then a token68. */
    private static final Pattern SPACES_AND_TOKEN = Pattern.compile(" +([A-Za-z0-9\\-._~+/]+=*)");

    private AuthorizationLine() {}

    static Credential read(String value) {
        Matcher line = SCHEME.matcher(value);
        if (!line.matches() || !line.group(1).equalsIgnoreCase(Challenge.SCHEME)) {
            return new Credential.None();
        }
        String rest = line.group(2);
        if (rest.indexOf(',') >= 0) {
            return new Credential.Ambiguous();
        }
        Matcher token = SPACES_AND_TOKEN.matcher(rest);
        return token.matches() ? new Credential.BearerToken(token.group(1)) : new Credential.Malformed();
    }
}
