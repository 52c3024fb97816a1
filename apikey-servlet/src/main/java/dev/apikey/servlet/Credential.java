// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;

/**
 * What the {@code Authorization} field lines of a request bring, read as RFC 9110 §11.4 and RFC 6750 §2.1 write it; for adapters that
 * authenticate in a way of their own. Immutable.
 */
public sealed interface Credential {

    /** No field, or one of another scheme. */
    record None() implements Credential {}

    /**
     * One bearer token in the right alphabet; whose, is not known yet.
     *
     * @param token exactly what stands behind the scheme; a secret
     */
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

    /** What this request brings. Parameters, cookies and the body are not looked at. */
    static Credential of(HttpServletRequest request) {
        return read(request.getHeaders("Authorization"));
    }

    /** Reads the values of all {@code Authorization} field lines; nothing is trimmed from them, decoded or folded. */
    static Credential read(Enumeration<String> lines) {
        if (!lines.hasMoreElements()) {
            return new None();
        }
        String first = lines.nextElement();
        return lines.hasMoreElements() ? new Ambiguous() : AuthorizationLine.read(first);
    }
}
