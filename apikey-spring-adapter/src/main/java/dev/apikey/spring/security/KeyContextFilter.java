// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.security;

import dev.apikey.ApiKeys;
import dev.apikey.servlet.ApiKeyPrincipal;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.web.filter.GenericFilterBean;

/**
 * Tells Spring Security whom {@link dev.apikey.servlet.ApiKeyFilter}, in front of this filter, has found: in a context of the request's own, which is
 * merged with no other and saved in no session.
 */
final class KeyContextFilter extends GenericFilterBean {

    private final ApiKeys apiKeys;
    private final SecurityContextHolderStrategy contexts;
    private final SecurityContextRepository ofRequest = new RequestAttributeSecurityContextRepository();

    KeyContextFilter(ApiKeys apiKeys, SecurityContextHolderStrategy contexts) {
        this.apiKeys = apiKeys;
        this.contexts = contexts;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        Optional<ApiKeyPrincipal> principal = ApiKeyPrincipal.of(http);
        if (principal.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        ApiKeyAuthentication key = authentication(principal.get());
        SecurityContext before = contexts.getContext();
        SecurityContext context = contexts.createEmptyContext();
        context.setAuthentication(key);
        contexts.setContext(context);
        ofRequest.saveContext(context, http, (HttpServletResponse) response);
        try {
            chain.doFilter(new KeyRequest(http, key), response);
        } finally {
            contexts.setContext(before);
        }
    }

    private ApiKeyAuthentication authentication(ApiKeyPrincipal principal) {
        return ApiKeyAuthentication.of(
                principal.key(), principal.permissions(), apiKeys.allowedBy(principal.permissions()));
    }
}
