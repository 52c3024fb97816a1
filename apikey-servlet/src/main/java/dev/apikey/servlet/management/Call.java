// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import java.util.Optional;

/** What the API can be asked: a method, and a path below the mount in which {@code {id}} stands for a key's id. */
enum Call {
    LIST("GET", ""),
    CREATE("POST", ""),
    COUNT("GET", "/count"),
    PERMISSIONS("GET", "/permissions"),
    AUTHORITY("GET", "/authority"),
    SELF("GET", "/@self"),
    HISTORY_OF_ALL("GET", "/history"),
    REVOKE_SEVERAL("POST", "/revoke"),
    READ("GET", "/{id}"),
    UPDATE("PUT", "/{id}"),
    DELETE("DELETE", "/{id}"),
    ROTATE("POST", "/{id}/rotate"),
    REVOKE("POST", "/{id}/revoke"),
    HISTORY("GET", "/{id}/history"),
    USAGE("GET", "/{id}/usage");

    private final String method;
    private final String path;

    Call(String method, String path) {
        this.method = method;
        this.path = path;
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    /** The permission without which a key gets no answer; empty = every key gets one. */
    Optional<String> permission() {
        if (this == PERMISSIONS || this == AUTHORITY || this == SELF) {
            return Optional.empty();
        }
        return Optional.of(isChange() ? "apikeys:write" : "apikeys:read");
    }

    /** Whether it is to change something. */
    boolean isChange() {
        return !method.equals("GET");
    }
}
