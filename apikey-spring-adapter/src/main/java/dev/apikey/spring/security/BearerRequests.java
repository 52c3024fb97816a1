// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.security;

import dev.apikey.servlet.Credential;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Requests whose credential is in the {@code Authorization} field as a bearer token: no browser puts one there for a page of somebody else, so that
 * nothing can be forged with it.
 */
final class BearerRequests implements RequestMatcher {

    @Override
    public boolean matches(HttpServletRequest request) {
        return !(Credential.of(request) instanceof Credential.None);
    }
}
