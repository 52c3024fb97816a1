// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {

    private static final String KEY_EMOJI = "\uD83D\uDD11";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                " a ",
                "O'Brien; DROP TABLE \"keys\" --",
                "<script>${env:HOME}%n",
                "a\u0300\u0301\u0302",
                "\u00C5 and A\u030A and \u212B",
                "键 مفتاح ключ",
                "\uD83D\uDD11\uD83D\uDC68\u200D\uD83D\uDCBB\uD83C\uDFF3\uFE0F\u200D\uD83C\uDF08",
                "\u00A0\u3000x",
                "\uDBFF\uDFFD"
            })
    void takesALineOfAnyLanguage(String text) {
        assertThatCode(() -> Text.requireLine("name", text, 64)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", " \n ", "\u2003\u3000", "\u2028", "\u00A0", "\u200B\u200D\uFEFF"})
    void refusesABlankOne(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Text.requireLine("name", text, 64))
                .withMessage("name must not be blank");
    }

    @Test
    void countsCodePoints() {
        assertThatCode(() -> Text.requireLine("name", KEY_EMOJI.repeat(64), 64)).doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Text.requireLine("name", KEY_EMOJI.repeat(64) + "a", 64))
                .withMessage("name must have at most 64 characters");
        assertThatIllegalArgumentException().isThrownBy(() -> Text.requireLine("name", "a".repeat(65), 64));
    }

    static IntStream hostile() {
        IntStream controls = IntStream.concat(IntStream.range(0, 0x20), IntStream.rangeClosed(0x7F, 0x9F));
        IntStream separators = IntStream.of(0x2028, 0x2029);
        IntStream bidi = IntStream.concat(
                IntStream.of(0x061C, 0x200E, 0x200F),
                IntStream.concat(IntStream.rangeClosed(0x202A, 0x202E), IntStream.rangeClosed(0x2066, 0x2069)));
        IntStream halves = IntStream.of(0xD800, 0xDBFF, 0xDC00, 0xDFFF);
        return IntStream.concat(IntStream.concat(controls, separators), IntStream.concat(bidi, halves));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void refusesWhatDoesNotShowWhatItIs(int hostile) {
        String character = String.valueOf((char) hostile);
        for (String text : new String[] {character + "ab", "a" + character + "b", "ab" + character}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Text.requireLine("owner", text, 64))
                    .withMessage("owner must not hold control or text-direction characters, or half a surrogate pair");
        }
    }

    @Test
    void refusesTheHalvesOfAPairInTheWrongOrder() {
        assertThatIllegalArgumentException().isThrownBy(() -> Text.requireLine("name", "\uDD11\uD83D", 64));
    }
}
