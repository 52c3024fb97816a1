// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

/** What a deployment's tokens start with: 1 to 24 of {@code [a-z0-9_]}, a letter first, no double and no trailing underscore. */
final class Prefix {

    static final int MAX_LENGTH = 24;

    private static final char SEPARATOR = '_';

    private Prefix() {}

    static boolean isWellFormed(String prefix) {
        char before = SEPARATOR;
        for (int i = 0; i < prefix.length(); i++) {
            char c = prefix.charAt(i);
            boolean fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9' && i > 0) || (c == SEPARATOR && before != c);
            if (!fits) {
                return false;
            }
            before = c;
        }
        return before != SEPARATOR && prefix.length() <= MAX_LENGTH;
    }

    /** @throws IllegalArgumentException saying what a prefix looks like */
    static String require(String prefix) {
        if (!isWellFormed(prefix)) {
            throw new IllegalArgumentException("prefix must be 1 to " + MAX_LENGTH
                    + " characters of [a-z0-9_], start with a letter and have no double or trailing _, such as acme_live: "
                    + Printable.quote(prefix));
        }
        return prefix;
    }
}
