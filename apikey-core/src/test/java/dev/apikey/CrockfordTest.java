// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CrockfordTest {

    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final String SAMPLE = "0j7s2pft4v8b9t8nj2cra1eg00";

    @ParameterizedTest
    @MethodSource("dev.apikey.TokenVector#all")
    void spellsAndReadsTheRecordedVectors(TokenVector vector) {
        assertThat(Crockford.encode(vector.id())).isEqualTo(vector.encodedId());
        assertThat(Crockford.decode(vector.encodedId(), 0)).isEqualTo(vector.id());
    }

    @Test
    void readsBackEveryUuidThatItSpells() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            UUID id = new UUID(random.nextLong(), random.nextLong());
            String text = Crockford.encode(id);
            assertThat(text).as("seed %d", seed).hasSize(Crockford.LENGTH);
            assertThat(Crockford.decode(("xyz" + text + "xyz"), 3))
                    .as("seed %d", seed)
                    .isEqualTo(id);
        }
    }

    @Test
    void reachesFromNilToMax() {
        assertThat(Crockford.encode(new UUID(0, 0))).isEqualTo("0".repeat(26));
        assertThat(Crockford.encode(new UUID(-1, -1))).isEqualTo("7" + "z".repeat(25));
        assertThat(Crockford.decode("0".repeat(26), 0)).isEqualTo(new UUID(0, 0));
        assertThat(Crockford.decode(("7" + "z".repeat(25)), 0)).isEqualTo(new UUID(-1, -1));
    }

    @Test
    void refusesEveryCharacterOutsideItsAlphabetInEveryPlace() {
        for (int place = 0; place < Crockford.LENGTH; place++) {
            for (char c = 0; c < 0x300; c++) {
                boolean canonical = ALPHABET.indexOf(c) >= 0 && (place > 0 || c <= '7');
                assertThat(Crockford.decode(replace(place, c), 0) != null)
                        .as("U+%04X in place %d", (int) c, place)
                        .isEqualTo(canonical);
            }
        }
    }

    @Test
    void refusesCharactersThatShareTheirLowBitsWithItsAlphabet() {
        IntStream.of(0x100, 0x4000, 0x8000, 0xFF00)
                .forEach(high -> assertThat(Crockford.decode(replace(9, (char) (high | 'a')), 0))
                        .as("high bits %x", high)
                        .isNull());
    }

    private static String replace(int place, char c) {
        return new StringBuilder(SAMPLE)
                .replace(place, place + 1, String.valueOf(c))
                .toString();
    }
}
