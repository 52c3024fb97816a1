// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import dev.apikey.jdbc.KeySchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The SQL of version 1, as it is in our jar. */
final class SchemaFile {

    static final String NAME = "001-keys-and-events.sql";

    private SchemaFile() {}

    static String folder(DatabaseServer server) {
        return "dev/apikey/jdbc/" + server.name();
    }

    static String read(DatabaseServer server) {
        String resource = folder(server) + "/" + NAME;
        try (InputStream sql = KeySchema.class.getClassLoader().getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(sql, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
