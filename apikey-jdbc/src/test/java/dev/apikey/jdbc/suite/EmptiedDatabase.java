// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.KeySchema;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** One database of each server, with our tables, that is emptied instead of made anew: for the many tests that do nothing else to it. */
final class EmptiedDatabase {

    private static final ConcurrentMap<String, ConnectionPool> POOLS = new ConcurrentHashMap<>();

    private EmptiedDatabase() {}

    static DataSource of(DatabaseServer server) {
        DataSource database = POOLS.computeIfAbsent(
                        server.name(), name -> server.create().open())
                .dataSource();
        KeySchema.apply(database);
        Jdbi.create(database)
                .useHandle(handle -> List.of(
                                "delete from apikey_keys",
                                "delete from apikey_events",
                                "delete from apikey_usage",
                                "delete from apikey_notices",
                                "delete from apikey_nodes",
                                "update apikey_feed set last_sequence = 0")
                        .forEach(handle::execute));
        return database;
    }
}
