// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.security;

import dev.apikey.servlet.Challenge;
import dev.apikey.servlet.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.web.access.AccessDeniedHandler;

/**
 * Answers 403 to a key that may not do something, as RFC 6750 §3.1 says: with the permission that is needed, where the chain's own rules named it
 * ({@code hasAuthority("files:read")}); an expression of {@code @PreAuthorize} does not tell. Immutable and thread-safe.
 */
public final class ApiKeyAccessDeniedHandler implements AccessDeniedHandler {

    private final Challenge challenge;

    /**
     * Challenges for this realm.
     *
     * @throws IllegalArgumentException if it is not 1 to 100 printable ASCII characters without {@code "} and {@code \\}
     */
    public ApiKeyAccessDeniedHandler(String realm) {
        this.challenge = new Challenge(realm);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException {
        List<String> needed = permissionsNeeded(denied);
        Refusal refusal =
                needed.isEmpty() ? Refusal.insufficientScope(challenge) : Refusal.missingPermission(challenge, needed);
        refusal.send(request, response);
    }

    /** Roles are left out: a key has none, and a client cannot ask for them. */
    private static List<String> permissionsNeeded(AccessDeniedException denied) {
        return denied instanceof AuthorizationDeniedException refused
                        && refused.getAuthorizationResult() instanceof AuthorityAuthorizationDecision decision
                ? decision.getAuthorities().stream()
                        .map(GrantedAuthority::getAuthority)
                        .filter(authority -> authority.indexOf(':') >= 0)
                        .toList()
                : List.of();
    }
}
