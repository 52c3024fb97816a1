// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What a browser's header fields tell about a request. */
final class Browser {

    /** Fetch Metadata §2.4: what a page of our own origin, or a person who types an address, causes. */
    private static final Set<String> AT_HOME = Set.of("same-origin", "none");

    /** RFC 9110 §9.1: a method is a token. */
    private static final Pattern METHOD = Pattern.compile("[!#$%&'*+\\-.^_`|~0-9A-Za-z]+");

    private Browser() {}

    /** Whether a page of another origin sent it; a value that we do not know counts as one. No other program sends this field. */
    static boolean isFromElsewhere(HttpServletRequest request) {
        List<String> sites = Collections.list(request.getHeaders("Sec-Fetch-Site"));
        return !sites.isEmpty() && !(sites.size() == 1 && AT_HOME.contains(sites.get(0)));
    }

    /**
     * Whether it is a CORS preflight (Fetch §3.2.2, §4.8): OPTIONS with an origin and the method that is asked about. It carries no
     * credential, so what carries one is none.
     */
    static boolean isPreflight(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS")
                && count(request, "Origin") == 1
                && count(request, "Access-Control-Request-Method") == 1
                && METHOD.matcher(methodAskedAbout(request)).matches()
                && count(request, "Authorization") == 0
                && count(request, "Cookie") == 0;
    }

    /** The method that a preflight asks about. */
    static String methodAskedAbout(HttpServletRequest preflight) {
        return preflight.getHeader("Access-Control-Request-Method");
    }

    private static int count(HttpServletRequest request, String field) {
        return Collections.list(request.getHeaders(field)).size();
    }
}
