// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.web.filter.GenericFilterBean;

/** Lets the request itself tell about its key, {@code isUserInRole("files:read")} above all: Spring Security would ask for a role. */
final class KeyRequestFilter extends GenericFilterBean {

    private final SecurityContextHolderStrategy contexts;

    KeyRequestFilter(SecurityContextHolderStrategy contexts) {
        this.contexts = contexts;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http
                && contexts.getContext().getAuthentication() instanceof ApiKeyAuthentication key) {
            chain.doFilter(new KeyRequest(http, key), response);
        } else {
            chain.doFilter(request, response);
        }
    }
}
