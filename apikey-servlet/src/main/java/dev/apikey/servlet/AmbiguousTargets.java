// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses targets that one reader takes for a guarded path and another does not, where the {@link ApiKeyFilter} is asked about some paths only. The
 * container resolves {@code /api/../x} to {@code /x} and does not ask that filter; a dispatcher behind, Spring MVC's for one, goes by the target as it
 * was sent, and calls what it has at {@code /api/{folder}/x}. Immutable and thread-safe.
 *
 * <p>Some cut the target as it was sent by the length of what the container mapped, as Jersey does: of {@code /rest;admin/x}, behind {@code /rest}, that
 * leaves {@code admin/x}. So it is not asked where in a target a guarded path begins, only whether the name of its last segment is anywhere in it.
 */
final class AmbiguousTargets implements Filter {

    private static final int HEX = 16;

    private final List<String> guarded;

    /** @param urlPatterns each {@code /*}, or a path with everything below it such as {@code /api/*} */
    AmbiguousTargets(Collection<String> urlPatterns) {
        this.guarded = urlPatterns.stream().map(AmbiguousTargets::lastSegment).toList();
    }

    private static String lastSegment(String urlPattern) {
        String path = urlPattern.substring(0, urlPattern.length() - "/*".length());
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String decoded(String path) {
        byte[] raw = path.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length);
        for (int i = 0; i < raw.length; i++) {
            int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], HEX) : -1;
            int low = high < 0 ? -1 : Character.digit(raw[i + 2], HEX);
            bytes.write(low < 0 ? raw[i] : high * HEX + low);
            i += low < 0 ? 0 : 2;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http
                && response instanceof HttpServletResponse answer
                && isRefused(http.getRequestURI())) {
            Refusal.ambiguousTarget().send(http, answer);
        } else {
            chain.doFilter(request, response);
        }
    }

    boolean isRefused(@Nullable String rawUri) {
        if (rawUri == null || !RequestTarget.isAmbiguous(rawUri)) {
            return false;
        }
        String uri = decoded(rawUri);
        return guarded.stream().anyMatch(uri::contains);
    }
}
