// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/** The host's database, in short transactions of the library's own. Thread-safe. */
final class Database {

    private static final int STATEMENT_TIMEOUT_SECONDS = 5;
    private static final int ATTEMPTS = 3;

    private final Jdbi jdbi;

    Database(DataSource dataSource) {
        jdbi = Jdbi.create(new CommittingConnections(dataSource));
        jdbi.getConfig(SqlStatements.class).setQueryTimeout(STATEMENT_TIMEOUT_SECONDS);
    }

    /**
     * Works on a connection, where each statement is a transaction.
     *
     * @param what the work, as it follows "the database could not"
     * @throws dev.apikey.spi.KeyStoreException if it fails
     */
    <T> T use(String what, Function<Handle, T> work) {
        return DatabaseFailure.guard(what, () -> jdbi.withHandle(work::apply));
    }

    /**
     * Works in one transaction, and again from the start, up to three times, where the database undid it for another one's sake. Read
     * committed, whatever the host's default: what others committed while this waited for a lock must be seen.
     */
    <T> T inTransaction(String what, Function<Handle, T> work) {
        return DatabaseFailure.guard(what, () -> attempt(work, ATTEMPTS));
    }

    private <T> T attempt(Function<Handle, T> work, int attempts) {
        try {
            return jdbi.inTransaction(TransactionIsolationLevel.READ_COMMITTED, work::apply);
        } catch (JdbiException failure) {
            if (attempts > 1 && DatabaseFailure.isUndoneForOthers(failure)) {
                return attempt(work, attempts - 1);
            }
            throw failure;
        }
    }
}
