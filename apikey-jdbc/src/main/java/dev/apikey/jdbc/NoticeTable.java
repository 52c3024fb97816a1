// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import dev.apikey.KeyOrder.Position;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** The table {@code apikey_notices}: up to where keys have been told to expire soon. */
final class NoticeTable {

    private NoticeTable() {}

    static Optional<Position> mark(Handle handle, Duration ahead) {
        return handle.createQuery("select expires_at, key_id from apikey_notices where ahead = :ahead")
                .bind("ahead", ahead.toMillis())
                .map((row, context) -> new Position(
                        Long.toString(row.getLong("expires_at")), UUID.fromString(row.getString("key_id"))))
                .findOne();
    }

    /** Answers false if there is a mark; on some databases, the transaction can only be rolled back then. */
    static boolean insert(Handle handle, Duration ahead, Position to) {
        try {
            handle.createUpdate(
                            "insert into apikey_notices (ahead, expires_at, key_id) values (:ahead, :toExpiry, :toId)")
                    .bind("ahead", ahead.toMillis())
                    .bind("toExpiry", Long.parseLong(to.place()))
                    .bind("toId", to.id().toString())
                    .execute();
            return true;
        } catch (UnableToExecuteStatementException failure) {
            if (DatabaseFailure.isDuplicate(failure)) {
                return false;
            }
            throw failure;
        }
    }

    /** Answers false if the mark is elsewhere. */
    static boolean move(Handle handle, Duration ahead, Position from, Position to) {
        return handle.createUpdate("""
                        update apikey_notices
                        set expires_at = :toExpiry, key_id = :toId
                        where ahead = :ahead and expires_at = :fromExpiry and key_id = :fromId""")
                        .bind("ahead", ahead.toMillis())
                        .bind("fromExpiry", Long.parseLong(from.place()))
                        .bind("fromId", from.id().toString())
                        .bind("toExpiry", Long.parseLong(to.place()))
                        .bind("toId", to.id().toString())
                        .execute()
                == 1;
    }
}
