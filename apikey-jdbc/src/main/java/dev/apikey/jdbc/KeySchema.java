// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.UnableToCreateStatementException;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * The tables of {@link JdbiKeyStore}, as numbered SQL files in this jar ({@code dev/apikey/jdbc/postgresql/001-….sql}), in a
 * folder for each of H2, PostgreSQL and MariaDB.
 *
 * <p>Either the library applies them ({@link #apply}), or the host copies them into its own migrations under its own numbers and
 * lets the library check at its start ({@link #require}). A schema one version ahead is fine: each version only adds to the one
 * before, so that nodes can be updated one after the other.
 */
public final class KeySchema {

    /** Each file brings the schema from the version before to its own number. */
    private static final List<String> FILES = List.of("001-keys-and-events.sql");

    private KeySchema() {}

    /**
     * Creates the tables, or brings them up to this version; does nothing where they are. Of several processes one does it, the
     * others wait for that. On H2, it takes two connections at once.
     *
     * @throws dev.apikey.spi.KeyStoreException if the database does not answer, or refuses
     * @throws IllegalStateException if there is no SQL for this database, or its schema is newer than this library
     */
    public static void apply(DataSource dataSource) {
        withDatabase(dataSource, "apply its schema", jdbi -> {
            if (!jdbi.withHandle(KeySchema::missing).isEmpty()) {
                jdbi.withHandle(DatabaseProduct::of).whileNobodyElse(jdbi, KeySchema::applyMissing);
            }
        });
    }

    private static void applyMissing(Handle handle) {
        for (String file : missing(handle)) {
            handle.useTransaction(
                    transaction -> transaction.createScript(read(file)).execute());
        }
    }

    /**
     * Checks that the tables are there, in this version or the next.
     *
     * @throws dev.apikey.spi.KeyStoreException if the database does not answer
     * @throws IllegalStateException if they are not; the message names the files to apply, in order
     */
    public static void require(DataSource dataSource) {
        withDatabase(dataSource, "check its schema", jdbi -> {
            List<String> missing = jdbi.withHandle(KeySchema::missing);
            if (!missing.isEmpty()) {
                throw new IllegalStateException(
                        "the database lacks the schema of apikey: apply " + String.join(", ", missing)
                                + " from the apikey-jdbc jar, or let the library do it (KeySchema.apply, or the setting apikey.schema=apply)");
            }
        });
    }

    private static void withDatabase(DataSource dataSource, String what, Consumer<Jdbi> work) {
        try {
            work.accept(Jdbi.create(new CommittingConnections(dataSource)));
        } catch (JdbiException failure) {
            throw DatabaseFailure.of(what, failure);
        }
    }

    private static List<String> missing(Handle handle) {
        String folder = DatabaseProduct.of(handle).folder();
        int version = version(handle);
        if (version > FILES.size() + 1) {
            throw new IllegalStateException("the database has version " + version
                    + " of the schema of apikey, this library knows " + FILES.size() + ": update the library");
        }
        return FILES.stream().skip(version).map(file -> folder + file).toList();
    }

    /** Asked as the store asks: whatever schemas there are besides, the table that counts is the one that statements find. */
    private static int version(Handle handle) {
        try {
            return handle.createQuery("select coalesce(max(version), 0) from apikey_schema")
                    .mapTo(Integer.class)
                    .one();
        } catch (UnableToCreateStatementException | UnableToExecuteStatementException failure) {
            if (DatabaseFailure.isMissingTable(failure)) {
                return 0;
            }
            throw failure;
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
