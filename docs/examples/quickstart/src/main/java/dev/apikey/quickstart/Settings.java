// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the environment says.
 *
 * @param server {@code SERVER}: the servlet container
 * @param port {@code PORT}: where to listen on 127.0.0.1; 0 = any free one
 * @param database {@code DATABASE}: JDBC URL of an H2 database whose user {@code sa} has no password
 * @param hasher {@code HASHER}: what hashes new keys
 * @param pepper {@code PEPPER}: base64, for keys hashed with HMAC; null = kept in a file beside the database
 */
record Settings(
        Server.Kind server,
        int port,
        Database database,
        Hasher hasher,
        @Nullable String pepper) {

    /** What hashes new keys; both always verify. */
    enum Hasher {
        ARGON2ID,
        HMAC_SHA256
    }

    private static final int MAX_PORT = 65_535;

    /**
     * Reads the environment.
     *
     * @param home where the database is kept if {@code DATABASE} says nothing
     * @throws IllegalArgumentException naming the setting that is wrong, and the remedy
     */
    static Settings read(Map<String, String> environment, Path home) {
        return new Settings(
                server(environment.getOrDefault("SERVER", "tomcat")),
                port(environment.getOrDefault("PORT", "8080")),
                Optional.ofNullable(environment.get("DATABASE"))
                        .map(Database::new)
                        .orElseGet(() -> Database.in(home)),
                hasher(environment.getOrDefault("HASHER", "argon2id")),
                environment.get("PEPPER"));
    }

    private static Server.Kind server(String name) {
        return switch (name) {
            case "tomcat" -> Server.Kind.TOMCAT;
            case "jetty" -> Server.Kind.JETTY;
            case "undertow" -> Server.Kind.UNDERTOW;
            default -> throw new IllegalArgumentException("SERVER must be tomcat, jetty or undertow");
        };
    }

    private static int port(String text) {
        if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= MAX_PORT) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException("PORT must be a number from 0 to " + MAX_PORT + "; 0 takes any free port");
    }

    private static Hasher hasher(String name) {
        return switch (name) {
            case "argon2id" -> Hasher.ARGON2ID;
            case "hmac-sha256" -> Hasher.HMAC_SHA256;
            default -> throw new IllegalArgumentException("HASHER must be argon2id or hmac-sha256");
        };
    }
}
