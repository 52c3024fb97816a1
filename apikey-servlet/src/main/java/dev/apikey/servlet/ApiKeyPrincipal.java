// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import dev.apikey.ApiKey;
import dev.apikey.Permissions;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Optional;

/**
 * Whoever a key acts for, as {@code getUserPrincipal()} gives it: its name is the key's owner. Immutable and thread-safe.
 *
 * <p><b>Security.</b> Whoever has a principal of this type counts as authenticated by the key: adapters make one of an
 * {@link dev.apikey.AuthenticationResult.Authenticated} and of nothing else.
 */
public interface ApiKeyPrincipal extends Principal {

    /** The key that the request came with. */
    ApiKey key();

    /** What the request may do: what the key and its owner both may. */
    Permissions permissions();

    /** The owner of the key. */
    @Override
    String getName();

    /** The principal for a key that was authenticated, and what the request may do. */
    static ApiKeyPrincipal of(ApiKey key, Permissions permissions) {
        return new KeyPrincipal(key, permissions);
    }

    /** The principal of a request that came with a key; empty for any other, such as one with the host's own login. */
    static Optional<ApiKeyPrincipal> of(HttpServletRequest request) {
        return request.getUserPrincipal() instanceof ApiKeyPrincipal principal
                ? Optional.of(principal)
                : Optional.empty();
    }
}
