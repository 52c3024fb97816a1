// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.hashing.SecretDigests;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A token that was verified is recognised in the one spelling that it was issued in, and in no other. */
class TokenSpellingTest {

    private static final UUID ID = UUID.fromString("123e4567-e89b-42d3-a456-426614174000");
    private static final Set<String> PREFIXES = Set.of("acme_live", "acme_test");

    private final SecretDigests digests = SecretDigests.withNewKey();
    private final String issued = Token.generate("acme_live", ID, new SeededRandom(7));

    private VerifiedSecret verified() {
        return token(issued).verified(ScriptedHasher.HASH, digests);
    }

    private static Token token(String text) {
        return Objects.requireNonNull(Token.glance(text));
    }

    private boolean isRecognised(String text, String prefix) {
        return token(text).isSpelledAs(prefix, verified(), digests);
    }

    private String with(int at, char other) {
        return issued.substring(0, at) + other + issued.substring(at + 1);
    }

    @Nested
    class IsSpelledAs {

        @Test
        void recognisesWhatWasVerified() {
            assertThat(isRecognised(issued, "acme_live")).isTrue();
        }

        /** The id is left out: by it, what was verified was found. */
        @Test
        void recognisesNothingThatDiffersInASingleCharacter() {
            int idAt = "acme_live_".length();
            for (int at = 0; at < issued.length(); at++) {
                boolean compared = at < "acme_live".length() || at > idAt + Crockford.LENGTH;
                if (compared) {
                    char other = issued.charAt(at) == 'a' ? 'b' : 'a';
                    assertThat(isRecognised(with(at, other), "acme_live"))
                            .as("at %d", at)
                            .isFalse();
                }
            }
        }

        @Test
        void recognisesNoOtherPrefix() {
            assertThat(isRecognised(issued, "acme_test")).isFalse();
            assertThat(isRecognised(issued, "acme_liv")).isFalse();
            assertThat(isRecognised(issued, "acme_lives")).isFalse();
            assertThat(isRecognised(issued, "bcme_live")).isFalse();
        }

        @Test
        void remembersTheHashThatItWasVerifiedAgainst() {
            assertThat(verified().isOf(ScriptedHasher.HASH)).isTrue();
            assertThat(verified().isOf("$other$")).isFalse();
        }
    }

    @Nested
    class IsForeign {

        @Test
        void isWhatBeginsLikeNoneOfOurs() {
            assertThat(Token.isForeign("a.jwt.token", PREFIXES)).isTrue();
            assertThat(Token.isForeign(Token.generate("other", ID, new SeededRandom(7)), PREFIXES))
                    .isTrue();
        }

        @Test
        void isNeitherOursNorADamagedOneOfOurs() {
            assertThat(Token.isForeign(issued, PREFIXES)).isFalse();
            assertThat(Token.isForeign(issued.substring(0, 40), PREFIXES)).isFalse();
            assertThat(Token.isForeign(with(issued.length() - 1, '!'), PREFIXES))
                    .isFalse();
        }
    }

    @Nested
    class PrefixOfHint {

        @Test
        void isWhatStandsBeforeTheMask() {
            assertThat(Token.prefixOfHint(Token.hint(issued))).isEqualTo("acme_live");
            assertThat(Token.prefixOfHint("a_***9842")).isEqualTo("a");
        }

        @Test
        void isTheWholeHintWhereThereIsNoMask() {
            assertThat(Token.prefixOfHint("acme_live")).isEqualTo("acme_live");
            assertThat(Token.prefixOfHint("_***9842")).isEmpty();
        }
    }
}
