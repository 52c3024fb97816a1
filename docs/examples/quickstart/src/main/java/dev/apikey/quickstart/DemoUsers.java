// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;

/** The people of the example, where a real application has its user table: {@code ada}, {@code ben}, {@code cyd}, password = name. */
final class DemoUsers {

    private static final Set<String> NAMES = Set.of("ada", "ben", "cyd");
    private static final String ADMINISTRATOR = "ada";
    private static final String ADMINISTRATOR_ROLE = "apikey-admin";

    private DemoUsers() {}

    static boolean isPassword(String name, String password) {
        return NAMES.contains(name)
                && MessageDigest.isEqual(
                        name.getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8));
    }

    static boolean hasRole(String name, String role) {
        return name.equals(ADMINISTRATOR) && role.equals(ADMINISTRATOR_ROLE);
    }
}
