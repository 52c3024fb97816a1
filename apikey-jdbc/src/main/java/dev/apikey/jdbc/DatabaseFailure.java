// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import dev.apikey.spi.KeyStoreException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jdbi.v3.core.ConnectionException;

/**
 * Turns what JDBI and drivers throw into exceptions that are safe to log. Their own messages quote statements with bound values
 * and whole rows, hashes among them, so only the SQL state is taken over; a failure to connect has seen no row and is kept.
 */
final class DatabaseFailure {

    /** What H2 and PostgreSQL say; MariaDB says no more than "integrity constraint violation" in the state, and this in its own code. */
    private static final String DUPLICATE_STATE = "23505";

    private static final int DUPLICATE_CODE_OF_MARIADB = 1062;

    /** What PostgreSQL says, what MariaDB says, and the three that H2 has for it. */
    private static final Set<String> MISSING_TABLE = Set.of("42P01", "42S02", "42S03", "42S04");

    /** What all three say of a deadlock or a serialization failure, and what PostgreSQL says of a deadlock. */
    private static final Set<String> UNDONE_FOR_OTHERS = Set.of("40001", "40P01");

    private static final String NO_RIGHT_ON_H2 = "90096";

    private DatabaseFailure() {}

    /**
     * Does some work with the database.
     *
     * @param what the work, as it follows "the database could not"
     * @throws KeyStoreException if it fails
     */
    static <T> T guard(String what, Supplier<T> work) {
        try {
            return work.get();
        } catch (KeyStoreException refusal) {
            throw refusal;
        } catch (RuntimeException failure) {
            throw of(what, failure);
        }
    }

    /** What to throw instead of a failure to do some work. */
    static KeyStoreException of(String what, RuntimeException failure) {
        return failure instanceof ConnectionException
                ? new KeyStoreException("the database could not " + what + ": no connection to be had", failure)
                : new KeyStoreException("the database could not " + what + ": " + describe(failure), null);
    }

    /** Whether a row could not be inserted because there is one with the same primary key. */
    static boolean isDuplicate(RuntimeException failure) {
        return sqlException(failure)
                .filter(sql ->
                        DUPLICATE_STATE.equals(sql.getSQLState()) || sql.getErrorCode() == DUPLICATE_CODE_OF_MARIADB)
                .isPresent();
    }

    /** Whether a statement named a table that is not there. */
    static boolean isMissingTable(RuntimeException failure) {
        return hasState(failure, MISSING_TABLE);
    }

    /** Whether the database rolled a transaction back because it and another one were in each other's way; nothing of it is left, and it may be tried again. */
    static boolean isUndoneForOthers(RuntimeException failure) {
        return hasState(failure, UNDONE_FOR_OTHERS);
    }

    private static boolean hasState(RuntimeException failure, Set<String> states) {
        return sqlException(failure)
                .map(SQLException::getSQLState)
                .filter(states::contains)
                .isPresent();
    }

    private static String describe(RuntimeException failure) {
        return sqlException(failure)
                .map(sql -> "SQL state " + sql.getSQLState() + ", vendor code " + sql.getErrorCode() + hint(sql))
                .orElseGet(() -> "a row or an answer that makes no sense ("
                        + failure.getClass().getName() + ")");
    }

    /** A missing table, column or right; what else there is has other causes than the schema. */
    private static String hint(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && (state.startsWith("42") || state.equals(NO_RIGHT_ON_H2))
                ? " (is the schema of this version applied, and may this user read and write it?)"
                : "";
    }

    private static Optional<SQLException> sqlException(Throwable failure) {
        return Stream.iterate(failure, thrown -> thrown != null, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .findFirst();
    }
}
