// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.KeyOrder;
import dev.apikey.spi.FoundKey;
import dev.apikey.spi.StoredKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** The table {@code apikey_keys}, one key at a time, and what is counted in it. {@link KeyList} reads many. */
final class KeyTable {

    /** All that {@link #toKey} reads; the hash is not among it, nor what only the database needs. */
    static final String COLUMNS =
            "id, owner, name, permissions, created_at, created_by, created_by_name, created_by_key,"
                    + " expires_at, disabled_at, revoked_at, revoked_reason, last_used_at, version, replaces, replaced_by, hint";

    /** One statement, so that both are of the same moment. A derived table would say the same; H2 plans that anew each time. */
    private static final String LOOK_UP = "select last_sequence, k.hash, k." + COLUMNS.replace(", ", ", k.")
            + " from apikey_feed left join apikey_keys k on k.id = :id";

    private KeyTable() {}

    static FoundKey lookUp(Handle handle, UUID id) {
        return handle.createQuery(LOOK_UP)
                .bind("id", id.toString())
                .map((row, context) -> new FoundKey(found(row, context), row.getLong("last_sequence")))
                .one();
    }

    private static Optional<StoredKey> found(ResultSet row, StatementContext context) throws SQLException {
        String hash = row.getString("hash");
        return hash == null ? Optional.empty() : Optional.of(new StoredKey(toKey(row, context), hash));
    }

    /** Answers false if the key has another hash, or is not there. */
    static boolean replaceHash(Handle handle, UUID id, String hash, String replacement, String kind) {
        return handle.createUpdate("""
                        update apikey_keys
                        set hash = :replacement, hash_kind = :kind
                        where id = :id and hash = :hash""")
                        .bind("id", id.toString())
                        .bind("hash", hash)
                        .bind("replacement", replacement)
                        .bind("kind", kind)
                        .execute()
                == 1;
    }

    /** The version of a key; 0 = there is none. */
    static long version(Handle handle, UUID id) {
        return handle.createQuery("select version from apikey_keys where id = :id")
                .bind("id", id.toString())
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    /** Answers false if there is a key with this id; on some databases, the transaction can only be rolled back then. */
    static boolean insert(Handle handle, StoredKey stored) {
        try {
            insertOrFail(handle, stored);
            return true;
        } catch (UnableToExecuteStatementException failure) {
            if (DatabaseFailure.isDuplicate(failure)) {
                return false;
            }
            throw failure;
        }
    }

    private static void insertOrFail(Handle handle, StoredKey stored) {
        ApiKey key = stored.key();
        bindMutable(handle.createUpdate("""
                                insert into apikey_keys
                                    (id, owner, name, search_text, permissions, hash, hash_kind, created_at, created_by,
                                     created_by_name, created_by_key, expires_at, disabled_at, revoked_at, revoked_reason,
                                     last_used_at, version, replaces, replaced_by, hint)
                                values
                                    (:id, :owner, :name, :searchText, :permissions, :hash, :hashKind, :createdAt, :createdBy,
                                     :createdByName, :createdByKey, :expiresAt, :disabledAt, :revokedAt, :revokedReason,
                                     :lastUsedAt, :version, :replaces, :replacedBy, :hint)"""), key)
                .bind("owner", key.owner())
                .bind("hash", stored.hash())
                .bind("hashKind", stored.hashKind())
                .bind("createdAt", key.createdAt().toEpochMilli())
                .bind("createdBy", key.createdBy().id())
                .bind("createdByName", key.createdBy().displayName())
                .bind("createdByKey", Columns.text(key.createdBy().keyId()))
                .bind("lastUsedAt", Millis.ofLastUse(key.lastUsedAt()))
                .bind("replaces", Columns.text(key.replaces()))
                .bind("hint", key.hint())
                .execute();
    }

    /** Answers false if there is no such key in the version right before this one. */
    static boolean update(Handle handle, ApiKey key) {
        return bindMutable(handle.createUpdate("""
                                        update apikey_keys
                                        set name = :name, search_text = :searchText, permissions = :permissions,
                                            expires_at = :expiresAt, disabled_at = :disabledAt, revoked_at = :revokedAt,
                                            revoked_reason = :revokedReason, replaced_by = :replacedBy, version = :version
                                        where id = :id and version = :version - 1"""), key).execute() == 1;
    }

    private static <T extends SqlStatement<T>> T bindMutable(T statement, ApiKey key) {
        return statement
                .bind("id", key.id().toString())
                .bind("name", key.name())
                .bind("searchText", KeyOrder.Field.NAME.placeOf(key))
                .bind("permissions", Columns.text(key.permissions()))
                .bind("expiresAt", Millis.ofExpiry(key.expiresAt()))
                .bind("disabledAt", Millis.orNull(key.disabledAt()))
                .bind("revokedAt", Millis.orNull(key.revokedAt()))
                .bind("revokedReason", key.revokedReason())
                .bind("replacedBy", Columns.text(key.replacedBy()))
                .bind("version", key.version());
    }

    /** Answers false if there is no such key in this version. */
    static boolean delete(Handle handle, UUID id, long version) {
        return handle.createUpdate("delete from apikey_keys where id = :id and version = :version")
                        .bind("id", id.toString())
                        .bind("version", version)
                        .execute()
                == 1;
    }

    /** How many keys of exactly this owner are neither revoked nor expired. */
    static long countLive(Handle handle, String owner, Instant now) {
        return handle.createQuery("""
                        select count(*)
                        from apikey_keys
                        where owner = :owner and revoked_at is null and expires_at > :now""")
                .bind("owner", owner)
                .bind("now", Millis.now(now))
                .mapTo(Long.class)
                .one();
    }

    static Map<String, Long> countLiveByHashKind(Handle handle, Instant now) {
        return handle
                .createQuery("""
                        select hash_kind, count(*) as live
                        from apikey_keys
                        where revoked_at is null and expires_at > :now
                        group by hash_kind""")
                .bind("now", Millis.now(now))
                .map((row, context) -> Map.entry(row.getString("hash_kind"), row.getLong("live")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    static ApiKey toKey(ResultSet row, StatementContext context) throws SQLException {
        return new ApiKey(
                UUID.fromString(row.getString("id")),
                row.getString("owner"),
                row.getString("name"),
                Columns.permissions(row, "permissions"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                new Actor(
                        row.getString("created_by"),
                        row.getString("created_by_name"),
                        Columns.id(row, "created_by_key")),
                Millis.expiry(row, "expires_at"),
                Millis.instant(row, "disabled_at"),
                Millis.instant(row, "revoked_at"),
                row.getString("revoked_reason"),
                Millis.lastUse(row, "last_used_at"),
                row.getLong("version"),
                Columns.id(row, "replaces"),
                Columns.id(row, "replaced_by"),
                row.getString("hint"));
    }
}
