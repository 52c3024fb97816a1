// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import dev.apikey.Permissions;
import java.util.Optional;

/** Nobody is gone, and nobody is limited. */
enum UnlimitedOwnerRights implements OwnerRights {
    INSTANCE;

    private static final Optional<Permissions> EVERYTHING =
            Optional.of(Permissions.of("*", "apikeys:read", "apikeys:write"));

    @Override
    public Optional<Permissions> of(String owner) {
        return EVERYTHING;
    }
}
