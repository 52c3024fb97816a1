// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.security;

import java.util.Set;
import org.springframework.security.authorization.AuthenticatedAuthorizationManager;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/** What requests with a key need where the application names no permission. */
public final class ApiKeyAuthorization {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private ApiKeyAuthorization() {}

    /**
     * {@code default:read} for GET, HEAD and OPTIONS, and {@code default:write} for every other method, of a key; of anybody else, that he is
     * authenticated. In the place of {@code authenticated()}, which would open a path to every key whatever its permissions:
     *
     * <pre>{@code
     * http.authorizeHttpRequests(requests -> requests
     *         .requestMatchers(GET, "/api/files/**").hasAuthority("files:read")
     *         .anyRequest().access(ApiKeyAuthorization.byDefault()));
     * }</pre>
     */
    public static AuthorizationManager<RequestAuthorizationContext> byDefault() {
        AuthorizationManager<RequestAuthorizationContext> anybody = AuthenticatedAuthorizationManager.authenticated();
        return (authentication, context) -> authentication.get() instanceof ApiKeyAuthentication key
                ? decision(key, context.getRequest().getMethod())
                : new AuthorizationDecision(
                        anybody.authorize(authentication, context) instanceof AuthorizationDecision decided
                                && decided.isGranted());
    }

    private static AuthorizationDecision decision(ApiKeyAuthentication key, String method) {
        String needed = READING.contains(method) ? "default:read" : "default:write";
        return new AuthorityAuthorizationDecision(
                key.permissions().allow(needed), AuthorityUtils.createAuthorityList(needed));
    }
}
