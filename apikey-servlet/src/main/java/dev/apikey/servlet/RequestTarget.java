// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes, as the container mapped it. The raw URI is looked at for one purpose only: to refuse it where two readers could
 * understand two different paths.
 */
final class RequestTarget {

    /** Encoded slash, dot, backslash or control character, in any case of the hex digits; a raw backslash or control character. */
    private static final Pattern TRAP =
            Pattern.compile("%(2[eEfF]|5[cC]|[01][0-9a-fA-F]|7[fF])|[\\\\\\x00-\\x1f\\x7f]");

    /** An empty segment before the last one, or a dot segment. */
    private static final Pattern TRAP_SEGMENT = Pattern.compile("//|/\\.{1,2}(/|$)");

    /** The path parameter by which a container carries a session where there are no cookies. */
    private static final Pattern TRAILING_SESSION_ID = Pattern.compile(";jsessionid=[A-Za-z0-9._!~+:-]*$");

    private RequestTarget() {}

    static boolean isAmbiguous(String rawUri) {
        String uri = TRAILING_SESSION_ID.matcher(rawUri).replaceFirst("");
        return uri.indexOf(';') >= 0
                || TRAP.matcher(uri).find()
                || TRAP_SEGMENT.matcher(uri).find();
    }

    /** The decoded path within the context that this dispatch goes to. */
    static String path(HttpServletRequest request) {
        if (request.getDispatcherType() == DispatcherType.INCLUDE) {
            return join((String) request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH), (String)
                    request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO));
        }
        return join(request.getServletPath(), request.getPathInfo());
    }

    private static String join(@Nullable String servletPath, @Nullable String pathInfo) {
        String path = Objects.requireNonNullElse(servletPath, "") + Objects.requireNonNullElse(pathInfo, "");
        return path.isEmpty() ? "/" : path;
    }
}
