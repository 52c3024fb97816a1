// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import dev.apikey.ApiKey;
import dev.apikey.DailyUse;
import dev.apikey.KeyOrder;
import dev.apikey.KeyQuery;
import dev.apikey.Owners;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where keys, their history and their use are kept. A store is dumb: it stores, compares versions and counts; every rule is core's.
 *
 * <p>Implementations are thread-safe, and give back every field exactly as it was stored: text to the last code point, instants
 * to the millisecond whatever the time zone. They pass {@code dev.apikey.testkit.KeyStoreContract}.
 *
 * <p><b>Security.</b> A store that cannot answer throws; it never answers from memory instead, never returns null, and never
 * "not found" for "could not look". What it throws is logged: its messages hold no hash.
 */
public interface KeyStore {

    /** A new, empty store in this process's memory: for tests and demonstrations. Whatever it holds is gone with it. */
    static KeyStore inMemory() {
        return new InMemoryKeyStore();
    }

    /**
     * The key with this id, as last committed, and the sequence of the last event at that moment. Both are read at once: an event with a higher
     * sequence is not in the key yet, one with that or a lower sequence is.
     *
     * @throws RuntimeException if the store cannot answer
     */
    FoundKey lookUp(UUID id);

    /** The key with this id, as last committed. */
    default Optional<StoredKey> find(UUID id) {
        return lookUp(id).key();
    }

    /**
     * Makes all these changes and records their events in this order, or does nothing at all.
     *
     * @param changes at least one, each to another key
     * @param asker the key by which somebody asks for them: nothing is made unless, before the changes, it has just this version; null = he asks in
     *     person
     * @throws RuntimeException if the store cannot answer, or cannot record an event. Nothing was changed then, unless the
     *     answer to the commit itself was lost
     */
    CommitOutcome commit(List<KeyChange> changes, @Nullable KeyVersion asker);

    /** Makes these changes for somebody who asks in person. */
    default CommitOutcome commit(List<KeyChange> changes) {
        return commit(changes, null);
    }

    /**
     * The keys that meet all conditions of a query, in its order, from its position on, at most as many as its limit.
     *
     * @param now decides what is expired
     * @throws RuntimeException if the store cannot answer
     */
    List<ApiKey> list(KeyQuery query, Instant now);

    /**
     * How many keys meet all conditions of a query, whatever its position and limit.
     *
     * @param now decides what is expired
     * @throws RuntimeException if the store cannot answer
     */
    long count(KeyQuery query, Instant now);

    /**
     * Who owns live keys, neither revoked nor expired, each once, in an order of the store's own choice that does not change.
     *
     * @param among only these
     * @param now decides what is expired
     * @param after only those behind this one in that order; null = from the first on
     * @param limit the most to return, 1 or more
     * @throws RuntimeException if the store cannot answer
     */
    List<String> owners(Owners among, Instant now, @Nullable String after, int limit);

    /**
     * How many live keys, neither revoked nor expired, there are of each {@link StoredKey#hashKind}.
     *
     * @param now decides what is expired
     * @throws RuntimeException if the store cannot answer
     */
    Map<String, Long> countByHashKind(Instant now);

    /**
     * Events from this sequence on, the given one included, in order: the feed that tells what changed. A node trusts what it remembers as long as
     * this answers; so a store of which there are copies must not let one answer that may lack what was committed before it was asked.
     *
     * @param from 1 or more; events that were purged are left out
     * @param limit the most to return, 1 or more
     * @throws RuntimeException if the store cannot answer
     */
    List<RecordedEvent> events(long from, int limit);

    /**
     * The latest events before this sequence, the latest first: what people read.
     *
     * @param keyId only events of this key, also of one that was erased; null = of every key
     * @param before only events with a lower sequence; {@link Long#MAX_VALUE} = from the latest on
     * @param limit the most to return, 1 or more
     * @throws RuntimeException if the store cannot answer
     */
    List<RecordedEvent> history(@Nullable UUID keyId, long before, int limit);

    /**
     * Adds to daily counts, and moves {@code lastUsedAt} forward, never back. Touches nothing else of a key; is no change, so that there
     * is neither a version nor an event. Uses of keys that are not there are forgotten.
     *
     * @param uses each of another key or day
     * @throws RuntimeException if the store cannot answer; nothing was recorded then, unless the answer was lost
     */
    void recordUse(Collection<KeyUse> uses);

    /**
     * Puts another hash of the same secret in the place of this one, if it is still there. Touches nothing else of a key; is no change, so
     * that there is neither a version nor an event.
     *
     * @return whether the hash was replaced
     * @throws RuntimeException if the store cannot answer; nothing was replaced then, unless the answer was lost
     */
    boolean replaceHash(UUID id, String hash, String replacement);

    /**
     * How often a key was used on each day on which it was, the earliest first; empty for an unknown key.
     *
     * @param from the first day, included
     * @param to the last day, included
     * @throws RuntimeException if the store cannot answer
     */
    List<DailyUse> usage(UUID id, LocalDate from, LocalDate to);

    /**
     * Erases events of before this instant, the oldest first, and none behind one that stays: what is left of the history is its end. The last event
     * stays whatever its age, because it says where the feed goes on.
     *
     * @param limit the most to erase at once, 1 or more: few, so that nobody waits for it
     * @return whether there may be more of them
     * @throws RuntimeException if the store cannot answer; nothing was erased then, unless the answer was lost
     */
    boolean purgeEvents(Instant before, int limit);

    /**
     * Erases daily counts of before this day, the oldest first. When a key was last used stays.
     *
     * @param limit as for {@link #purgeEvents}
     * @return whether there may be more of them
     * @throws RuntimeException if the store cannot answer; nothing was erased then, unless the answer was lost
     */
    boolean purgeUsage(LocalDate before, int limit);

    /**
     * Up to which place in the ascending order of expiry keys have been told to expire so long ahead; empty = none yet.
     *
     * @param ahead how long before the expiry, in milliseconds; zero = at the expiry
     * @throws RuntimeException if the store cannot answer
     */
    Optional<KeyOrder.Position> expiryMark(Duration ahead);

    /**
     * Moves that mark, if it is still there. Of several nodes that move it from the same place at once, one succeeds.
     *
     * @param from where the caller found it; null = there was none
     * @param to behind that
     * @return whether it was moved, by this call
     * @throws RuntimeException if the store cannot answer; the mark is where it was then, unless the answer was lost
     */
    boolean moveExpiryMark(Duration ahead, KeyOrder.@Nullable Position from, KeyOrder.Position to);

    /**
     * Puts down what a node says of itself, in the place of what it said before; for operators to see.
     *
     * @param forgottenBefore what other nodes said before this instant is erased: they run no more
     * @throws RuntimeException if the store cannot answer
     */
    void reportNode(NodeReport report, Instant forgottenBefore);

    /**
     * What each node said last, in an order of the store's own choice.
     *
     * @throws RuntimeException if the store cannot answer
     */
    List<NodeReport> nodes();
}
