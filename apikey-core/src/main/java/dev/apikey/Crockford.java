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
    private static final int ASCII = 0x7f;
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
    static @Nullable UUID decode(char[] text, int from) {
        // 130 bits, of which the first two are none: 63 in the first 13 characters, 5 in the next one, 60 in the rest.
        long front = number(text, from, 13);
        long middle = number(text, from + 13, 1);
        long back = number(text, from + 14, 12);
        if ((front | middle | back) < 0 || text[from] > '7') {
            return null;
        }
        return new UUID(front << 1 | middle >>> 4, middle << 60 | back);
    }

    /** The number that these characters spell, or a negative one if they spell none. */
    private static long number(char[] text, int from, int length) {
        long number = 0;
        int flaws = 0;
        for (int i = from; i < from + length; i++) {
            int value = VALUES[text[i] & ASCII];
            flaws |= value | (ASCII - text[i]);
            number = number << BITS | (value & 31);
        }
        return flaws < 0 ? -1 : number & Long.MAX_VALUE;
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
