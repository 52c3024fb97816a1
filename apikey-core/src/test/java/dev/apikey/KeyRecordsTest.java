// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.apikey.spi.FoundKey;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.spi.StoredKey;
import dev.apikey.testkit.ForwardingStore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyRecordsTest {

    private final Sandbox sandbox = new Sandbox();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger lookUps = new AtomicInteger();
    private volatile Runnable meanwhile = () -> {};
    /** What the database holds now. */
    private volatile KeyStore current = sandbox.store;

    private final KeyStore store = new ForwardingStore(sandbox.store) {
        @Override
        public List<RecordedEvent> events(long from, int limit) {
            return current.events(from, limit);
        }

        @Override
        public List<RecordedEvent> history(@Nullable UUID keyId, long before, int limit) {
            return current.history(keyId, before, limit);
        }

        @Override
        public FoundKey lookUp(UUID id) {
            FoundKey found = current.lookUp(id);
            lookUps.incrementAndGet();
            meanwhile.run();
            return found;
        }
    };
    private final BackgroundThreads threads = new BackgroundThreads(new Alarm(nanos::get));
    private final KeyCache cache = new KeyCache(100, uses -> {});
    private final Follower follower = new Follower(store, cache, Duration.ofSeconds(10), nanos::get, Silence.TELLING);
    private final KeyRecords records = new KeyRecords(
            store,
            cache,
            new LookUps(store, threads, nanos::get, Silence.TELLING),
            new FailureBudgets(nanos::get),
            nanos::get);

    @AfterEach
    void close() {
        threads.close();
    }

    private UUID insert() {
        UUID id = UUID.randomUUID();
        sandbox.insert(Sandbox.key(id, Permissions.of("*"), null, null, null), ScriptedHasher.HASH);
        return id;
    }

    private KeyChange change(UUID id) {
        ApiKey before = sandbox.store.find(id).orElseThrow().key();
        ApiKey after = before.atNextVersion();
        return new KeyChange.Update(
                after, KeyEvent.changed(KeyEvent.Kind.UPDATED, before, after, Sandbox.ADA, null, Sandbox.NOW));
    }

    private KeyRecords.@Nullable Known read(UUID id) {
        try {
            return records.of(id, "test");
        } catch (Throwable broken) {
            throw Unchecked.of(broken);
        }
    }

    private long version(UUID id) {
        return Objects.requireNonNull(read(id)).record().key().version();
    }

    @Test
    void areReadOnceAsLongAsNothingChanges() {
        follower.poll();
        UUID id = insert();
        follower.poll();
        for (int i = 0; i < 10; i++) {
            assertThat(version(id)).isEqualTo(1);
        }
        assertThat(lookUps).hasValue(1);
    }

    @Test
    void areReadAnewAfterAChangeHereUntilTheFeedHasToldOfIt() {
        UUID id = insert();
        follower.poll();
        assertThat(version(id)).isEqualTo(1);
        records.commit(List.of(change(id)), null);
        assertThat(version(id)).isEqualTo(2);
        assertThat(version(id)).isEqualTo(2);
        assertThat(lookUps).hasValue(3);
        nanos.incrementAndGet();
        follower.poll();
        assertThat(version(id)).isEqualTo(2);
        assertThat(version(id)).isEqualTo(2);
        assertThat(lookUps).hasValue(4);
    }

    /** An answer that is on its way while the feed tells of a change: a key that was revoked elsewhere would have been let in once more. */
    @Test
    void areNeverOlderThanWhatTheFeedHasToldMeanwhile() {
        UUID id = insert();
        follower.poll();
        AtomicBoolean once = new AtomicBoolean(true);
        meanwhile = () -> {
            if (once.getAndSet(false)) {
                sandbox.store.commit(List.of(change(id)));
                follower.poll();
            }
        };
        assertThat(version(id)).isEqualTo(2);
        assertThat(lookUps).hasValue(2);
    }

    @Test
    void areNotTakenFromAStoreThatLagsBehindItsOwnFeed() {
        UUID id = insert();
        follower.poll();
        meanwhile = () -> {
            sandbox.store.commit(List.of(change(id)));
            follower.poll();
        };
        assertThatIllegalStateException().isThrownBy(() -> read(id)).withMessageContaining("before changes");
        assertThat(lookUps).hasValue(2);
    }

    /** As where a pool sends look-ups to a replica and polls to the primary: a revoked key would be let in at every request until the replica has caught up. */
    @Test
    void areNotTakenFromAStoreThatLagsBehindWhereTheFeedBegan() {
        UUID id = insert();
        FoundKey before = sandbox.store.lookUp(id);
        sandbox.store.commit(List.of(change(id)));
        follower.poll();
        current = new ForwardingStore(sandbox.store) {
            @Override
            public FoundKey lookUp(UUID asked) {
                return before;
            }
        };
        assertThatIllegalStateException().isThrownBy(() -> read(id)).withMessageContaining("before changes");
        current = sandbox.store;
        assertThat(version(id)).isEqualTo(2);
    }

    /** "There is none" may be as old as everything else. */
    @Test
    void areNotMissedWhereTheFeedHasToldThatTheyWereIssued() {
        follower.poll();
        UUID id = UUID.randomUUID();
        AtomicBoolean once = new AtomicBoolean(true);
        meanwhile = () -> {
            if (once.getAndSet(false)) {
                sandbox.insert(Sandbox.key(id, Permissions.of("*"), null, null, null), ScriptedHasher.HASH);
                follower.poll();
            }
        };
        assertThat(version(id)).isEqualTo(1);
        assertThat(read(UUID.randomUUID())).isNull();
    }

    /** The sequence of an older backup is lower: by it alone, what was read before looks newer than all that comes. */
    @Test
    void areNeverThoseOfADatabaseThatWasReplacedByABackupMeanwhile() {
        UUID id = insert();
        StoredKey backedUp = sandbox.store.find(id).orElseThrow();
        for (int i = 0; i < 5; i++) {
            sandbox.store.commit(List.of(change(id)));
        }
        follower.poll();
        AtomicBoolean once = new AtomicBoolean(true);
        meanwhile = () -> {
            if (once.getAndSet(false)) {
                KeyStore backup = KeyStore.inMemory();
                backup.commit(List.of(
                        new KeyChange.Insert(backedUp, KeyEvent.issued(backedUp.key(), Sandbox.ADA, Sandbox.NOW))));
                current = backup;
                follower.poll();
            }
        };
        assertThat(version(id)).isEqualTo(1);
        assertThat(version(id)).isEqualTo(1);
        assertThat(lookUps).hasValue(2);
    }

    @Test
    void areForgottenAlsoWhereTheAnswerToTheChangeWasLost() {
        UUID id = insert();
        follower.poll();
        assertThat(version(id)).isEqualTo(1);
        KeyRecords lossy = new KeyRecords(
                new ForwardingStore(sandbox.store) {
                    @Override
                    public dev.apikey.spi.CommitOutcome commit(
                            List<KeyChange> changes, dev.apikey.spi.@Nullable KeyVersion asker) {
                        super.commit(changes, asker);
                        throw new IllegalStateException("broken on purpose");
                    }
                },
                cache,
                new LookUps(store, threads, nanos::get, Silence.TELLING),
                new FailureBudgets(nanos::get),
                nanos::get);
        KeyChange change = change(id);
        assertThatIllegalStateException().isThrownBy(() -> lossy.commit(List.of(change), null));
        assertThat(version(id)).isEqualTo(2);
    }
}
