// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.util.regex.Pattern;

/** What a deployment's tokens start with: 1 to 24 of {@code [a-z0-9_]}, a letter first, no double and no trailing underscore. */
final class Prefix {

    static final int MAX_LENGTH = 24;

    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");

    private Prefix() {}

    static boolean isWellFormed(String prefix) {
        return prefix.length() <= MAX_LENGTH && FORM.matcher(prefix).matches();
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
