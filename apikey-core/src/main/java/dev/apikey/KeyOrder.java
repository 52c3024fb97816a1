// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * In what order keys are listed. Ties are broken by id, in the same direction.
 *
 * @param field by what keys are ordered
 * @param descending whether the latest, or the last in the alphabet, comes first
 */
public record KeyOrder(Field field, boolean descending) {

    private static final Pattern MILLIS = Pattern.compile("0|[1-9][0-9]{0,17}|" + Long.MAX_VALUE);

    /** By what keys can be ordered. */
    public enum Field {
        /** When the key was issued. */
        CREATED,
        /** Its name in lower case, by code point; H2 puts what is beyond U+FFFF before U+E000. */
        NAME,
        /** When it was last used; never = before everything else. */
        LAST_USED,
        /** When it expires; never = after everything else. */
        EXPIRY;

        /** Where a key stands: milliseconds since 1970 in decimal or, by name, a text. */
        public String placeOf(ApiKey key) {
            return switch (this) {
                case CREATED -> millis(key.createdAt());
                case NAME -> SearchText.of(key);
                case LAST_USED -> key.lastUsedAt() == null ? "0" : millis(key.lastUsedAt());
                case EXPIRY -> key.expiresAt() == null ? Long.toString(Long.MAX_VALUE) : millis(key.expiresAt());
            };
        }

        private static String millis(Instant instant) {
            return Long.toString(instant.toEpochMilli());
        }

        private Comparator<String> places() {
            return this == NAME
                    ? Comparator.comparing(place -> place.codePoints().toArray(), Arrays::compare)
                    : Comparator.comparingLong(Long::parseLong);
        }
    }

    /**
     * A place in an order, right behind a key, whether that still exists or not. It opens nothing by itself.
     *
     * @param place where that key stood, as {@link Field#placeOf} says
     * @param id that key
     */
    public record Position(String place, UUID id) {

        /** Refuses null. */
        public Position {
            Objects.requireNonNull(place, "place");
            Objects.requireNonNull(id, "id");
        }
    }

    /** Refuses null. */
    public KeyOrder {
        Objects.requireNonNull(field, "field");
    }

    /** The earliest, or the first in the alphabet, comes first. */
    public static KeyOrder ascending(Field field) {
        return new KeyOrder(field, false);
    }

    /** The latest, or the last in the alphabet, comes first. */
    public static KeyOrder descending(Field field) {
        return new KeyOrder(field, true);
    }

    /** The place right behind this key. */
    public Position behind(ApiKey key) {
        return new Position(field.placeOf(key), key.id());
    }

    /** The order among positions; two keys never share one. */
    public Comparator<Position> comparator() {
        Comparator<Position> ascending = Comparator.comparing(Position::place, field.places())
                .thenComparing(position -> position.id().toString());
        return descending ? ascending.reversed() : ascending;
    }

    /** @throws IllegalArgumentException if there can be no such position in this order */
    void requireOwn(Position position) {
        boolean possible = field == Field.NAME
                ? position.place().codePoints().noneMatch(SearchText::isInNoName)
                : MILLIS.matcher(position.place()).matches();
        if (!possible) {
            throw new IllegalArgumentException("position must be one of the same order");
        }
    }
}
