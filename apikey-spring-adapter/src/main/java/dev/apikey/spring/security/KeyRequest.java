// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/** A request that came with a key, to whoever asks it and not Spring Security. */
final class KeyRequest extends HttpServletRequestWrapper {

    private final ApiKeyAuthentication key;

    KeyRequest(HttpServletRequest request, ApiKeyAuthentication key) {
        super(request);
        this.key = key;
    }

    @Override
    public ApiKeyAuthentication getUserPrincipal() {
        return key;
    }

    @Override
    public String getRemoteUser() {
        return key.getName();
    }

    @Override
    public String getAuthType() {
        return "Bearer";
    }

    /** Whether the key allows this permission. A name without a colon is a role of the host, which no key has. */
    @Override
    public boolean isUserInRole(@Nullable String role) {
        return role != null && key.permissions().allow(role);
    }
}
