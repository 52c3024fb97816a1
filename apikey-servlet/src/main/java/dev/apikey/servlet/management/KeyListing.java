// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import dev.apikey.ApiKey.State;
import dev.apikey.KeyOrder;
import dev.apikey.KeyOrder.Field;
import dev.apikey.KeyQuery;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What a list of keys is asked for, in the words of the query. */
final class KeyListing {

    /** What says which keys, and not in what order or how many of them. */
    static final Set<String> FILTERS =
            Set.of("search", "state", "owner", "neverUsed", "unusedDays", "expiresWithinDays");

    static final Set<String> PARAMETERS = Set.of(
            "limit", "cursor", "search", "state", "owner", "neverUsed", "unusedDays", "expiresWithinDays", "sort");

    private static final int MOST_DAYS = 3_650;

    private static final int ID_LENGTH = 16;
    private static final Map<String, Field> FIELDS = Map.of(
            "createOn", Field.CREATED, "name", Field.NAME, "lastUsed", Field.LAST_USED, "expiresAt", Field.EXPIRY);

    private final KeyQuery query;
    private final List<String> words;

    private KeyListing(KeyQuery query, List<String> words) {
        this.query = query;
        this.words = words;
    }

    /**
     * Reads what is asked for.
     *
     * @param now from when days are counted
     * @throws RefusedException naming the parameter that is wrong, but for the cursor
     */
    static KeyListing of(Parameters parameters, Instant now) {
        KeyQuery query = KeyQuery.all().limitedTo(parameters.integer("limit", 50, 1, 200));
        String search = parameters.text("search").orElse("");
        if (!search.isEmpty()) {
            query = query.containing(search);
        }
        String owner = parameters.text("owner").orElse("");
        if (!owner.isEmpty()) {
            query = query.ownedBy(owner);
        }
        String state = parameters.text("state").orElse("");
        if (!state.isEmpty()) {
            query = query.inState(state(state));
        }
        String neverUsed = parameters.text("neverUsed").orElse("");
        if (!neverUsed.isEmpty()) {
            query = neverUsed(query, neverUsed);
        }
        int unused = parameters.integer("unusedDays", 0, 1, MOST_DAYS);
        if (unused > 0) {
            query = query.unusedSince(now.minus(Duration.ofDays(unused)));
        }
        int expiring = parameters.integer("expiresWithinDays", 0, 1, MOST_DAYS);
        if (expiring > 0) {
            query = query.expiringBefore(now.plus(Duration.ofDays(expiring)));
        }
        String sort = parameters.text("sort").orElse("-createOn");
        return new KeyListing(
                query.orderedBy(order(sort)), List.of(search, owner, state, neverUsed, unused + "/" + expiring, sort));
    }

    private static KeyQuery neverUsed(KeyQuery query, String word) {
        if (!word.equals("true")) {
            throw new RefusedException(Problem.badMember("neverUsed", "neverUsed must be true, or not be there."));
        }
        return query.neverUsed();
    }

    private static State state(String word) {
        return Arrays.stream(State.values())
                .filter(state -> wordFor(state).equals(word))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        Problem.badMember("state", "state must be one of active, disabled, expired and revoked.")));
    }

    static String wordFor(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static KeyOrder order(String sort) {
        boolean descending = sort.startsWith("-");
        Field field = FIELDS.get(descending ? sort.substring(1) : sort);
        if (field == null) {
            throw new RefusedException(Problem.badMember(
                    "sort",
                    "sort must be createOn, name, lastUsed or expiresAt, with - before it for the last one first."));
        }
        return new KeyOrder(field, descending);
    }

    /** What is asked for, from the beginning. */
    KeyQuery query() {
        return query;
    }

    /**
     * The same, from a place on.
     *
     * @param place as {@link #bytes} makes them, or anything else
     * @throws RefusedException if there is no such place in this order
     */
    KeyQuery from(byte[] place) {
        if (place.length < ID_LENGTH) {
            throw Cursors.foreign();
        }
        try {
            return query.from(position(place));
        } catch (IllegalArgumentException impossible) {
            throw Cursors.foreign();
        }
    }

    /** What is asked for, in words. */
    List<String> words() {
        return words;
    }

    static byte[] bytes(KeyOrder.Position position) {
        byte[] place = position.place().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(ID_LENGTH + place.length)
                .putLong(position.id().getMostSignificantBits())
                .putLong(position.id().getLeastSignificantBits())
                .put(place)
                .array();
    }

    private static KeyOrder.Position position(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        UUID id = new UUID(buffer.getLong(), buffer.getLong());
        return new KeyOrder.Position(StandardCharsets.UTF_8.decode(buffer).toString(), id);
    }
}
