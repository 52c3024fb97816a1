// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** The application's own table, in the database that also holds its keys. Thread-safe. */
final class SharedFiles {

    private static final int NEWEST = 100;

    private final Jdbi jdbi;

    SharedFiles(DataSource dataSource) {
        this.jdbi = Jdbi.create(dataSource);
        jdbi.useHandle(handle ->
                handle.execute("create table if not exists files (id bigint generated always as identity primary key,"
                        + " title varchar(100) not null, owner varchar(510) not null, created_at bigint not null)"));
    }

    SharedFile add(String title, String owner, Instant createdAt) {
        long id = jdbi.withHandle(handle -> handle.createUpdate(
                        "insert into files (title, owner, created_at) values (:title, :owner, :createdAt)")
                .bind("title", title)
                .bind("owner", owner)
                .bind("createdAt", createdAt.toEpochMilli())
                .executeAndReturnGeneratedKeys("id")
                .mapTo(Long.class)
                .one());
        return new SharedFile(id, title, owner, createdAt);
    }

    List<SharedFile> newest() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select id, title, owner, created_at from files order by id desc limit :newest")
                .bind("newest", NEWEST)
                .map((row, context) -> new SharedFile(
                        row.getLong("id"),
                        row.getString("title"),
                        row.getString("owner"),
                        Instant.ofEpochMilli(row.getLong("created_at"))))
                .list());
    }
}
