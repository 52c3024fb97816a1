// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import dev.apikey.Permissions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ids and permissions as the tables hold them: as text. */
final class Columns {

    private static final String SEPARATOR = " ";

    private Columns() {}

    static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }

    static String text(Permissions permissions) {
        return String.join(SEPARATOR, permissions.patterns());
    }

    static @Nullable UUID id(ResultSet row, String column) throws SQLException {
        String id = row.getString(column);
        return id == null ? null : UUID.fromString(id);
    }

    static Permissions permissions(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text.isEmpty() ? Permissions.none() : Permissions.of(List.of(text.split(SEPARATOR, -1)));
    }
}
