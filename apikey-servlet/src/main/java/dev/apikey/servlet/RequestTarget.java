// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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

    private static final Pattern ENCODED = Pattern.compile("%[0-9a-fA-F]{2}");
    private static final int HEX = 16;
    private static final char DELETE = 0x7f;

    private RequestTarget() {}

    static boolean isAmbiguous(String rawUri) {
        return !isPlain(rawUri) && isTrap(rawUri);
    }

    /** Hardly any target has something in it that would have to be looked at. */
    private static boolean isPlain(String uri) {
        char before = 0;
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            boolean mayBeTrap = c == '%' || c == ';' || c == '\\' || c < ' ' || c == DELETE;
            if (mayBeTrap || (before == '/' && (c == '/' || c == '.'))) {
                return false;
            }
            before = c;
        }
        return true;
    }

    private static boolean isTrap(String rawUri) {
        String uri = TRAILING_SESSION_ID.matcher(rawUri).replaceFirst("");
        return uri.indexOf(';') >= 0
                || TRAP.matcher(uri).find()
                || TRAP_SEGMENT.matcher(uri).find()
                || (uri.indexOf('%') >= 0 && !decodesToUtf8(uri));
    }

    /** Other bytes are a dot or a slash to some readers (overlong forms), Latin 1 to others, and U+FFFD to Undertow. */
    private static boolean decodesToUtf8(String uri) {
        ByteBuffer bytes = ByteBuffer.allocate(uri.length());
        for (int i = 0; i < uri.length(); i++) {
            if (uri.charAt(i) != '%') {
                // What it is does not matter, only that it belongs to no encoded character.
                bytes.put((byte) '-');
            } else if (ENCODED.matcher(uri).region(i, uri.length()).lookingAt()) {
                bytes.put((byte) Integer.parseInt(uri, i + 1, i + 3, HEX));
                i += 2;
            } else {
                return false;
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes.flip());
            return true;
        } catch (CharacterCodingException noUtf8) {
            return false;
        }
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
