// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** A request that came with a key: whoever asks it for an identity hears of the key, and of nobody else who may be logged in. */
final class ApiKeyRequest extends HttpServletRequestWrapper {

    private final ApiKeyPrincipal principal;

    ApiKeyRequest(HttpServletRequest request, ApiKeyPrincipal principal) {
        super(request);
        this.principal = principal;
    }

    @Override
    public Principal getUserPrincipal() {
        return principal;
    }

    @Override
    public String getRemoteUser() {
        return principal.getName();
    }

    @Override
    public String getAuthType() {
        return Challenge.SCHEME;
    }

    /** Whether the key allows this permission. A name without a colon is a role of the host, which no key has. */
    @Override
    public boolean isUserInRole(@Nullable String role) {
        return role != null && principal.key().permissions().allow(role);
    }

    @Override
    public boolean authenticate(HttpServletResponse response) {
        return true;
    }

    /** Servlet 6.0 wants an exception where an identity is established already. */
    @Override
    public void login(String username, String password) throws ServletException {
        throw new ServletException("the request is authenticated by an API key already");
    }
}
