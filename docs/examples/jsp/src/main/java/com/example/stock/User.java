// SPDX-License-Identifier: Apache-2.0
package com.example.stock;

import dev.apikey.Permissions;
import java.io.Serializable;

/** Who is logged in; lies in the session as {@code user}. */
public record User(String name, String role) implements Serializable {

    public boolean clerk() {
        return role.equals("clerk");
    }

    // region permissions
    /** What the user may do, and so the most that a key of his may do. */
    public Permissions permissions() {
        return clerk() ? Permissions.of("articles:read", "articles:write") : Permissions.of("articles:read");
    }
    // end permissions
}
