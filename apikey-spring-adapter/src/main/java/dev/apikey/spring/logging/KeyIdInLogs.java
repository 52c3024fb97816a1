// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.logging;

import dev.apikey.servlet.ApiKeyPrincipal;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Puts the id of the key that a request came with into the mapped diagnostic context of SLF4J while the request runs on a thread, so that each line that it logs
 * has it, and into an attribute of the request, which access logs can print. Stands behind whatever authenticates. Thread-safe.
 *
 * <p>A dispatch that goes on later, on another thread, has it as well, and the thread behind it has what it had before.
 */
public final class KeyIdInLogs implements Filter {

    private final String name;

    /** @param name under which the id stands in the context, and of the attribute */
    public KeyIdInLogs(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<ApiKeyPrincipal> key =
                request instanceof HttpServletRequest http ? ApiKeyPrincipal.of(http) : Optional.empty();
        if (key.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        String before = MDC.get(name);
        String id = key.get().key().id().toString();
        request.setAttribute(name, id); // An access log is written when the context is gone.
        MDC.put(name, id);
        try {
            chain.doFilter(request, response);
        } finally {
            restore(before);
        }
    }

    private void restore(@Nullable String before) {
        if (before == null) {
            MDC.remove(name);
        } else {
            MDC.put(name, before);
        }
    }
}
