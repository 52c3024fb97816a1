// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.util.Objects;
import java.util.Set;

/** What text from people may hold: one line of Unicode that shows what it is. It is kept verbatim, never trimmed or folded. */
final class Text {

    /** Invisible characters that reorder what surrounds them (Unicode UAX #9). */
    private static final Set<Integer> BIDI_CONTROLS =
            Set.of(0x061C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069);

    private Text() {}

    /** @throws IllegalArgumentException naming the member and what is wrong with it; the text itself is not repeated */
    static void requireLine(String member, String text, int maxCodePoints) {
        Objects.requireNonNull(text, member);
        if (text.codePoints().allMatch(Text::isInvisible)) {
            throw new IllegalArgumentException(member + " must not be blank");
        }
        if (text.codePointCount(0, text.length()) > maxCodePoints) {
            throw new IllegalArgumentException(member + " must have at most " + maxCodePoints + " characters");
        }
        if (text.codePoints().anyMatch(Text::isHostile)) {
            throw new IllegalArgumentException(
                    member + " must not hold control or text-direction characters, or half a surrogate pair");
        }
    }

    private static boolean isInvisible(int codePoint) {
        return Character.isWhitespace(codePoint)
                || Character.isSpaceChar(codePoint)
                || Character.getType(codePoint) == Character.FORMAT;
    }

    private static boolean isHostile(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            default -> BIDI_CONTROLS.contains(codePoint);
        };
    }
}
