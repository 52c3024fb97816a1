// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs.move;

import java.security.Principal;
import java.util.Set;

/** A key of the old table, as the principal of a request. Its scopes {@code read} and {@code write} are for every resource. */
// region old-key
record OldKey(long id, String userId, Set<String> scopes) implements Principal {

    @Override
    public String getName() {
        return userId; // the owner, as with a new key
    }

    /** Old scopes are {@code read} and {@code write}: this is the one place that says what they are among permissions. */
    boolean allows(String permission) {
        return permission.startsWith("files:") && scopes.contains(permission.substring("files:".length()));
    }
}
// end old-key
