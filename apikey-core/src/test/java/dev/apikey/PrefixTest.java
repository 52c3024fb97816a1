// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PrefixTest {

    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");
    /** The ends of what is allowed, and what lies beside them. */
    private static final String CHARACTERS = "az09_`{/:AZ-";

    /** All of one to five characters. */
    @Test
    void hasTheFormThatIsWrittenDown() {
        assertThat(Prefix.isWellFormed("")).isFalse();
        int good = 0;
        for (int length = 1; length <= 5; length++) {
            int all = (int) Math.pow(CHARACTERS.length(), length);
            for (int number = 0; number < all; number++) {
                String text = text(number, length);
                boolean fits = FORM.matcher(text).matches();
                good += fits ? 1 : 0;
                if (Prefix.isWellFormed(text) != fits) {
                    assertThat(text).as("is well-formed?").isEqualTo(fits ? "yes" : "no");
                }
            }
        }
        assertThat(good).isGreaterThan(500);
    }

    private static String text(int number, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0, rest = number; i < length; i++, rest /= CHARACTERS.length()) {
            text.append(CHARACTERS.charAt(rest % CHARACTERS.length()));
        }
        return text.toString();
    }

    @Test
    void isNoLongerThanTwentyFourCharacters() {
        assertThat(Prefix.isWellFormed("a".repeat(24))).isTrue();
        assertThat(Prefix.isWellFormed("a".repeat(25))).isFalse();
    }
}
