// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the texts and permissions of a key may be, wherever they come from. */
final class KeyLimits {

    private static final int MAX_NAME = 64;
    private static final int MAX_REASON = 200;
    private static final int MAX_PATTERNS = 100;

    private KeyLimits() {}

    /** @throws IllegalArgumentException saying what a name may be */
    static void requireName(String name) {
        Text.requireLine("name", name, MAX_NAME);
    }

    /** @throws IllegalArgumentException saying how many there may be */
    static void requirePermissions(Permissions permissions) {
        Objects.requireNonNull(permissions, "permissions");
        if (permissions.isEmpty()) {
            throw new IllegalArgumentException("permissions must name at least one: full access is the pattern *");
        }
        if (permissions.patterns().size() > MAX_PATTERNS) {
            throw new IllegalArgumentException("permissions must name at most " + MAX_PATTERNS);
        }
    }

    /** @throws IllegalArgumentException saying what a reason may be; null is none, which is fine */
    static void requireReason(@Nullable String reason) {
        if (reason != null) {
            Text.requireLine("reason", reason, MAX_REASON);
        }
    }
}
