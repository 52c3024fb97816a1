// SPDX-License-Identifier: Apache-2.0
package dev.apikey.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.apikey.TokenVector;
import java.util.Base64;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PepperRingTest {

    private static final byte[] SECRET = new byte[70];

    private static String base64(int length) {
        return Base64.getEncoder().encodeToString(new byte[length]);
    }

    @Nested
    class Of {

        @Test
        void takesThirtyTwoBytesAndNotOneLess() {
            assertThat(PepperRing.of(new byte[32]).primary().id()).hasSize(Pepper.ID_LENGTH);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PepperRing.of(new byte[31]))
                    .withMessage("pepper must have at least 32 bytes, has 31: make one with `openssl rand -base64 32`");
            assertThatIllegalArgumentException().isThrownBy(() -> PepperRing.of(new byte[0]));
        }

        @Test
        void copiesThePepper() {
            byte[] pepper = TokenVector.pepper();
            HmacSha256Hasher hasher = HmacSha256Hasher.of(PepperRing.of(pepper));
            String before = hasher.hash(SECRET);
            pepper[0] ^= 1;
            assertThat(hasher.verify(SECRET, before)).isTrue();
        }
    }

    @Nested
    class Parse {

        @Test
        void readsWhatOpensslPrints() {
            String printed = Base64.getEncoder().encodeToString(TokenVector.pepper());
            assertThat(PepperRing.parse(printed).primary().id())
                    .isEqualTo(PepperRing.of(TokenVector.pepper()).primary().id());
        }

        @ParameterizedTest(name = "{index}")
        @ValueSource(
                strings = {
                    "not/base64/because/of/the/question/mark/at/the/end?",
                    "url-safe_url-safe_url-safe_url-safe_url-safe",
                    "with a space AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                    "newline\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                })
        void refusesWhatIsNoBase64WithoutRepeatingIt(String text) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PepperRing.parse(text))
                    .withMessage("pepper must be base64: make one with `openssl rand -base64 32`")
                    .withNoCause();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PepperRing.parse(base64(32)).alsoAccepting(text))
                    .withMessageStartingWith("pepper must be base64")
                    .withNoCause();
        }

        @Test
        void takesTheLineOfAFileForWhatItSays() {
            assertThat(PepperRing.parse(" " + base64(32) + "\r\n"))
                    .hasToString(PepperRing.parse(base64(32)).toString());
        }

        @Test
        @SuppressWarnings("NullAway") // what an unset environment variable is
        void saysThatNoneIsSet() {
            assertThatNullPointerException()
                    .isThrownBy(() -> PepperRing.parse(System.getenv("NO_SUCH_PEPPER")))
                    .withMessage("pepper must be set: make one with `openssl rand -base64 32`");
        }

        @Test
        void refusesTooFewBytesWithoutRepeatingThem() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PepperRing.parse(base64(31)))
                    .withMessageStartingWith("pepper must have at least 32 bytes, has 31")
                    .withMessageNotContaining("AAAA");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PepperRing.parse(base64(32)).alsoAccepting(""))
                    .withMessageStartingWith("pepper must have at least 32 bytes, has 0");
        }
    }

    @Nested
    class AlsoAccepting {

        @Test
        void leavesTheRingItIsAskedOnAsItWas() {
            PepperRing ring = PepperRing.of(TokenVector.pepper());
            String before = ring.toString();
            PepperRing more = ring.alsoAccepting(base64(32));
            assertThat(ring).hasToString(before);
            assertThat(more.primary().id()).isEqualTo(ring.primary().id());
            assertThat(more.named(PepperRing.of(new byte[32]).primary().id()).mac(SECRET))
                    .isEqualTo(Pepper.of(new byte[32]).mac(SECRET));
        }
    }

    @Nested
    class ToString {

        @Test
        void showsIdsOnly() {
            assertThat(PepperRing.of(TokenVector.pepper()).alsoAccepting(base64(32)))
                    .hasToString("PepperRing[Pepper[f626d82a803e], Pepper["
                            + Pepper.of(new byte[32]).id() + "]]");
        }
    }
}
