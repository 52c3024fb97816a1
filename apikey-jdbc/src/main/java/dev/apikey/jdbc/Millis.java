// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Instants as the tables hold them: milliseconds since 1970, which no setting of a time zone can move. */
final class Millis {

    static final long NEVER_EXPIRES = Long.MAX_VALUE;
    static final long NEVER_USED = 0;

    private Millis() {}

    static @Nullable Long orNull(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    static long ofExpiry(@Nullable Instant expiresAt) {
        return expiresAt == null ? NEVER_EXPIRES : expiresAt.toEpochMilli();
    }

    static long ofLastUse(@Nullable Instant lastUsedAt) {
        return lastUsedAt == null ? NEVER_USED : lastUsedAt.toEpochMilli();
    }

    /** For {@code column <= ?} where the instant is now: whatever the clock says, what never expires is later. */
    static long now(Instant instant) {
        return Math.min(floor(instant), NEVER_EXPIRES - 1);
    }

    /** For {@code column < ?}: an instant within a millisecond is later than that millisecond's start. */
    static long bound(Instant instant) {
        long floor = floor(instant);
        return Instant.ofEpochMilli(floor).isBefore(instant) && floor < Long.MAX_VALUE ? floor + 1 : floor;
    }

    private static long floor(Instant instant) {
        if (instant.isAfter(Instant.ofEpochMilli(Long.MAX_VALUE))) {
            return Long.MAX_VALUE;
        }
        return instant.isBefore(Instant.ofEpochMilli(Long.MIN_VALUE)) ? Long.MIN_VALUE : instant.toEpochMilli();
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    static @Nullable Instant expiry(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return millis == NEVER_EXPIRES ? null : Instant.ofEpochMilli(millis);
    }

    static @Nullable Instant lastUse(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return millis == NEVER_USED ? null : Instant.ofEpochMilli(millis);
    }
}
