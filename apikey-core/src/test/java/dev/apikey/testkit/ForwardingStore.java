// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store that passes everything on and counts what it is asked; a test overrides what shall fail, hang or answer otherwise. Thread-safe. */
public class ForwardingStore implements KeyStore {

    private final KeyStore store;
    private final AtomicInteger lookUps = new AtomicInteger();
    private final AtomicInteger commits = new AtomicInteger();

    /** Passes everything on to this store. */
    public ForwardingStore(KeyStore store) {
        this.store = store;
    }

    /** How often a key was looked up. */
    public final int lookUps() {
        return lookUps.get();
    }

    /** How often changes were committed, or were to be. */
    public final int commits() {
        return commits.get();
    }

    /** Finds the key by {@link #find}, so that it is enough to override that. */
    @Override
    public FoundKey lookUp(UUID id) {
        long sequence = store.lookUp(id).sequence();
        return new FoundKey(find(id), sequence);
    }

    @Override
    public Optional<StoredKey> find(UUID id) {
        lookUps.incrementAndGet();
        return store.find(id);
    }

    @Override
    public CommitOutcome commit(List<KeyChange> changes, @Nullable KeyVersion asker) {
        commits.incrementAndGet();
        return store.commit(changes, asker);
    }

    @Override
    public List<ApiKey> list(KeyQuery query, Instant now) {
        return store.list(query, now);
    }

    @Override
    public long count(KeyQuery query, Instant now) {
        return store.count(query, now);
    }

    @Override
    public List<String> owners(Owners among, Instant now, @Nullable String after, int limit) {
        return store.owners(among, now, after, limit);
    }

    @Override
    public Map<String, Long> countByHashKind(Instant now) {
        return store.countByHashKind(now);
    }

    @Override
    public List<RecordedEvent> events(long from, int limit) {
        return store.events(from, limit);
    }

    @Override
    public List<RecordedEvent> history(@Nullable UUID keyId, long before, int limit) {
        return store.history(keyId, before, limit);
    }

    @Override
    public void recordUse(Collection<KeyUse> uses) {
        store.recordUse(uses);
    }

    @Override
    public boolean replaceHash(UUID id, String hash, String replacement) {
        return store.replaceHash(id, hash, replacement);
    }

    @Override
    public List<DailyUse> usage(UUID id, LocalDate from, LocalDate to) {
        return store.usage(id, from, to);
    }

    @Override
    public boolean purgeEvents(Instant before, int limit) {
        return store.purgeEvents(before, limit);
    }

    @Override
    public boolean purgeUsage(LocalDate before, int limit) {
        return store.purgeUsage(before, limit);
    }

    @Override
    public Optional<KeyOrder.Position> expiryMark(Duration ahead) {
        return store.expiryMark(ahead);
    }

    @Override
    public boolean moveExpiryMark(Duration ahead, KeyOrder.@Nullable Position from, KeyOrder.Position to) {
        return store.moveExpiryMark(ahead, from, to);
    }

    @Override
    public void reportNode(NodeReport report, Instant forgottenBefore) {
        store.reportNode(report, forgottenBefore);
    }

    @Override
    public List<NodeReport> nodes() {
        return store.nodes();
    }
}
