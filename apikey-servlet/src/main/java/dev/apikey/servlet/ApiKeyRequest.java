// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * A request that came with a bearer token: whoever asks it for an identity hears of the key, or of nobody, and never of somebody who is
 * logged in to the host as well.
 */
final class ApiKeyRequest extends HttpServletRequestWrapper {

    private final Identity identity;

    ApiKeyRequest(HttpServletRequest request, Identity identity) {
        super(request);
        this.identity = identity;
    }

    /** Whether this request is one of ours, however often it was wrapped since. */
    static boolean isIn(HttpServletRequest request) {
        return request instanceof ApiKeyRequest
                || (request instanceof ServletRequestWrapper wrapper && wrapper.isWrapperFor(ApiKeyRequest.class));
    }

    @Override
    public @Nullable ApiKeyPrincipal getUserPrincipal() {
        return identity.principal();
    }

    @Override
    public @Nullable String getRemoteUser() {
        ApiKeyPrincipal principal = identity.principal();
        return principal == null ? null : principal.getName();
    }

    @Override
    public @Nullable String getAuthType() {
        return identity.principal() == null ? null : Challenge.SCHEME;
    }

    /** Whether the key allows this permission. A name without a colon is a role of the host, which no key has. */
    @Override
    public boolean isUserInRole(@Nullable String role) {
        ApiKeyPrincipal principal = identity.principal();
        return role != null && principal != null && principal.permissions().allow(role);
    }

    /** Servlet 6.0 wants an exception where nobody is authenticated and no challenge is written: a bearer token comes with the request. */
    @Override
    public boolean authenticate(HttpServletResponse response) throws ServletException {
        if (identity.principal() == null) {
            throw new ServletException("nobody is authenticated: a request with a bearer token gets no other identity");
        }
        return true;
    }

    /** Servlet 6.0 wants an exception where an identity is established already, or none can be. */
    @Override
    public void login(String username, String password) throws ServletException {
        throw new ServletException("the request came with a bearer token: it cannot be logged in to the application");
    }

    /** Nobody is authenticated from here on (Servlet 6.0 §13.3); the host's own login, if there is one, is left as it is. */
    @Override
    public void logout() {
        identity.drop();
    }
}
