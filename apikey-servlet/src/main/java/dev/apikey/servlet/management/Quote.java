// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

/** Text from a request, made fit for an answer: printable ASCII, and so short that a token in the wrong place shows nothing of its secret. */
final class Quote {

    private static final int MAX_LENGTH = 28;

    private Quote() {}

    static String of(String text) {
        StringBuilder quoted = new StringBuilder("'");
        for (int i = 0; i < Math.min(text.length(), MAX_LENGTH); i++) {
            char c = text.charAt(i);
            boolean plain = c >= ' ' && c <= '~' && "'\"\\<>&".indexOf(c) < 0;
            quoted.append(plain ? String.valueOf(c) : String.format("u+%04x", (int) c));
        }
        return quoted.append(text.length() > MAX_LENGTH ? "...'" : "'").toString();
    }
}
