// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.FoundKey;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyVersion;
import dev.apikey.spi.StoredKey;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Records of keys, out of the cache and out of the store; and the way to change them, after which no request on this node
 * sees the old one. Thread-safe.
 */
final class KeyRecords {

    private final KeyStore store;
    private final KeyCache cache;
    private final LookUps lookUps;
    private final FailureBudgets budgets;
    private final LongSupplier ticker;

    KeyRecords(KeyStore store, KeyCache cache, LookUps lookUps, FailureBudgets budgets, LongSupplier ticker) {
        this.store = store;
        this.cache = cache;
        this.lookUps = lookUps;
        this.budgets = budgets;
        this.ticker = ticker;
    }

    /** A record, and the entry for what is remembered of its key. */
    record Known(CachedKey entry, KeyRecord record) {}

    /** What is remembered of this key, without asking anybody; null = nothing. */
    @Nullable
    CachedKey cached(UUID id) {
        return cache.get(id);
    }

    /** That was enough to recognise a token. */
    void hit() {
        cache.hit();
    }

    /**
     * The key with this id, out of the store where the cache has no record of it; null if there is none.
     *
     * @throws OverloadedException if too many look-ups wait
     * @throws TimeoutException if the store does not answer in time
     * @throws Throwable whatever the store throws
     */
    @Nullable
    Known of(UUID id, String source) throws Throwable {
        CachedKey entry = cache.get(id);
        KeyRecord record = entry == null ? null : entry.record();
        if (entry != null && record != null) {
            return new Known(entry, record);
        }
        return lookUp(id, entry == null ? budgets.trustToLookUp(source) : Workers.Trust.KNOWN, source);
    }

    private @Nullable Known lookUp(UUID id, Workers.Trust trust, String source) throws Throwable {
        cache.missed();
        long epoch = cache.epoch();
        FoundKey found = lookUps.find(id, trust, epoch);
        if (isOutdated(id, found, epoch)) {
            epoch = cache.epoch();
            found = lookUps.findAnew(id, trust, epoch);
        }
        if (isOutdated(id, found, epoch)) {
            throw new IllegalStateException("the key store shows keys as they were before changes that it told of");
        }
        if (found.key().isEmpty()) {
            budgets.unknown(source);
            return null;
        }
        StoredKey stored = found.key().get();
        CachedKey entry = cache.keep(stored, found, epoch);
        KeyRecord kept = entry.record();
        return new Known(
                entry,
                kept != null && kept.sequence() >= found.sequence() ? kept : new KeyRecord(stored, found.sequence()));
    }

    /** What a look-up answers may be older than what the feed has told meanwhile. Then it counts for nothing. */
    private boolean isOutdated(UUID id, FoundKey found, long epoch) {
        return cache.epoch() != epoch || cache.mayHaveChangedSince(id, found);
    }

    /** As {@link KeyStore#commit(List, KeyVersion)}; afterwards, whatever came of it, this node reads these keys anew. */
    CommitOutcome commit(List<KeyChange> changes, @Nullable KeyVersion asker) {
        List<UUID> ids = changes.stream().map(change -> change.event().keyId()).toList();
        try {
            return store.commit(changes, asker);
        } finally {
            cache.changedHere(ids, ticker.getAsLong());
            lookUps.forget(ids);
        }
    }
}
