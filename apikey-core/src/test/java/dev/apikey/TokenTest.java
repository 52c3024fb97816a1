// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.apikey.AuthenticationResult.Reason;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No assertion here names the token it is about, because reports are searched for tokens. */
class TokenTest {

    private static final Set<String> PREFIXES = Set.of("acme_live", "acme_test", "a", "abcdefghijklmnopqrstuvwx");

    /** Everything that could be mistaken for a character of a token, and a few of each kind that could not. */
    private static final String CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
            + "-.~+/=:;,!*'()@&?#%$ \t\r\n\u0000\u007F\u00A0\u0130\u0131\u0660\u200B\u2028\u212A\u017F\uFF10\uFF41\uD83D";

    @Nested
    class Read {

        @ParameterizedTest
        @MethodSource("dev.apikey.TokenVector#all")
        void takesTheRecordedVectorsApart(TokenVector vector) {
            Token token = (Token) Token.read(vector.token(), PREFIXES);
            assertThat(token.id()).isEqualTo(vector.id());
            assertThat(token.subject()).hasSize(Token.SUBJECT_LENGTH).isEqualTo(vector.subject());
        }

        /** A change anywhere is caught by form, prefix or check: CRC-32 misses no burst of up to 32 bits. */
        @ParameterizedTest
        @MethodSource("dev.apikey.TokenVector#all")
        void refusesEveryChangeOfOneCharacter(TokenVector vector) {
            for (int place = 0; place < vector.token().length(); place++) {
                for (int i = 0; i < CHARACTERS.length(); i++) {
                    char c = CHARACTERS.charAt(i);
                    if (c != vector.token().charAt(place)) {
                        String changed = new StringBuilder(vector.token())
                                .replace(place, place + 1, String.valueOf(c))
                                .toString();
                        assertThat(Token.read(changed, PREFIXES))
                                .as("U+%04X in place %d", (int) c, place)
                                .isInstanceOf(Reading.Flaw.class);
                    }
                }
            }
        }

        @ParameterizedTest
        @MethodSource("dev.apikey.TokenVector#all")
        void refusesEveryCutAndEveryExtension(TokenVector vector) {
            String token = vector.token();
            for (int place = 0; place < token.length(); place++) {
                assertFlawed(token.substring(0, place));
                assertFlawed(token.substring(place + 1));
                assertFlawed(token.substring(0, place) + token.substring(place + 1));
            }
            for (int place = 0; place <= token.length(); place++) {
                for (String more : List.of("0", "a", "_", " ", "\n", "=", "\u0000")) {
                    assertFlawed(token.substring(0, place) + more + token.substring(place));
                }
            }
            assertFlawed(token + token);
        }

        @Test
        void tellsFormThenPrefixThenCheckApart() {
            TokenVector vector = vector();
            String body = vector.encodedId() + "_" + vector.secret();
            assertThat(reason("acme_live." + body + vector.check())).isEqualTo(Reason.MALFORMED);
            assertThat(reason("acme_prod_" + body + vector.check())).isEqualTo(Reason.FOREIGN_PREFIX);
            assertThat(reason("acme_live_" + body + "000000")).isEqualTo(Reason.WRONG_CHECK);
            assertThat(reason("acme_prod_" + body + "000000")).isEqualTo(Reason.FOREIGN_PREFIX);
        }

        /** Most of a secret may be in what is left of a token. */
        @Test
        void tellsWhatIsLeftOfATokenFromWhatWasNeverOne() {
            String token = Token.generate("acme_live", UUID.randomUUID(), new SecureRandom());
            for (int length = "acme_live_".length(); length < token.length(); length++) {
                assertThat(reason(token.substring(0, length))).isEqualTo(Reason.DAMAGED);
            }
            assertThat(reason(token + "=")).isEqualTo(Reason.DAMAGED);
            assertThat(reason(token + "a".repeat(1_000))).isEqualTo(Reason.DAMAGED);
            assertThat(reason(token + token)).isEqualTo(Reason.DAMAGED);
            assertThat(reason(token.toUpperCase(Locale.ROOT))).isEqualTo(Reason.DAMAGED);
            assertThat(reason("Acme_live" + token.substring("acme_live".length())))
                    .isEqualTo(Reason.DAMAGED);
            assertThat(reason(token.substring(0, 40) + "-" + token.substring(41)))
                    .isEqualTo(Reason.DAMAGED);
            assertThat(reason(token.replace('_', '.'))).isEqualTo(Reason.MALFORMED);
            assertThat(reason("acme_live")).isEqualTo(Reason.MALFORMED);
            assertThat(reason("eyJhbGciOiJIUzI1NiJ9.e30.x")).isEqualTo(Reason.MALFORMED);
        }

        /** Each of these has a check that fits, so that only its form can be what is refused. */
        @Test
        void refusesOtherSpellingsOfAnId() {
            TokenVector vector = vector();
            String id = vector.encodedId();
            assertFlawed(signed("acme_live_" + id.toUpperCase(Locale.ROOT) + "_" + vector.secret()));
            for (String lookAlike : List.of("i", "l", "o", "u", "I", "L", "O", "U", "-")) {
                assertFlawed(signed(
                        "acme_live_" + id.substring(0, 9) + lookAlike + id.substring(10) + "_" + vector.secret()));
            }
            for (char first : "89abcdefghjkmnpqrstvwxyz".toCharArray()) {
                assertFlawed(signed("acme_live_" + first + id.substring(1) + "_" + vector.secret()));
            }
        }

        @Test
        void refusesOtherSeparatorsAndCharactersEvenIfTheCheckFits() {
            TokenVector vector = vector();
            String id = vector.encodedId();
            assertFlawed(signed("acme_live-" + id + "_" + vector.secret()));
            assertFlawed(signed("acme_live_" + id + "." + vector.secret()));
            assertFlawed(signed("acme_live_" + id + "_" + "-" + vector.secret().substring(1)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"acme__live", "acme_prod_", "_acme", "1acme", "Acme", "acmé", "acme-live", "a b"})
        void tellsAMalformedPrefixFromAForeignOne(String prefix) {
            TokenVector vector = vector();
            String token = signed(prefix + "_" + vector.encodedId() + "_" + vector.secret());
            assertThat(Token.read(token, PREFIXES)).isEqualTo(new Reading.Flaw(Reason.MALFORMED));
        }

        @ParameterizedTest
        @ValueSource(strings = {"acme", "acme_live", "acme_live_eu", "acme_live_eu_0j7s2pft4v"})
        void tellsPrefixesOfOneAnotherApart(String prefix) {
            Set<String> all = Set.of("acme", "acme_live", "acme_live_eu", "acme_live_eu_0j7s2pft4v");
            Set<String> others = new HashSet<>(all);
            others.remove(prefix);
            String token = Token.generate(prefix, UUID.randomUUID(), new SecureRandom());
            assertThat(Token.read(token, all)).isInstanceOf(Token.class);
            assertThat(Token.read(token, others)).isEqualTo(new Reading.Flaw(Reason.FOREIGN_PREFIX));
        }

        @Test
        void takesNoMutationForAToken() {
            long seed = System.nanoTime();
            Random random = new Random(seed);
            List<String> tokens = TokenVector.all().map(TokenVector::token).toList();
            Set<String> known = new HashSet<>(tokens);
            for (int i = 0; i < 100_000; i++) {
                String mutation = mutate(tokens.get(random.nextInt(tokens.size())), random);
                assertThat(known.contains(mutation) || Token.read(mutation, PREFIXES) instanceof Reading.Flaw)
                        .as("seed %d, mutation %d", seed, i)
                        .isTrue();
            }
        }

        private String mutate(String token, Random random) {
            StringBuilder text = new StringBuilder(token);
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                int place = random.nextInt(text.length());
                char c = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
                switch (random.nextInt(4)) {
                    case 0 -> text.setCharAt(place, c);
                    case 1 -> text.insert(place, c);
                    case 2 -> text.deleteCharAt(place);
                    default -> {
                        char moved = text.charAt(place);
                        text.deleteCharAt(place).insert(random.nextInt(text.length()), moved);
                    }
                }
            }
            return text.toString();
        }

        /** 10,000 of them are 10^10 characters: whoever looked at each would be at it for seconds. */
        @Test
        void refusesAMillionCharactersAtOnce() {
            String token = vector().token();
            for (String text : List.of("a".repeat(1_000_000), token.repeat(12_000), "a".repeat(1_000_000) + token)) {
                assertTimeout(Duration.ofSeconds(2), () -> {
                    for (int i = 0; i < 10_000; i++) {
                        assertFlawed(text);
                    }
                });
            }
        }
    }

    @Nested
    class Generate {

        @ParameterizedTest
        @MethodSource("dev.apikey.TokenVector#all")
        void signsLikeTheRecordedVectors(TokenVector vector) {
            assertThat(signed(vector.prefix() + "_" + vector.encodedId() + "_" + vector.secret())
                            .equals(vector.token()))
                    .isTrue();
            String generated = Token.generate(vector.prefix(), vector.id(), new SeededRandom(1));
            assertThat(signed(generated.substring(0, generated.length() - 6)).equals(generated))
                    .isTrue();
        }

        @Test
        void makesTokensThatItReads() {
            SecureRandom random = new SeededRandom(7);
            for (int i = 0; i < 1_000; i++) {
                UUID id = UUID.randomUUID();
                String text = Token.generate("acme_live", id, random);
                assertThat(((Token) Token.read(text, PREFIXES)).id()).isEqualTo(id);
                assertThat(text.matches("acme_live_[0-7][0-9a-hjkmnp-tv-z]{25}_[0-9A-Za-z]{49}"))
                        .isTrue();
            }
        }

        @Test
        void drawsEverySecretAnew() {
            Set<String> secrets = new HashSet<>();
            UUID id = UUID.randomUUID();
            SecureRandom random = new SecureRandom();
            for (int i = 0; i < 1_000; i++) {
                secrets.add(Token.generate("acme_live", id, random));
            }
            assertThat(secrets.size()).isEqualTo(1_000);
        }
    }

    @Nested
    class Hint {

        @ParameterizedTest
        @MethodSource("dev.apikey.TokenVector#all")
        void isThePrefixAndTheLastFourCharacters(TokenVector vector) {
            assertThat(Token.hint(vector.token()))
                    .isEqualTo(vector.prefix() + "_***" + vector.check().substring(2));
        }
    }

    @Nested
    class ToString {

        @Test
        void showsNothingButTheId() {
            TokenVector vector = vector();
            assertThat(Token.read(vector.token(), PREFIXES)).hasToString("Token[" + vector.id() + "]");
        }
    }

    /** One with letters in its id. */
    private static TokenVector vector() {
        return TokenVector.all().skip(2).findFirst().orElseThrow();
    }

    private static void assertFlawed(String text) {
        assertThat(Token.read(text, PREFIXES) instanceof Reading.Flaw).isTrue();
    }

    private static Reason reason(String text) {
        return ((Reading.Flaw) Token.read(text, PREFIXES)).reason();
    }

    /** The text with a check that fits, computed independently. */
    private static String signed(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        StringBuilder check = new StringBuilder();
        for (long rest = crc.getValue(); check.length() < 6; rest /= 62) {
            int digit = (int) (rest % 62);
            check.insert(0, (char) (digit < 10 ? '0' + digit : digit < 36 ? 'A' + digit - 10 : 'a' + digit - 36));
        }
        return body + check;
    }
}
