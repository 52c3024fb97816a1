// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which keys have changed lately, so that nobody keeps what was read before. Thread-safe.
 *
 * <p>The changes of this node are known before the feed tells of them, but not their sequence: nothing is kept of such a key until the feed has been read
 * once more.
 */
final class RecentChanges {

    private static final int REMEMBERED = 4_096;
    private static final int MAX_CHANGED_HERE = 4_096;
    private static final long UNKNOWN = Long.MAX_VALUE;
    /** Stands for every key, where there are too many to remember. */
    private static final UUID ANY = new UUID(0, 0);

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Change> latest = new ArrayDeque<>();
    private final Map<UUID, Long> lastSequences = new HashMap<>();
    private final Map<UUID, Long> changedHere = new HashMap<>();
    /** Whatever was read at this sequence or later has seen every change that is not remembered. */
    private final AtomicLong floor = new AtomicLong(UNKNOWN);

    /** How often the feed turned out to be another one than was followed: sequences of one say nothing about those of another. */
    private final AtomicLong epoch = new AtomicLong();

    private record Change(UUID id, long sequence) {}

    long epoch() {
        return epoch.get();
    }

    /** Whether a key that was read when this was the last event is still as it was, as far as this node has heard. */
    boolean isCurrent(UUID id, long sequence) {
        lock.lock();
        try {
            return sequence >= floor.get()
                    && lastSequences.getOrDefault(id, 0L) <= sequence
                    && !changedHere.containsKey(id)
                    && !changedHere.containsKey(ANY);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a key that was read when this was the last event may be older than what the feed has told. */
    boolean mayHaveChangedSince(UUID id, long sequence) {
        lock.lock();
        try {
            boolean olderThanRemembered = floor.get() != UNKNOWN && sequence < floor.get();
            return olderThanRemembered || lastSequences.getOrDefault(id, 0L) > sequence;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is known of what was before this event. */
    void restart(long sequence) {
        lock.lock();
        try {
            latest.clear();
            lastSequences.clear();
            if (floor.getAndSet(sequence) != UNKNOWN) {
                epoch.incrementAndGet();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The feed tells that a key has changed. */
    void add(UUID id, long sequence) {
        lock.lock();
        try {
            latest.addLast(new Change(id, sequence));
            lastSequences.put(id, sequence);
            if (latest.size() > REMEMBERED) {
                Change oldest = latest.removeFirst();
                lastSequences.remove(oldest.id(), oldest.sequence());
                floor.set(oldest.sequence());
            }
        } finally {
            lock.unlock();
        }
    }

    /** This node has changed these keys, or tried to. */
    void addHere(Collection<UUID> ids, long nanos) {
        lock.lock();
        try {
            boolean fits = changedHere.size() + ids.size() <= MAX_CHANGED_HERE;
            (fits ? ids : List.of(ANY)).forEach(id -> changedHere.merge(id, nanos, RecentChanges::later));
        } finally {
            lock.unlock();
        }
    }

    /** Two may change a key one after the other, and come here the other way round. */
    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }

    /** The feed was read to its end, and nothing that had been committed at this time is missing. */
    void readToTheEnd(long nanos) {
        lock.lock();
        try {
            changedHere.values().removeIf(changedAt -> changedAt - nanos < 0);
        } finally {
            lock.unlock();
        }
    }
}
