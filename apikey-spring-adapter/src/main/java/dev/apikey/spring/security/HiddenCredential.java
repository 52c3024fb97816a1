// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * A request whose key was accepted, without it: other filters of the chain would take it for a token of theirs and refuse it, or send it to
 * whoever issues those.
 */
final class HiddenCredential extends HttpServletRequestWrapper {

    private static final String FIELD = "Authorization";

    HiddenCredential(HttpServletRequest request) {
        super(request);
    }

    @Override
    public @Nullable String getHeader(String name) {
        return FIELD.equalsIgnoreCase(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return FIELD.equalsIgnoreCase(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                .filter(name -> !FIELD.equalsIgnoreCase(name))
                .toList());
    }
}
