// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A container's own users: their name is their password, and their roles can change at any time. Thread-safe. */
public final class Users {

    private final Map<String, Set<String>> roles = new ConcurrentHashMap<>();

    public void put(String name, String... roles) {
        this.roles.put(name, Set.of(roles));
    }

    /** Everybody whom it knows now. */
    public Set<String> names() {
        return Set.copyOf(roles.keySet());
    }

    /** Empty for somebody whom it does not know. */
    public Set<String> rolesOf(String name) {
        return roles.getOrDefault(name, Set.of());
    }

    public boolean knows(String name, String password) {
        return roles.containsKey(name) && name.equals(password);
    }
}
