// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** What a PostgreSQL server on this machine has done: for one database by its own statistics, and by the processor time of its processes. */
record PostgresWork(DataSource dataSource, ProcessHandle server) {

    /** What was done since something. */
    record Reading(long transactions, long rowsWritten, Duration cpu) {

        Reading since(Reading before) {
            return new Reading(
                    transactions - before.transactions, rowsWritten - before.rowsWritten, cpu.minus(before.cpu));
        }
    }

    /** The server that this connects to; its processes are the children of one. */
    static PostgresWork of(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            long backend = row.getLong(1);
            return new PostgresWork(
                    dataSource,
                    ProcessHandle.of(backend).flatMap(ProcessHandle::parent).orElseThrow());
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Statistics are up to a second old; a process that has ended is missing from the processor time. */
    Reading read() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select xact_commit + xact_rollback,"
                        + " tup_inserted + tup_updated + tup_deleted"
                        + " from pg_stat_database where datname = current_database()")) {
            row.next();
            return new Reading(row.getLong(1), row.getLong(2), cpu());
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private Duration cpu() {
        return Stream.concat(Stream.of(server), server.descendants())
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
