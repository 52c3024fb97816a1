// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import dev.apikey.ApiKey;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.spi.StoredKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/**
 * Keys in the tables of {@link KeySchema}, in the host's database. Thread-safe.
 *
 * <p>Every call takes a connection of its own for one short transaction; a statement is given up after 5 seconds. Whatever the
 * database cannot answer is a {@link dev.apikey.spi.KeyStoreException}.
 */
public final class JdbiKeyStore implements KeyStore {

    private static final int STATEMENT_TIMEOUT_SECONDS = 5;

    private final Jdbi jdbi;

    private JdbiKeyStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The store in this database. Asks it nothing yet.
     *
     * @param dataSource stays the host's: it is never closed here
     */
    public static JdbiKeyStore of(DataSource dataSource) {
        Jdbi jdbi = Jdbi.create(dataSource);
        jdbi.getConfig(SqlStatements.class).setQueryTimeout(STATEMENT_TIMEOUT_SECONDS);
        return new JdbiKeyStore(jdbi);
    }

    @Override
    public Optional<StoredKey> find(UUID id) {
        return DatabaseFailure.guard(
                "read key " + id,
                () -> jdbi.withHandle(handle -> handle.createQuery("""
                        select id, owner, name, permissions, hash, created_at, created_by, created_by_name,
                               expires_at, disabled_at, revoked_at, revoked_reason, version, hint
                        from apikey_keys
                        where id = :id""")
                        .bind("id", id.toString())
                        .map(Rows::toStoredKey)
                        .findOne()));
    }

    @Override
    public boolean commit(List<KeyChange> changes) {
        String what = "change key " + changes.get(0).event().keyId();
        return DatabaseFailure.guard(
                what,
                () -> jdbi.inTransaction(handle -> {
                    if (!changes.stream().allMatch(change -> make(handle, change))) {
                        handle.rollback();
                        return false;
                    }
                    record(handle, changes.stream().map(KeyChange::event).toList());
                    return true;
                }));
    }

    private static boolean make(Handle handle, KeyChange change) {
        if (change instanceof KeyChange.Insert insert) {
            return insertUnlessExists(handle, insert.key());
        }
        return update(handle, ((KeyChange.Update) change).key());
    }

    private static boolean insertUnlessExists(Handle handle, StoredKey stored) {
        try {
            insert(handle, stored);
            return true;
        } catch (UnableToExecuteStatementException failure) {
            if (DatabaseFailure.isIntegrityViolation(failure)) {
                return false;
            }
            throw failure;
        }
    }

    private static void insert(Handle handle, StoredKey stored) {
        ApiKey key = stored.key();
        bindMutable(handle.createUpdate("""
                                insert into apikey_keys
                                    (id, owner, name, permissions, hash, created_at, created_by, created_by_name,
                                     expires_at, disabled_at, revoked_at, revoked_reason, version, hint)
                                values
                                    (:id, :owner, :name, :permissions, :hash, :createdAt, :createdBy, :createdByName,
                                     :expiresAt, :disabledAt, :revokedAt, :revokedReason, :version, :hint)"""), key)
                .bind("owner", key.owner())
                .bind("hash", stored.hash())
                .bind("createdAt", key.createdAt().toEpochMilli())
                .bind("createdBy", key.createdBy().id())
                .bind("createdByName", key.createdBy().displayName())
                .bind("hint", key.hint())
                .execute();
    }

    private static boolean update(Handle handle, ApiKey key) {
        return bindMutable(handle.createUpdate("""
                                        update apikey_keys
                                        set name = :name, permissions = :permissions, expires_at = :expiresAt,
                                            disabled_at = :disabledAt, revoked_at = :revokedAt,
                                            revoked_reason = :revokedReason, version = :version
                                        where id = :id and version = :version - 1"""), key).execute() == 1;
    }

    private static <T extends SqlStatement<T>> T bindMutable(T statement, ApiKey key) {
        return statement
                .bind("id", key.id().toString())
                .bind("name", key.name())
                .bind("permissions", Rows.toText(key.permissions()))
                .bind("expiresAt", millis(key.expiresAt()))
                .bind("disabledAt", millis(key.disabledAt()))
                .bind("revokedAt", millis(key.revokedAt()))
                .bind("revokedReason", key.revokedReason())
                .bind("version", key.version());
    }

    /** Last in the transaction: the counter row stays locked until the commit, so that events commit in their order. */
    private static void record(Handle handle, List<KeyEvent> events) {
        handle.createUpdate("update apikey_feed set last_sequence = last_sequence + :count where id = 1")
                .bind("count", events.size())
                .execute();
        long last = handle.createQuery("select last_sequence from apikey_feed where id = 1")
                .mapTo(Long.class)
                .one();
        long sequence = last - events.size();
        for (KeyEvent event : events) {
            sequence++;
            handle.createUpdate("""
                            insert into apikey_events (sequence, key_id, kind, actor, actor_name, reason, at)
                            values (:sequence, :keyId, :kind, :actor, :actorName, :reason, :at)""")
                    .bind("sequence", sequence)
                    .bind("keyId", event.keyId().toString())
                    .bind("kind", event.kind().name())
                    .bind("actor", event.actor().id())
                    .bind("actorName", event.actor().displayName())
                    .bind("reason", event.reason())
                    .bind("at", event.at().toEpochMilli())
                    .execute();
        }
    }

    @Override
    public List<RecordedEvent> events(long from, int limit) {
        return DatabaseFailure.guard(
                "read events",
                () -> jdbi.withHandle(handle -> handle.createQuery("""
                        select sequence, key_id, kind, actor, actor_name, reason, at
                        from apikey_events
                        where sequence >= :from
                        order by sequence
                        limit :limit""")
                        .bind("from", from)
                        .bind("limit", limit)
                        .map(Rows::toRecordedEvent)
                        .list()));
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }
}
