// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * The tables of {@link JdbiKeyStore}, as numbered SQL files in this jar ({@code dev/apikey/jdbc/h2/001-….sql}).
 *
 * <p>Either the library applies them ({@link #apply}), or the host copies them into its own migrations under its own numbers and
 * lets the library check at its start ({@link #require}). There is SQL for H2 2.x so far.
 */
public final class KeySchema {

    /** Each file brings the schema from the version before to its own number. */
    private static final List<String> FILES = List.of("001-keys-and-events.sql");

    private KeySchema() {}

    /**
     * Creates the tables, or brings them up to this version; does nothing where they are. One process at a time.
     *
     * @throws dev.apikey.spi.KeyStoreException if the database does not answer, or refuses
     * @throws IllegalStateException if there is no SQL for this database, or its schema is newer than this library
     */
    public static void apply(DataSource dataSource) {
        withDatabase(dataSource, "apply its schema", handle -> {
            for (String file : missing(handle)) {
                handle.createScript(read(file)).execute();
            }
        });
    }

    /**
     * Checks that the tables are there, in this version.
     *
     * @throws dev.apikey.spi.KeyStoreException if the database does not answer
     * @throws IllegalStateException if they are not; the message names the files to apply, in order
     */
    public static void require(DataSource dataSource) {
        withDatabase(dataSource, "check its schema", handle -> {
            List<String> missing = missing(handle);
            if (!missing.isEmpty()) {
                throw new IllegalStateException(
                        "the database lacks the schema of apikey: apply " + String.join(", ", missing)
                                + " from the apikey-jdbc jar, or let the library do it (KeySchema.apply, or the setting apikey.schema=apply)");
            }
        });
    }

    private static void withDatabase(DataSource dataSource, String what, Consumer<Handle> work) {
        try {
            Jdbi.create(new CommittingConnections(dataSource)).useHandle(work::accept);
        } catch (JdbiException failure) {
            throw DatabaseFailure.of(what, failure);
        }
    }

    private static List<String> missing(Handle handle) {
        int version = version(handle);
        if (version > FILES.size()) {
            throw new IllegalStateException("the database has version " + version
                    + " of the schema of apikey, this library" + " knows " + FILES.size() + ": update the library");
        }
        String folder = folder(handle);
        return FILES.subList(version, FILES.size()).stream()
                .map(file -> folder + file)
                .toList();
    }

    private static int version(Handle handle) {
        return tableExists(handle)
                ? handle.createQuery("select coalesce(max(version), 0) from apikey_schema")
                        .mapTo(Integer.class)
                        .one()
                : 0;
    }

    private static boolean tableExists(Handle handle) {
        Connection connection = handle.getConnection();
        try {
            String name = connection.getMetaData().storesUpperCaseIdentifiers() ? "APIKEY_SCHEMA" : "apikey_schema";
            try (ResultSet tables = connection
                    .getMetaData()
                    .getTables(
                            connection.getCatalog(), connection.getSchema(), name, new String[] {"TABLE", "BASE TABLE"
                            })) {
                return tables.next();
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("the database did not tell which tables it has", failure);
        }
    }

    private static String folder(Handle handle) {
        try {
            DatabaseMetaData metaData = handle.getConnection().getMetaData();
            String product = metaData.getDatabaseProductName();
            if (!product.equals("H2")) {
                throw new IllegalStateException("apikey has no schema for " + product + " yet: use H2");
            }
            return "dev/apikey/jdbc/" + product.toLowerCase(Locale.ROOT) + "/";
        } catch (SQLException failure) {
            throw new IllegalStateException("the database did not tell its product name", failure);
        }
    }

    private static String read(String resource) {
        try (InputStream sql = KeySchema.class.getClassLoader().getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(sql, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
