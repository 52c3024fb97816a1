// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class Base62Test {

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    @Nested
    class Encode {

        @Test
        void padsOnTheLeft() {
            assertThat(Base62.encode(0, 6)).isEqualTo("000000");
            assertThat(Base62.encode(61, 6)).isEqualTo("00000z");
            assertThat(Base62.encode(62, 6)).isEqualTo("000010");
        }

        @Test
        void fitsEveryCrcIntoSixCharacters() {
            assertThat(Base62.encode(0xFFFF_FFFFL, 6)).isEqualTo("4gfFC3");
        }

        @Test
        void isTheInverseOfReadingByPlace() {
            long seed = System.nanoTime();
            new Random(seed).longs(10_000, 0, 1L << 32).forEach(number -> {
                long read = Base62.encode(number, 6)
                        .chars()
                        .mapToLong(ALPHABET::indexOf)
                        .reduce(0, (a, b) -> a * 62 + b);
                assertThat(read).as("seed %d", seed).isEqualTo(number);
            });
        }
    }

    @Nested
    class Contains {

        @Test
        void knowsItsAlphabetAndNothingElse() {
            for (char c = 0; c < Character.MAX_VALUE; c++) {
                assertThat(Base62.contains(c)).as("U+%04X", (int) c).isEqualTo(ALPHABET.indexOf(c) >= 0);
            }
        }
    }

    @Nested
    class RandomText {

        /** Every byte once: 248 of them are four rounds of the alphabet, the eight above are not used. */
        @Test
        void givesEveryCharacterTheSameNumberOfBytes() {
            String text = Base62.random(new CountingBytes(i -> i), 256);
            assertThat(text).hasSize(256).startsWith(ALPHABET.repeat(4)).endsWith("01234567");
        }

        @Test
        void drawsAgainWhatWouldBeBiased() {
            String text = Base62.random(new CountingBytes(i -> i < 1_000 ? 248 + i % 8 : i - 1_000), 10);
            assertThat(text).isEqualTo("0123456789");
        }

        /** Chi-square with 61 degrees of freedom: mean 61, and 130 is beyond six standard deviations. */
        @Test
        void isUniformlyDistributed() {
            int[] counts = new int[128];
            Base62.random(new SeededRandom(20_261_124), 620_000).chars().forEach(c -> counts[c]++);
            double chiSquare = ALPHABET.chars()
                    .mapToDouble(c -> (counts[c] - 10_000.0) * (counts[c] - 10_000.0) / 10_000.0)
                    .sum();
            assertThat(chiSquare).isBetween(20.0, 130.0);
        }

        @Test
        void hasTheLengthThatWasAskedFor() {
            for (int length = 0; length < 100; length++) {
                assertThat(Base62.random(new SeededRandom(length), length)).hasSize(length);
            }
        }
    }

    /** Bytes by their place in the stream. */
    private static final class CountingBytes extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final transient IntUnaryOperator byteAt;
        private int place;

        CountingBytes(IntUnaryOperator byteAt) {
            this.byteAt = byteAt;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) byteAt.applyAsInt(place++);
            }
        }
    }

    @Test
    void spellsNoNumberWithOtherCharacters() {
        assertThat(Base62.decode("00000!", 0, 6)).isEqualTo(-1);
        assertThat(Base62.decode("00000z", 0, 6)).isEqualTo(61);
    }
}
