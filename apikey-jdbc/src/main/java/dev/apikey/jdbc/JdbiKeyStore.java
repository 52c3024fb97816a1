// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc;

import dev.apikey.ApiKey;
import dev.apikey.DailyUse;
import dev.apikey.KeyOrder;
import dev.apikey.KeyQuery;
import dev.apikey.Owners;
import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.FoundKey;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyUse;
import dev.apikey.spi.KeyVersion;
import dev.apikey.spi.NodeReport;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.spi.StoredKey;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Keys in the tables of {@link KeySchema}, in the host's database. Thread-safe.
 *
 * <p>Every call takes a connection of its own for one short transaction; the driver is asked to give up a statement
 * after 5 seconds, which it does where the database still talks to it. What the database undid for another transaction's sake is tried
 * three times. Whatever it cannot answer is a {@link dev.apikey.spi.KeyStoreException}. So is a question about events to a server that is a replica: the one that
 * answers must be the one where changes are made.
 */
public final class JdbiKeyStore implements KeyStore {

    private final Database database;

    private JdbiKeyStore(Database database) {
        this.database = database;
    }

    /**
     * The store in this database. Asks it nothing yet.
     *
     * @param dataSource stays the host's: it is never closed here. Each call takes a connection of its own and gives it back. One that hands out the
     *     connection of a transaction of the host's, while that is under way, is refused then by a {@link dev.apikey.spi.KeyStoreException}: pass the one
     *     behind it
     */
    public static JdbiKeyStore of(DataSource dataSource) {
        return new JdbiKeyStore(new Database(dataSource));
    }

    @Override
    public FoundKey lookUp(UUID id) {
        return database.use("read key " + id, handle -> KeyTable.lookUp(handle, id));
    }

    @Override
    public CommitOutcome commit(List<KeyChange> changes, @Nullable KeyVersion asker) {
        return database.inTransaction("change key " + changes.get(0).event().keyId(), handle -> {
            CommitOutcome outcome = commit(handle, changes, asker);
            if (outcome != CommitOutcome.COMMITTED) {
                handle.rollback();
            }
            return outcome;
        });
    }

    private static CommitOutcome commit(Handle handle, List<KeyChange> changes, @Nullable KeyVersion asker) {
        if (!inOrderOfKeys(changes).stream().allMatch(change -> make(handle, change))) {
            return CommitOutcome.CONFLICT;
        }
        // Last: the counter row stays locked until the commit, so that events commit in the order of their numbers.
        // For the same reason asker and limit are looked at only now: whoever else changed the asker, or gave this
        // owner
        // a key, has committed, and whoever will is waiting.
        long sequence = EventTable.take(handle, changes.size());
        if (asker != null && versionBefore(handle, changes, asker.keyId()) != asker.version()) {
            return CommitOutcome.ASKER_CHANGED;
        }
        if (!changes.stream().allMatch(change -> isWithinLimit(handle, change))) {
            return CommitOutcome.TOO_MANY_KEYS;
        }
        for (KeyChange change : changes) {
            EventTable.append(handle, ++sequence, change.event());
        }
        return CommitOutcome.COMMITTED;
    }

    /** Each is to another key, so that any order will do; in this one, two transactions never wait for each other in a circle. */
    private static List<KeyChange> inOrderOfKeys(List<KeyChange> changes) {
        return changes.stream()
                .sorted(Comparator.comparing(change -> change.event().keyId().toString()))
                .toList();
    }

    private static boolean make(Handle handle, KeyChange change) {
        if (change instanceof KeyChange.Insert insert) {
            return KeyTable.insert(handle, insert.key());
        }
        if (change instanceof KeyChange.Update update) {
            return KeyTable.update(handle, update.key());
        }
        UUID id = change.event().keyId();
        boolean deleted = KeyTable.delete(handle, id, ((KeyChange.Delete) change).version());
        if (deleted) {
            UseTable.delete(handle, id);
        }
        return deleted;
    }

    /** 0 = there is no such key. */
    private static long versionBefore(Handle handle, List<KeyChange> changes, UUID id) {
        for (KeyChange change : changes) {
            if (change.event().keyId().equals(id)) {
                return change instanceof KeyChange.Update update
                        ? update.key().version() - 1
                        : change instanceof KeyChange.Delete delete ? delete.version() : 0;
            }
        }
        return KeyTable.version(handle, id);
    }

    private static boolean isWithinLimit(Handle handle, KeyChange change) {
        return !(change instanceof KeyChange.Insert insert)
                || insert.maxLive() == Integer.MAX_VALUE
                || KeyTable.countLive(
                                handle,
                                insert.key().key().owner(),
                                insert.event().at())
                        <= insert.maxLive();
    }

    @Override
    public List<ApiKey> list(KeyQuery query, Instant now) {
        return database.use("list keys", handle -> KeyList.page(handle, query, now));
    }

    @Override
    public long count(KeyQuery query, Instant now) {
        return database.use("count keys", handle -> KeyList.count(handle, query, now));
    }

    @Override
    public List<String> owners(Owners among, Instant now, @Nullable String after, int limit) {
        return database.use("list owners", handle -> KeyList.owners(handle, among, now, after, limit));
    }

    @Override
    public Map<String, Long> countByHashKind(Instant now) {
        return database.use("count keys", handle -> KeyTable.countLiveByHashKind(handle, now));
    }

    @Override
    public List<RecordedEvent> events(long from, int limit) {
        return readFeed(handle -> EventTable.from(handle, from, limit));
    }

    @Override
    public List<RecordedEvent> history(@Nullable UUID keyId, long before, int limit) {
        return readFeed(handle -> keyId == null
                ? EventTable.before(handle, before, limit)
                : EventTable.ofKeyBefore(handle, keyId, before, limit));
    }

    /** Asked first, on the same connection: what had been committed by then anywhere is in what is read. */
    private <T> T readFeed(Function<Handle, T> read) {
        return database.use("read events", handle -> {
            DatabaseProduct.requireNoReplica(handle);
            return read.apply(handle);
        });
    }

    @Override
    public void recordUse(Collection<KeyUse> uses) {
        database.inTransaction("record the use of keys", handle -> {
            UseTable.add(handle, uses);
            return uses.size();
        });
    }

    @Override
    public boolean replaceHash(UUID id, String hash, String replacement) {
        String kind = StoredKey.hashKind(replacement);
        return database.inTransaction(
                "replace the hash of key " + id, handle -> KeyTable.replaceHash(handle, id, hash, replacement, kind));
    }

    @Override
    public List<DailyUse> usage(UUID id, LocalDate from, LocalDate to) {
        return database.use("read the use of key " + id, handle -> UseTable.between(handle, id, from, to));
    }

    @Override
    public boolean purgeEvents(Instant before, int limit) {
        return database.inTransaction("purge events", handle -> EventTable.purge(handle, before, limit));
    }

    @Override
    public boolean purgeUsage(LocalDate before, int limit) {
        return database.inTransaction("purge the use of keys", handle -> UseTable.purge(handle, before, limit));
    }

    @Override
    public Optional<KeyOrder.Position> expiryMark(Duration ahead) {
        return database.use("read who was told of an expiry", handle -> NoticeTable.mark(handle, ahead));
    }

    @Override
    public boolean moveExpiryMark(Duration ahead, KeyOrder.@Nullable Position from, KeyOrder.Position to) {
        return database.inTransaction("note who was told of an expiry", handle -> {
            boolean moved =
                    from == null ? NoticeTable.insert(handle, ahead, to) : NoticeTable.move(handle, ahead, from, to);
            if (!moved) {
                handle.rollback();
            }
            return moved;
        });
    }

    @Override
    public void reportNode(NodeReport report, Instant forgottenBefore) {
        database.inTransaction("note that this node runs", handle -> {
            NodeTable.write(handle, report);
            return NodeTable.forget(handle, forgottenBefore);
        });
    }

    @Override
    public List<NodeReport> nodes() {
        return database.use("list nodes", NodeTable::all);
    }
}
