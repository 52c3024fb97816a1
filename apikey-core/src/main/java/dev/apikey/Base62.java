// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.security.SecureRandom;
import java.util.Arrays;

/** Text of {@code 0-9A-Za-z}, where each character counts by its place in that order. */
final class Base62 {

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int BASE = 62;

    /** The largest multiple of 62 in a byte: what lies above is drawn again, so that no character is likelier than another. */
    private static final int UNBIASED = 4 * BASE;

    private static final byte[] VALUES = values();

    private Base62() {}

    static boolean contains(char c) {
        return c < VALUES.length && VALUES[c] >= 0;
    }

    /** The number that these characters spell; -1 if one of them does not belong to it. */
    static long decode(String text, int from, int length) {
        long number = 0;
        for (int i = from; i < from + length; i++) {
            char c = text.charAt(i);
            if (!contains(c)) {
                return -1;
            }
            number = number * BASE + VALUES[c];
        }
        return number;
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            values[ALPHABET.charAt(i)] = (byte) i;
        }
        return values;
    }

    /** A number, left-padded with {@code 0} to this many characters. */
    static String encode(long number, int length) {
        char[] text = new char[length];
        long rest = number;
        for (int i = length - 1; i >= 0; i--) {
            text[i] = ALPHABET.charAt((int) (rest % BASE));
            rest /= BASE;
        }
        return new String(text);
    }

    /** Independent, uniformly distributed characters. */
    static String random(SecureRandom random, int length) {
        StringBuilder text = new StringBuilder(length);
        byte[] draw = new byte[length];
        while (text.length() < length) {
            random.nextBytes(draw);
            for (int i = 0; i < draw.length && text.length() < length; i++) {
                int value = Byte.toUnsignedInt(draw[i]);
                if (value < UNBIASED) {
                    text.append(ALPHABET.charAt(value % BASE));
                }
            }
        }
        return text.toString();
    }
}
