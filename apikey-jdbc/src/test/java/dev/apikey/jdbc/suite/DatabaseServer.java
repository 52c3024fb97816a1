// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

/** A real database server that has to pass the {@link DatabaseContract}. It runs for as long as the JVM. */
public interface DatabaseServer {

    /** The folder of its schema files: lower case, such as {@code postgresql}. */
    String name();

    /** A new, empty database, to be used as one who may do everything with it. */
    EmptyDatabase create();

    /** The statement that gives a session this time zone, such as {@code +05:30}. */
    String setTimeZone(String zone);

    /** The statement that makes a user who may do nothing yet. */
    String createUser(String name, String password);

    /** What brings the planner's statistics up to date for one table, once it was filled. */
    String analyze(String table);

    /**
     * Whether a plan finds its rows by an index and does not sort them.
     *
     * @param plan the rows that the database answers to {@code explain}, a line each
     */
    boolean isByIndex(String plan);

    /** Whether a statement that fails leaves nothing of those before it in the same schema file. */
    boolean createsTablesInTransactions();

    /** How many connections of a pool it takes at once to apply the schema. */
    default int connectionsToApplySchema() {
        return 1;
    }
}
