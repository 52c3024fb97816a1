// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.security;

import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Undecided;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

/**
 * Decides about the tokens of {@link ApiKeyAuthenticationConverter}, and answers with an {@link ApiKeyAuthentication}. Thread-safe.
 *
 * <p>Not a bean by default: one would join the manager of all the application's chains, and Spring Boot would take its own user away.
 */
public final class ApiKeyAuthenticationProvider implements AuthenticationProvider {

    private final ApiKeys apiKeys;

    /** @param apiKeys decides; closed by whoever built it */
    public ApiKeyAuthenticationProvider(ApiKeys apiKeys) {
        this.apiKeys = Objects.requireNonNull(apiKeys, "apiKeys");
    }

    /**
     * Decides.
     *
     * @throws BadCredentialsException if the key is not accepted; the message is the same whatever the reason
     * @throws AuthenticationServiceException if that cannot be told now; {@link ApiKeyEntryPoint} answers it 503 or 429
     */
    @Override
    public @Nullable Authentication authenticate(Authentication presented) throws AuthenticationException {
        PresentedToken token = (PresentedToken) presented;
        AuthenticationResult result = apiKeys.authenticate(token.reveal(), token.source());
        if (result instanceof Authenticated decision) {
            ApiKeyAuthentication authentication =
                    ApiKeyAuthentication.of(decision, apiKeys.allowedBy(decision.permissions()));
            authentication.setDetails(token.getDetails());
            return authentication;
        }
        if (result instanceof Undecided undecided) {
            throw new AuthenticationServiceException(
                    "the API key could not be checked", new UndecidedException(undecided));
        }
        throw new BadCredentialsException("the API key is not accepted");
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return PresentedToken.class.isAssignableFrom(authentication);
    }
}
