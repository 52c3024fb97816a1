// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * UUIDs as 26 characters of lower-case Crockford base32, most significant first (the ULID layout). There is one spelling for
 * each UUID: no upper case, no look-alikes, a first character of 0 to 7.
 */
final class Crockford {

    static final int LENGTH = 26;

    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int BITS = 5;
    private static final byte[] VALUES = values();

    private Crockford() {}

    static String encode(UUID id) {
        char[] text = new char[LENGTH];
        long high = id.getMostSignificantBits();
        long low = id.getLeastSignificantBits();
        for (int i = LENGTH - 1; i >= 0; i--) {
            text[i] = ALPHABET.charAt((int) (low & 31));
            low = low >>> BITS | high << (Long.SIZE - BITS);
            high >>>= BITS;
        }
        return new String(text);
    }

    /** The UUID spelled at this place, or null if no UUID is spelled so. */
    static @Nullable UUID decode(String text, int from) {
        // 128 bits: 3 in the first character, which is 7 at most, and then five times 25.
        int start = value(text.charAt(from));
        int first = five(text, from + 1);
        int second = five(text, from + 6);
        int third = five(text, from + 11);
        int fourth = five(text, from + 16);
        int fifth = five(text, from + 21);
        if ((start | first | second | third | fourth | fifth | 7 - start) < 0) {
            return null;
        }
        long high = (long) start << 61 | (long) first << 36 | (long) second << 11 | third >>> 14;
        long low = (long) third << 50 | (long) fourth << 25 | fifth;
        return new UUID(high, low);
    }

    /** The number that five characters spell, or a negative one if they spell none. Not a loop: the steps of one would wait for each other. */
    private static int five(String text, int from) {
        return value(text.charAt(from)) << 20
                | value(text.charAt(from + 1)) << 15
                | value(text.charAt(from + 2)) << 10
                | value(text.charAt(from + 3)) << 5
                | value(text.charAt(from + 4));
    }

    private static int value(char c) {
        return c < VALUES.length ? VALUES[c] : -1;
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            values[ALPHABET.charAt(i)] = (byte) i;
        }
        return values;
    }
}
