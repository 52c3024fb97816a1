// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

/** How names are searched and ordered for people: in lower case, followed by the four characters that a hint ends with. */
final class SearchText {

    private static final int POSTFIX_LENGTH = 4;

    private SearchText() {}

    static String of(ApiKey key) {
        String hint = key.hint();
        String postfix = hint.substring(Math.max(0, hint.length() - POSTFIX_LENGTH));
        return fold(key.name() + " " + postfix);
    }

    /**
     * Each character for itself, as {@link String#equalsIgnoreCase} compares: whatever a name holds is found by any part of it. The lower
     * case of a whole text would depend on what is next to a character, and be longer than the text now and then.
     */
    static String fold(String text) {
        return text.codePoints()
                .map(Character::toUpperCase)
                .map(Character::toLowerCase)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Not every database takes them. Half a character would be found in another one. */
    static boolean isInNoName(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }
}
