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
    static @Nullable UUID decode(char[] text, int from) {
        if (text[from] > '7') {
            return null;
        }
        long high = 0;
        long low = 0;
        for (int i = from; i < from + LENGTH; i++) {
            char c = text[i];
            int value = c < VALUES.length ? VALUES[c] : -1;
            if (value < 0) {
                return null;
            }
            high = high << BITS | low >>> (Long.SIZE - BITS);
            low = low << BITS | value;
        }
        return new UUID(high, low);
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
