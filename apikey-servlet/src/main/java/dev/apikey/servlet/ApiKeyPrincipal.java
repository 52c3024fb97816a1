// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import dev.apikey.ApiKey;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Objects;
import java.util.Optional;

/**
 * Whoever a key acts for, as {@code getUserPrincipal()} gives it: its name is the key's owner.
 *
 * @param key the key that the request came with
 */
public record ApiKeyPrincipal(ApiKey key) implements Principal {

    /** Refuses null. */
    public ApiKeyPrincipal {
        Objects.requireNonNull(key, "key");
    }

    /** The principal of a request that came with a key; empty for any other, such as one with the host's own login. */
    public static Optional<ApiKeyPrincipal> of(HttpServletRequest request) {
        return request.getUserPrincipal() instanceof ApiKeyPrincipal principal
                ? Optional.of(principal)
                : Optional.empty();
    }

    /** The owner of the key. */
    @Override
    public String getName() {
        return key.owner();
    }
}
