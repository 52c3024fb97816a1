// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import dev.apikey.ApiKey;
import dev.apikey.Permissions;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Objects;
import java.util.Optional;

/**
 * Whoever a key acts for, as {@code getUserPrincipal()} gives it: its name is the key's owner.
 *
 * @param key the key that the request came with
 * @param permissions what the request may do: what the key and its owner both may
 */
public record ApiKeyPrincipal(ApiKey key, Permissions permissions) implements Principal {

    /** Refuses null. */
    public ApiKeyPrincipal {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(permissions, "permissions");
    }

    /** The principal of a request that came with a key; empty for any other, such as one with the host's own login. */
    public static Optional<ApiKeyPrincipal> of(HttpServletRequest request) {
        return request.getUserPrincipal() instanceof ApiKeyPrincipal principal
                ? Optional.of(principal)
                : Optional.empty();
    }

    /** Whether a request with the key may do this: the one place that says so. What is no permission is answered with false. */
    boolean may(String permission) {
        return permissions.allow(permission);
    }

    /** The owner of the key. */
    @Override
    public String getName() {
        return key.owner();
    }
}
