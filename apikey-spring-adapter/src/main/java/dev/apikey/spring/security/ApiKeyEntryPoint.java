// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.security;

import dev.apikey.servlet.Challenge;
import dev.apikey.servlet.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;

/**
 * Answers requests that are not authenticated, as RFC 6750 §3 says and with {@code application/problem+json} (RFC 9457): 401 without a key or with one
 * that is not accepted, 400 with several credentials, 503 or 429 if the key could not be checked. Immutable and thread-safe.
 */
public final class ApiKeyEntryPoint implements AuthenticationEntryPoint, AuthenticationFailureHandler {

    private final Challenge challenge;

    /**
     * Challenges for this realm.
     *
     * @throws IllegalArgumentException if it is not 1 to 100 printable ASCII characters without {@code "} and {@code \\}
     */
    public ApiKeyEntryPoint(String realm) {
        this.challenge = new Challenge(realm);
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException refused)
            throws IOException {
        refusal(refused).send(request, response);
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException refused)
            throws IOException {
        commence(request, response, refused);
    }

    private Refusal refusal(AuthenticationException refused) {
        if (refused.getCause() instanceof UndecidedException undecided) {
            return Refusal.of(undecided.decision(), challenge);
        }
        if (refused instanceof AmbiguousCredentialException) {
            return Refusal.ambiguousCredential(challenge);
        }
        return refused instanceof BadCredentialsException
                ? Refusal.invalidToken(challenge)
                : Refusal.noCredential(challenge);
    }
}
