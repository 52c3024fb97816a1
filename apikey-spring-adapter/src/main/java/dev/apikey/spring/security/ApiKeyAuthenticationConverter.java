// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.security;

import dev.apikey.ApiKeys;
import dev.apikey.servlet.Credential;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * Takes the bearer token out of a request, for {@link ApiKeyAuthenticationProvider}: from one {@code Authorization} field, as RFC 6750 §2.1 and RFC
 * 9110 §11.4 write it, and from nowhere else. Immutable and thread-safe.
 *
 * <p>The source of failures is {@code getRemoteAddr()}: behind a proxy, {@code server.forward-headers-strategy} makes that the client's.
 */
public final class ApiKeyAuthenticationConverter implements AuthenticationConverter {

    private final Predicate<String> ours;

    private ApiKeyAuthenticationConverter(Predicate<String> ours) {
        this.ours = ours;
    }

    /** Takes every bearer token for an API key. */
    public static ApiKeyAuthenticationConverter ofEveryToken() {
        return new ApiKeyAuthenticationConverter(token -> true);
    }

    /**
     * Leaves bearer tokens that are not ours, such as JSON Web Tokens, to others.
     *
     * @param apiKeys tells them apart, as {@link ApiKeys#isForeign} says
     */
    public static ApiKeyAuthenticationConverter ofOwnTokens(ApiKeys apiKeys) {
        return new ApiKeyAuthenticationConverter(token -> !apiKeys.isForeign(token));
    }

    /**
     * The token, for the provider.
     *
     * @return null if there is no bearer token, or one for somebody else
     * @throws AuthenticationException if there are several credentials, or the bearer scheme with no token behind it
     */
    @Override
    public @Nullable Authentication convert(HttpServletRequest request) {
        Credential credential = Credential.of(request);
        if (credential instanceof Credential.BearerToken bearer) {
            return ours.test(bearer.token()) ? presented(bearer, request) : null;
        }
        if (credential instanceof Credential.Ambiguous) {
            throw new AmbiguousCredentialException();
        }
        if (credential instanceof Credential.Malformed) {
            throw new BadCredentialsException("the bearer scheme stands there without a token");
        }
        return null;
    }

    private static PresentedToken presented(Credential.BearerToken bearer, HttpServletRequest request) {
        PresentedToken presented = new PresentedToken(bearer.token(), request.getRemoteAddr());
        presented.setDetails(new WebAuthenticationDetails(request));
        return presented;
    }
}
