// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a secret looks like when it stands where it must not. */
final class SecretPattern {

    private static final List<Pattern> PATTERNS = List.of(
            // A token: any prefix, id, secret and check.
            Pattern.compile("[a-z0-9]_[0-7][0-9a-hjkmnp-tv-z]{25}_[0-9A-Za-z]{49}"),
            // Its secret part alone, as it is hashed.
            Pattern.compile("\\b[0-7][0-9a-hjkmnp-tv-z]{25}_[0-9A-Za-z]{43}"),
            // A secret, a hash or a pepper by itself: 43 characters, or 49 with a check, that look drawn and not
            // written.
            Pattern.compile(
                    "(?<![A-Za-z0-9+/_.$-])(?!(?:[^/\\s]*/){4})(?=[^0-9\\s]*[0-9][^0-9\\s]*[0-9])(?=[^A-Z\\s]*[A-Z])(?=[^a-z\\s]*[a-z])"
                            + "(?:[A-Za-z0-9]{49}|[A-Za-z0-9+/]{43}=?)(?![A-Za-z0-9+/_.=$-])"),
            // A stored hash.
            Pattern.compile("\\$argon2id\\$v=19\\$[^$\\s]{1,60}\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}"),
            Pattern.compile("\\$hmac-sha256\\$k=[0-9a-f]{12}\\$[A-Za-z0-9+/]{43}"),
            // The pepper 00 01 02 … 1f of the tests.
            Pattern.compile("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"),
            Pattern.compile("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));

    private SecretPattern() {}

    /** Where secrets begin in a text, so that a report of them shows none. */
    static Stream<Integer> positions(String text) {
        return PATTERNS.stream()
                .flatMap(pattern -> pattern.matcher(text).results())
                .map(found -> found.start())
                .sorted();
    }
}
