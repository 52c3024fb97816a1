// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.security;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/**
 * A token that a request came with, before anybody has looked at it. Listeners of authentication events get it: its details tell them where the
 * request came from, and nothing tells them the token.
 */
final class PresentedToken extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient String token;
    private final String source;

    PresentedToken(String token, String source) {
        super(AuthorityUtils.NO_AUTHORITIES);
        this.token = token;
        this.source = source;
    }

    /** The one way to the token. */
    String reveal() {
        return token;
    }

    String source() {
        return source;
    }

    @Override
    public @Nullable Object getCredentials() {
        return null;
    }

    @Override
    public Object getPrincipal() {
        return "an API key";
    }
}
