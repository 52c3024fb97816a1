// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.Permissions;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.spi.StoredKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** What a row of each table says, written out by hand: a reflective mapper costs three times as much. */
final class Rows {

    private static final String SEPARATOR = " ";

    private Rows() {}

    static StoredKey toStoredKey(ResultSet row, StatementContext context) throws SQLException {
        ApiKey key = new ApiKey(
                UUID.fromString(row.getString("id")),
                row.getString("owner"),
                row.getString("name"),
                toPermissions(row.getString("permissions")),
                Instant.ofEpochMilli(row.getLong("created_at")),
                new Actor(row.getString("created_by"), row.getString("created_by_name")),
                instant(row, "expires_at"),
                instant(row, "disabled_at"),
                instant(row, "revoked_at"),
                row.getString("revoked_reason"),
                row.getLong("version"),
                row.getString("hint"));
        return new StoredKey(key, row.getString("hash"));
    }

    static RecordedEvent toRecordedEvent(ResultSet row, StatementContext context) throws SQLException {
        KeyEvent event = new KeyEvent(
                UUID.fromString(row.getString("key_id")),
                KeyEvent.Kind.valueOf(row.getString("kind")),
                new Actor(row.getString("actor"), row.getString("actor_name")),
                row.getString("reason"),
                Instant.ofEpochMilli(row.getLong("at")));
        return new RecordedEvent(row.getLong("sequence"), event);
    }

    static String toText(Permissions permissions) {
        return String.join(SEPARATOR, permissions.patterns());
    }

    private static Permissions toPermissions(String text) {
        return text.isEmpty() ? Permissions.none() : Permissions.of(List.of(text.split(SEPARATOR, -1)));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
