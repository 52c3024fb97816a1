// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import dev.apikey.ApiKey;
import dev.apikey.Permissions;
import java.util.Objects;

/** A principal that is nothing else. */
record KeyPrincipal(ApiKey key, Permissions permissions) implements ApiKeyPrincipal {

    KeyPrincipal {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(permissions, "permissions");
    }

    @Override
    public String getName() {
        return key.owner();
    }
}
