// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.EngineEvent;
import dev.apikey.spi.FoundKey;
import dev.apikey.spi.KeyStore;
import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Looks keys up in the store: at most so many at once, none waited for longer than 2 seconds, and the same key once for all who ask for it in the same
 * moment. Thread-safe.
 */
final class LookUps {

    static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final int AT_ONCE = 8;
    /** A connection that hangs is given up: so many times another one takes its place. */
    private static final int MAX_STUCK = 24;

    private static final int MAX_WAITING = 1_000;
    /** Whoever comes later asks anew: what was asked for longer ago may be too old for him. */
    private static final long MAX_AGE_NANOS = Duration.ofMillis(100).toNanos();

    private final KeyStore store;
    private final Workers workers;
    private final LongSupplier ticker;
    private final Telling telling;
    private final ConcurrentMap<UUID, LookUp> running = new ConcurrentHashMap<>();

    LookUps(KeyStore store, BackgroundThreads threads, LongSupplier ticker, Telling telling) {
        this(store, workers(threads), ticker, telling);
    }

    LookUps(KeyStore store, Workers workers, LongSupplier ticker, Telling telling) {
        this.store = store;
        this.workers = workers;
        this.ticker = ticker;
        this.telling = telling;
    }

    private static Workers workers(BackgroundThreads threads) {
        return threads.workers("apikey-look-up", AT_ONCE, MAX_STUCK, MAX_WAITING, DEADLINE);
    }

    private record LookUp(CompletableFuture<FoundKey> result, long epoch, long began) {}

    /**
     * The key with this id, as the store has it.
     *
     * @param epoch of the feed: nobody gets what was asked for in another one
     * @throws OverloadedException if too many look-ups wait
     * @throws TimeoutException if the store does not answer in time
     * @throws Throwable whatever the store throws
     */
    FoundKey find(UUID id, Workers.Trust trust, long epoch) throws Throwable {
        LookUp mine = begin(epoch);
        LookUp listed = running.compute(id, (same, known) -> known != null && isFor(mine, known) ? known : mine);
        return mine.equals(listed) ? ask(id, trust, mine) : workers.join(trust, listed.result());
    }

    private static boolean isFor(LookUp late, LookUp known) {
        return known.epoch() == late.epoch() && late.began() - known.began() < MAX_AGE_NANOS;
    }

    /** As {@link #find}, and the store is asked after this moment. */
    FoundKey findAnew(UUID id, Workers.Trust trust, long epoch) throws Throwable {
        LookUp mine = begin(epoch);
        running.put(id, mine);
        return ask(id, trust, mine);
    }

    private LookUp begin(long epoch) {
        return new LookUp(new CompletableFuture<>(), epoch, ticker.getAsLong());
    }

    /** It is listed before the store is asked, or somebody could join after a change what was read before it. */
    private FoundKey ask(UUID id, Workers.Trust trust, LookUp mine) throws Throwable {
        try {
            workers.start(trust, mine.result(), () -> read(id));
            return workers.await(mine.result());
        } catch (Throwable broken) {
            mine.result().completeExceptionally(broken);
            throw broken;
        } finally {
            running.remove(id, mine);
        }
    }

    private FoundKey read(UUID id) {
        FoundKey found = timed(id);
        if (found.key().isPresent() && !found.key().get().key().id().equals(id)) {
            throw new IllegalStateException("the key store answered with another key's record");
        }
        return found;
    }

    private FoundKey timed(UUID id) {
        long began = ticker.getAsLong();
        boolean answered = false;
        try {
            FoundKey found = store.lookUp(id);
            answered = true;
            return found;
        } finally {
            telling.happened(new EngineEvent.LookedUp(Duration.ofNanos(ticker.getAsLong() - began), answered));
        }
    }

    EngineState.Reads state() {
        return new EngineState.Reads(workers.running(), workers.waiting());
    }

    /** These keys have changed: nobody who comes later gets what was asked for before. */
    void forget(Collection<UUID> ids) {
        running.keySet().removeAll(ids);
    }
}
