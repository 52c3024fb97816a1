// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

/**
 * Text from outside, made fit for a message: one line, nothing that a terminal or a log reader would act on, and so short that a
 * token in the wrong place shows nothing of its secret, which begins at its 30th character or later.
 */
final class Printable {

    private static final int MAX_LENGTH = 28;

    private Printable() {}

    /** The text in quotation marks, everything but printable ASCII escaped, cut after 28 characters. */
    static String quote(String text) {
        return quote(text, MAX_LENGTH);
    }

    /** The text in quotation marks, everything but printable ASCII escaped, cut after so many characters: for what is no place for a token. */
    static String quote(String text, int maxLength) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < Math.min(text.length(), maxLength); i++) {
            char c = text.charAt(i);
            boolean plain = c >= ' ' && c <= '~' && c != '"' && c != '\\';
            quoted.append(plain ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return quoted.append(text.length() > maxLength ? "…\"" : "\"").toString();
    }
}
