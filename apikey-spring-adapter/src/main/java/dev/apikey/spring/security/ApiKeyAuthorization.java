// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.security;

import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthenticatedAuthorizationManager;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
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
        return new ByDefault();
    }

    /** No lambda: Spring Security 6 has two methods of which {@code check} is abstract, Spring Security 7 only {@code authorize}. */
    private static final class ByDefault implements AuthorizationManager<RequestAuthorizationContext> {

        private final AuthorizationManager<RequestAuthorizationContext> anybody =
                AuthenticatedAuthorizationManager.authenticated();

        @Override
        public @Nullable AuthorizationResult authorize(
                Supplier<Authentication> authentication, RequestAuthorizationContext context) {
            return authentication.get() instanceof ApiKeyAuthentication key
                    ? decision(key, context.getRequest().getMethod())
                    : anybody.authorize(authentication, context);
        }

        @Override
        @Deprecated
        public AuthorizationDecision check(
                Supplier<Authentication> authentication, RequestAuthorizationContext context) {
            AuthorizationResult result = authorize(authentication, context);
            return result instanceof AuthorizationDecision decision
                    ? decision
                    : new AuthorizationDecision(result != null && result.isGranted());
        }

        private static AuthorizationResult decision(ApiKeyAuthentication key, String method) {
            String needed = READING.contains(method) ? "default:read" : "default:write";
            return new AuthorityAuthorizationDecision(
                    key.permissions().allow(needed), AuthorityUtils.createAuthorityList(needed));
        }
    }
}
