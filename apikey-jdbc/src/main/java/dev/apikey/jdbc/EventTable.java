// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import dev.apikey.Actor;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyEvent.Facts;
import dev.apikey.spi.RecordedEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** The table {@code apikey_events}, and the row of {@code apikey_feed} that numbers it. */
final class EventTable {

    private static final String SELECT = """
            select sequence, key_id, owner, kind, actor, actor_name, actor_key, reason, at,
                   before_name, before_permissions, before_expires_at, after_name, after_permissions, after_expires_at,
                   related_key
            from apikey_events
            """;

    private EventTable() {}

    /**
     * Takes the next sequences. From here to the commit no other transaction gets past this line.
     *
     * @return the last sequence that was taken before
     * @throws IllegalStateException if there is no counter
     */
    static long take(Handle handle, int count) {
        handle.createUpdate("update apikey_feed set last_sequence = last_sequence + :count where id = 1")
                .bind("count", count)
                .execute();
        return handle.createQuery("select last_sequence from apikey_feed where id = 1")
                        .mapTo(Long.class)
                        .one()
                - count;
    }

    static void append(Handle handle, long sequence, KeyEvent event) {
        Update insert = handle.createUpdate("""
                        insert into apikey_events
                            (sequence, key_id, owner, kind, actor, actor_name, actor_key, reason, at,
                             before_name, before_permissions, before_expires_at,
                             after_name, after_permissions, after_expires_at, related_key)
                        values
                            (:sequence, :keyId, :owner, :kind, :actor, :actorName, :actorKey, :reason, :at,
                             :beforeName, :beforePermissions, :beforeExpiresAt,
                             :afterName, :afterPermissions, :afterExpiresAt, :relatedKey)""")
                .bind("sequence", sequence)
                .bind("keyId", event.keyId().toString())
                .bind("owner", event.owner())
                .bind("kind", event.kind().name())
                .bind("actor", event.actor().id())
                .bind("actorName", event.actor().displayName())
                .bind("actorKey", Columns.text(event.actor().keyId()))
                .bind("reason", event.reason())
                .bind("at", event.at().toEpochMilli())
                .bind("relatedKey", Columns.text(event.relatedKey()));
        bindFacts(insert, "before", event.before());
        bindFacts(insert, "after", event.after());
        insert.execute();
    }

    private static void bindFacts(Update insert, String when, @Nullable Facts facts) {
        insert.bind(when + "Name", facts == null ? null : facts.name())
                .bind(when + "Permissions", facts == null ? null : Columns.text(facts.permissions()))
                .bind(when + "ExpiresAt", facts == null ? null : Millis.orNull(facts.expiresAt()));
    }

    static List<RecordedEvent> from(Handle handle, long sequence, int limit) {
        return handle.createQuery(SELECT + "where sequence >= :from order by sequence limit :limit")
                .bind("from", sequence)
                .bind("limit", limit)
                .map(EventTable::toRecordedEvent)
                .list();
    }

    static List<RecordedEvent> before(Handle handle, long sequence, int limit) {
        return handle.createQuery(SELECT + "where sequence < :before order by sequence desc limit :limit")
                .bind("before", sequence)
                .bind("limit", limit)
                .map(EventTable::toRecordedEvent)
                .list();
    }

    static List<RecordedEvent> ofKeyBefore(Handle handle, UUID keyId, long sequence, int limit) {
        return handle.createQuery(
                        SELECT + "where key_id = :keyId and sequence < :before order by sequence desc limit :limit")
                .bind("keyId", keyId.toString())
                .bind("before", sequence)
                .bind("limit", limit)
                .map(EventTable::toRecordedEvent)
                .list();
    }

    /** Answers whether there may be more to erase. Touches the oldest rows only, which nobody else writes. */
    static boolean purge(Handle handle, Instant before, int limit) {
        List<Dated> oldest = handle.createQuery(
                        "select sequence, at from apikey_events where sequence > 0 order by sequence limit :limit")
                .bind("limit", limit + 1)
                .map((row, context) -> new Dated(row.getLong("sequence"), row.getLong("at")))
                .list();
        // One that another one follows is not the last.
        List<Dated> purged = oldest.subList(0, Math.max(0, oldest.size() - 1)).stream()
                .takeWhile(event -> event.at() < Millis.bound(before))
                .toList();
        if (!purged.isEmpty()) {
            handle.createUpdate("delete from apikey_events where sequence >= :first and sequence <= :last")
                    .bind("first", purged.get(0).sequence())
                    .bind("last", purged.get(purged.size() - 1).sequence())
                    .execute();
        }
        return purged.size() == limit;
    }

    private record Dated(long sequence, long at) {}

    private static RecordedEvent toRecordedEvent(ResultSet row, StatementContext context) throws SQLException {
        KeyEvent event = new KeyEvent(
                UUID.fromString(row.getString("key_id")),
                row.getString("owner"),
                KeyEvent.Kind.valueOf(row.getString("kind")),
                new Actor(row.getString("actor"), row.getString("actor_name"), Columns.id(row, "actor_key")),
                row.getString("reason"),
                Instant.ofEpochMilli(row.getLong("at")),
                toFacts(row, "before"),
                toFacts(row, "after"),
                Columns.id(row, "related_key"));
        return new RecordedEvent(row.getLong("sequence"), event);
    }

    private static @Nullable Facts toFacts(ResultSet row, String when) throws SQLException {
        String name = row.getString(when + "_name");
        return name == null
                ? null
                : new Facts(
                        name,
                        Columns.permissions(row, when + "_permissions"),
                        Millis.instant(row, when + "_expires_at"));
    }
}
