// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.ApiKey.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which keys to list, and in what order. Whoever asks gets only those that his {@link Authority} may manage.
 *
 * <pre>{@code
 * KeyQuery.all().ownedBy("ben").inState(State.ACTIVE).containing("ci").orderedBy(KeyOrder.ascending(Field.NAME))
 * KeyQuery.all().unusedSince(ninetyDaysAgo).limitedTo(200).from(page.next())
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 *
 * @param conditions all of them must be met; none = every key
 * @param order what comes first
 * @param from where to begin; null = at the beginning
 * @param limit the most to return, 1 to 200
 */
public record KeyQuery(List<KeyCondition> conditions, KeyOrder order, KeyOrder.@Nullable Position from, int limit) {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    private static final KeyQuery ALL =
            new KeyQuery(List.of(), KeyOrder.descending(KeyOrder.Field.CREATED), null, DEFAULT_LIMIT);

    /** @throws IllegalArgumentException if the limit is another, or the position cannot be one in this order */
    public KeyQuery {
        conditions = List.copyOf(conditions);
        Objects.requireNonNull(order, "order");
        if (from != null) {
            order.requireOwn(from);
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit must be from 1 to " + MAX_LIMIT);
        }
    }

    /** Whether it asks for all keys that meet its conditions, and not for a part of them. */
    boolean isWhole() {
        return from == null && limit == DEFAULT_LIMIT;
    }

    /** Every key, the newest first, 50 at a time. */
    public static KeyQuery all() {
        return ALL;
    }

    /** Keys of exactly this owner. */
    public KeyQuery ownedBy(String owner) {
        return with(new KeyCondition.AmongOwners(Owners.one(owner)));
    }

    /** Keys in one of these states now. */
    public KeyQuery inState(State first, State... more) {
        return with(new KeyCondition.InStates(EnumSet.of(first, more)));
    }

    /** Keys whose name, or the last four characters of whose token, hold this text, whatever the case; 1 to 64 characters. */
    public KeyQuery containing(String text) {
        return with(new KeyCondition.Containing(text));
    }

    /** Keys issued by the actor with exactly this id. */
    public KeyQuery createdBy(String actorId) {
        return with(new KeyCondition.CreatedBy(actorId));
    }

    /** Keys issued before this instant. */
    public KeyQuery createdBefore(Instant instant) {
        return with(new KeyCondition.CreatedBefore(instant));
    }

    /** Keys that have never been used. */
    public KeyQuery neverUsed() {
        return with(new KeyCondition.NeverUsed());
    }

    /** Keys neither issued nor used at this instant or later. */
    public KeyQuery unusedSince(Instant instant) {
        return with(new KeyCondition.UnusedSince(instant));
    }

    /** Keys whose expiry is before this instant; expired ones are among them unless {@link #inState} leaves them out. */
    public KeyQuery expiringBefore(Instant instant) {
        return with(new KeyCondition.ExpiringBefore(instant));
    }

    /** The keys that meet this condition, too. */
    public KeyQuery with(KeyCondition condition) {
        List<KeyCondition> more = new ArrayList<>(conditions);
        more.add(condition);
        return new KeyQuery(more, order, from, limit);
    }

    /** The same keys in this order, from the beginning. */
    public KeyQuery orderedBy(KeyOrder order) {
        return new KeyQuery(conditions, order, null, limit);
    }

    /** The same keys from this place on; null = from the beginning. */
    public KeyQuery from(KeyOrder.@Nullable Position position) {
        return new KeyQuery(conditions, order, position, limit);
    }

    /** At most this many, 1 to 200. */
    public KeyQuery limitedTo(int limit) {
        return new KeyQuery(conditions, order, from, limit);
    }
}
