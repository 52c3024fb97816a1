// SPDX-License-Identifier: Apache-2.0
package dev.apikey.clients;

import java.util.Map;

/** Whoever calls, by the header fields that say so. */
record Caller(String name, Map<String, String> fields) {

    /** The field by which the server under test knows who is logged in, in place of a session cookie. */
    static final String LOGIN = "Test-Login";

    static Caller nobody() {
        return new Caller("nobody", Map.of());
    }

    /** Somebody who is logged in; {@code ada} manages everybody's keys. */
    static Caller person(String name) {
        return new Caller(name, Map.of(LOGIN, name));
    }

    static Caller key(String token) {
        return new Caller("a key", Map.of("Authorization", "Bearer " + token));
    }

    @Override
    public String toString() {
        return name;
    }
}
