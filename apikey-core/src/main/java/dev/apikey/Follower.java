// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.KeyStore;
import dev.apikey.spi.RecordedEvent;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the feed of changes and tells the cache, so that what is committed anywhere holds here. Thread-safe: a poll that hangs may be overtaken by the
 * next one, and its late answer does no harm.
 *
 * <p>Each poll reads again the last event that it knows. If another one is in its place, or none, the feed is not the one that was followed: a backup
 * was restored, or events were pruned. Then every record is forgotten.
 */
final class Follower {

    /** A decision may be made by a tick that is behind. */
    private static final long LONGER_THAN_TICKS_LAST = Duration.ofDays(1).toNanos();

    private static final int PAGE = 1_000;
    private static final int MAX_PAGES = 10;

    private final KeyStore store;
    private final KeyCache cache;
    private final int pageSize;
    private final long limitNanos;
    private final LongSupplier ticker;
    private final Telling telling;
    private final ReentrantLock applying = new ReentrantLock();
    private final AtomicReference<@Nullable Position> position = new AtomicReference<>();
    private final AtomicLong leasedSince;
    private final LongAdder restarts = new LongAdder();

    /**
     * @param limit how long records may be used after the last time that the feed was read to its end
     * @param ticker a monotonic clock in nanoseconds
     */
    Follower(KeyStore store, KeyCache cache, Duration limit, LongSupplier ticker, Telling telling) {
        this(store, cache, PAGE, limit, ticker, telling);
    }

    /** @param pageSize how many events are read at a time, 2 or more */
    Follower(KeyStore store, KeyCache cache, int pageSize, Duration limit, LongSupplier ticker, Telling telling) {
        this.store = store;
        this.cache = cache;
        this.pageSize = pageSize;
        this.limitNanos = limit.toNanos();
        this.ticker = ticker;
        this.telling = telling;
        this.leasedSince = new AtomicLong(ticker.getAsLong()); // Nothing is cached yet that could be too old.
    }

    /** Where it has read to; no event = the feed was empty. */
    private record Position(long sequence, @Nullable RecordedEvent event) {

        static Position at(@Nullable RecordedEvent event) {
            return new Position(event == null ? 0 : event.sequence(), event);
        }

        /** The events behind this one; null if the feed does not go on from here. */
        @Nullable
        List<RecordedEvent> behind(List<RecordedEvent> page) {
            boolean known = event == null || (!page.isEmpty() && page.get(0).equals(event));
            List<RecordedEvent> behind = !known || event == null ? page : page.subList(1, page.size());
            return known && isGapless(behind) ? behind : null;
        }

        private boolean isGapless(List<RecordedEvent> behind) {
            long expected = sequence;
            for (RecordedEvent recorded : behind) {
                if (recorded.sequence() != ++expected) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Whether this node has lately heard of every change, at this time of the monotonic clock. */
    boolean isInTouch(long nanos) {
        return nanos - leasedSince.get() < limitNanos;
    }

    /** How long ago the feed had been read to its end. */
    Duration leaseAge() {
        return Duration.ofNanos(ticker.getAsLong() - leasedSince.get());
    }

    /** The sequence of the last event that holds here; 0 = none yet. */
    long sequence() {
        Position at = position.get();
        return at == null ? 0 : at.sequence();
    }

    EngineState.Feed state() {
        return new EngineState.Feed(sequence(), leaseAge(), Duration.ofNanos(limitNanos), restarts.sum());
    }

    /**
     * Reads what is new.
     *
     * @throws RuntimeException if the store cannot answer
     */
    void poll() {
        for (int pages = 0; pages < MAX_PAGES; pages++) {
            Position at = position.get();
            if (at == null) {
                begin();
                return;
            }
            if (!readOn(at)) {
                return;
            }
        }
        restart(position.get()); // Too far behind to catch up event by event.
    }

    /** The time before the first answer is given to a question that is under way, not to one that failed: a replica refuses it. */
    private void begin() {
        try {
            restart(null);
        } catch (Throwable unanswered) {
            applying.lock();
            try {
                if (position.get() == null) {
                    leasedSince.set(ticker.getAsLong() - limitNanos - LONGER_THAN_TICKS_LAST);
                }
            } finally {
                applying.unlock();
            }
            throw unanswered;
        }
    }

    /** Reads a page; answers whether there is more. */
    private boolean readOn(Position at) {
        long began = ticker.getAsLong();
        List<RecordedEvent> page = store.events(Math.max(1, at.sequence()), pageSize);
        List<RecordedEvent> behind = at.behind(page);
        if (behind == null) {
            restart(at);
            return false;
        }
        boolean toTheEnd = page.size() < pageSize;
        return apply(at, behind, toTheEnd, began) && !toTheEnd;
    }

    private boolean apply(Position at, List<RecordedEvent> behind, boolean toTheEnd, long began) {
        applying.lock();
        try {
            if (!at.equals(position.get())) {
                return false; // Another poll was faster.
            }
            cache.apply(behind);
            if (!behind.isEmpty()) {
                position.set(Position.at(behind.get(behind.size() - 1)));
                telling.seen(behind);
            }
            if (toTheEnd) {
                renew(began);
            }
            return true;
        } finally {
            applying.unlock();
        }
    }

    private void restart(@Nullable Position from) {
        long began = ticker.getAsLong();
        List<RecordedEvent> last = store.history(null, Long.MAX_VALUE, 1);
        applying.lock();
        try {
            if (Objects.equals(position.get(), from)) {
                Position start = Position.at(last.isEmpty() ? null : last.get(0));
                cache.restart(start.sequence());
                if (from != null) {
                    restarts.increment();
                }
                position.set(start);
                renew(began);
            }
        } finally {
            applying.unlock();
        }
    }

    /** From the moment before the store was asked: what it answered may be as old as that. */
    private void renew(long began) {
        cache.readToTheEnd(began);
        leasedSince.accumulateAndGet(began, (known, now) -> now - known > 0 ? now : known);
    }
}
