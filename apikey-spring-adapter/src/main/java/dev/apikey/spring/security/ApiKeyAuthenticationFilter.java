// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.security;

import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.servlet.Challenge;
import dev.apikey.servlet.Credential;
import dev.apikey.servlet.Refusal;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Authenticates requests by their key: a context of their own, which is kept with the request for its further dispatches and in no session, and a
 * refusal for whatever comes as a key and is none. Thread-safe.
 *
 * <p>Spring Security's own {@code AuthenticationFilter} would give the session of a browser another id, and throw on what cannot be decided.
 */
final class ApiKeyAuthenticationFilter extends OncePerRequestFilter {

    private final ApiKeys apiKeys;
    private final AuthenticationConverter converter;
    private final AuthenticationManager manager;
    private final ApiKeyEntryPoint entryPoint;
    private final Challenge challenge;
    private final SecurityContextHolderStrategy contexts;
    private final SecurityContextRepository ofRequest = new RequestAttributeSecurityContextRepository();

    ApiKeyAuthenticationFilter(
            ApiKeys apiKeys,
            AuthenticationConverter converter,
            AuthenticationManager manager,
            String realm,
            SecurityContextHolderStrategy contexts) {
        this.apiKeys = apiKeys;
        this.converter = converter;
        this.manager = manager;
        this.entryPoint = new ApiKeyEntryPoint(realm);
        this.challenge = new Challenge(realm);
        this.contexts = contexts;
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            goOn(request, response, chain);
            return;
        }
        Authentication authenticated;
        try {
            authenticated = authenticated(request);
        } catch (AuthenticationException refused) {
            contexts.clearContext();
            entryPoint.commence(request, response, refused);
            return;
        }
        if (authenticated == null) {
            forgetLogin(request);
            chain.doFilter(request, response);
        } else {
            keep(authenticated, request, response);
            chain.doFilter(new HiddenCredential(request), response);
        }
    }

    private @Nullable Authentication authenticated(HttpServletRequest request) {
        Authentication presented = converter.convert(request);
        return presented == null ? null : manager.authenticate(presented);
    }

    /** Of a request with somebody else's token: whoever is logged in besides is not who sends it. */
    private void forgetLogin(HttpServletRequest request) {
        if (Credential.of(request) instanceof Credential.BearerToken) {
            contexts.setContext(contexts.createEmptyContext());
        }
    }

    private void keep(Authentication authenticated, HttpServletRequest request, HttpServletResponse response) {
        SecurityContext context = contexts.createEmptyContext();
        context.setAuthentication(authenticated);
        contexts.setContext(context);
        ofRequest.saveContext(context, request, response);
    }

    /** Any time may have passed since the key was accepted: its state is looked at again, its secret is not. */
    private void goOn(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        SecurityContext kept = ofRequest.loadDeferredContext(request).get();
        if (!(kept.getAuthentication() instanceof ApiKeyAuthentication key)) {
            if (kept.getAuthentication() == null) {
                forgetLogin(request);
            }
            chain.doFilter(request, response);
            return;
        }
        contexts.setContext(kept); // The chain's own repository may know a session's.
        if (key.decision().isPresent()) {
            AuthenticationResult now = apiKeys.authenticate(key.decision().get(), request.getRemoteAddr());
            if (!(now instanceof Authenticated renewed)) {
                contexts.clearContext();
                Refusal.of(now, challenge).send(request, response);
                return;
            }
            keep(ApiKeyAuthentication.of(renewed, apiKeys.allowedBy(renewed.permissions())), request, response);
        }
        chain.doFilter(new HiddenCredential(request), response);
    }
}
