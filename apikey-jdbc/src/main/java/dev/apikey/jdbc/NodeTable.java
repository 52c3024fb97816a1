// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import dev.apikey.spi.NodeReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** The table {@code apikey_nodes}: a row for each node that runs, written by that alone. */
final class NodeTable {

    private NodeTable() {}

    static void write(Handle handle, NodeReport report) {
        int updated = bind(handle.createUpdate("""
                                update apikey_nodes
                                set name = :name, library = :library, started_at = :startedAt, seen_at = :seenAt,
                                    applied_sequence = :sequence, behind_millis = :behind
                                where id = :id"""), report).execute();
        if (updated == 0) {
            insert(handle, report);
        }
    }

    private static void insert(Handle handle, NodeReport report) {
        try {
            bind(handle.createUpdate("""
                            insert into apikey_nodes
                                (id, name, library, started_at, seen_at, applied_sequence, behind_millis)
                            values
                                (:id, :name, :library, :startedAt, :seenAt, :sequence, :behind)"""), report).execute();
        } catch (UnableToExecuteStatementException failure) {
            // A driver may count only what became another value: then the row is there, and says just this.
            if (!DatabaseFailure.isDuplicate(failure)) {
                throw failure;
            }
        }
    }

    private static <T extends SqlStatement<T>> T bind(T statement, NodeReport report) {
        return statement
                .bind("id", report.id().toString())
                .bind("name", report.name())
                .bind("library", report.library())
                .bind("startedAt", report.startedAt().toEpochMilli())
                .bind("seenAt", report.seenAt().toEpochMilli())
                .bind("sequence", report.appliedSequence())
                .bind("behind", report.behind().toMillis());
    }

    /** Found first, and erased by id, so that nobody waits for the rows of the others. Answers how many there were. */
    static int forget(Handle handle, Instant before) {
        List<String> ids = handle.createQuery("select id from apikey_nodes where seen_at < :before order by id")
                .bind("before", before.toEpochMilli())
                .mapTo(String.class)
                .list();
        ids.forEach(id -> handle.createUpdate("delete from apikey_nodes where id = :id")
                .bind("id", id)
                .execute());
        return ids.size();
    }

    static List<NodeReport> all(Handle handle) {
        return handle.createQuery("""
                        select id, name, library, started_at, seen_at, applied_sequence, behind_millis
                        from apikey_nodes
                        order by id""")
                .map((row, context) -> new NodeReport(
                        UUID.fromString(row.getString("id")),
                        row.getString("name"),
                        row.getString("library"),
                        Instant.ofEpochMilli(row.getLong("started_at")),
                        Instant.ofEpochMilli(row.getLong("seen_at")),
                        row.getLong("applied_sequence"),
                        Duration.ofMillis(row.getLong("behind_millis"))))
                .list();
    }
}
