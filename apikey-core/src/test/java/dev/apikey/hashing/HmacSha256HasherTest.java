// SPDX-License-Identifier: Apache-2.0
package dev.apikey.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.apikey.TokenVector;
import dev.apikey.spi.SecretHasher;
import dev.apikey.testkit.SecretHasherContract;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HmacSha256HasherTest extends SecretHasherContract {

    /** Derived from the pepper of the recorded vectors. */
    private static final String ID = "f626d82a803e";

    private static final String HASH = "A".repeat(43);
    private static final byte[] SECRET = new byte[70];

    @Override
    protected SecretHasher hasher() {
        return recorded();
    }

    private static HmacSha256Hasher recorded() {
        return HmacSha256Hasher.of(PepperRing.of(TokenVector.pepper()));
    }

    @Test
    void isFast() {
        assertThat(recorded().isSlow()).isFalse();
    }

    @Test
    void takesAHashUnderAnOlderPepperForNoneOfToday() {
        HmacSha256Hasher newer = HmacSha256Hasher.of(
                PepperRing.of(new byte[32]).alsoAccepting(Base64.getEncoder().encodeToString(TokenVector.pepper())));
        assertThat(newer.isCurrent(recorded().hash(SECRET))).isFalse();
    }

    @Nested
    class Hash {

        @ParameterizedTest
        @MethodSource("dev.apikey.TokenVector#all")
        void writesTheRecordedVectors(TokenVector vector) {
            assertThat(recorded().hash(vector.subject()).equals(vector.hmacSha256()))
                    .isTrue();
        }

        @Test
        void takesTheFirstPepperOfTheRing() {
            HmacSha256Hasher hasher = HmacSha256Hasher.of(PepperRing.of(new byte[32])
                    .alsoAccepting(Base64.getEncoder().encodeToString(TokenVector.pepper())));
            assertThat(hasher.hash(SECRET).contains(ID)).isFalse();
            assertThat(hasher.hash(SECRET)
                            .equals(HmacSha256Hasher.of(PepperRing.of(new byte[32]))
                                    .hash(SECRET)))
                    .isTrue();
        }
    }

    @Nested
    class Verify {

        @ParameterizedTest
        @MethodSource("dev.apikey.TokenVector#all")
        void readsTheRecordedVectorsForTheirSecretsOnly(TokenVector vector) {
            assertThat(TokenVector.all().filter(any -> recorded().verify(any.subject(), vector.hmacSha256())))
                    .containsExactly(vector);
        }

        @Test
        void takesAnOlderPepperOfTheRing() {
            TokenVector vector = TokenVector.all().findFirst().orElseThrow();
            HmacSha256Hasher hasher = HmacSha256Hasher.of(PepperRing.of(new byte[32])
                    .alsoAccepting(Base64.getEncoder().encodeToString(new byte[33]))
                    .alsoAccepting(Base64.getEncoder().encodeToString(TokenVector.pepper())));
            assertThat(hasher.verify(vector.subject(), vector.hmacSha256())).isTrue();
            assertThat(hasher.verify(SECRET, vector.hmacSha256())).isFalse();
        }

        @ParameterizedTest
        @MethodSource("dev.apikey.TokenVector#all")
        void throwsUnderAnUnknownPepperAndNeverSaysFalse(TokenVector vector) {
            HmacSha256Hasher hasher = HmacSha256Hasher.of(PepperRing.of(new byte[32]));
            for (byte[] secret : new byte[][] {vector.subject(), SECRET}) {
                assertThatIllegalStateException()
                        .isThrownBy(() -> hasher.verify(secret, vector.hmacSha256()))
                        .withMessage("hmac-sha256: the pepper with id " + ID
                                + " is not configured: add it to the pepper ring, or revoke the keys that it hashed");
            }
        }

        @Test
        void readsWhatTheMalformedOnesAreMadeFrom() {
            assertThat(recorded().verify(SECRET, "$hmac-sha256$k=" + ID + "$" + HASH))
                    .isFalse();
        }

        @ParameterizedTest(name = "{index}")
        @MethodSource("dev.apikey.hashing.HmacSha256HasherTest#malformed")
        void refusesEveryOtherSpelling(String hash) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> recorded().verify(SECRET, hash))
                    .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain(HASH.substring(2)));
        }
    }

    static Stream<String> malformed() {
        Stream<String> ids = Stream.of(
                        ID.substring(1),
                        ID + "0",
                        ID.toUpperCase(Locale.ROOT),
                        "g" + ID.substring(1),
                        "",
                        ID + ",x=1",
                        ID + "\n",
                        " " + ID,
                        "\u0660" + ID.substring(1))
                .map(id -> "$hmac-sha256$k=" + id + "$" + HASH);
        Stream<String> hashes = Stream.of(
                        HASH.substring(1),
                        HASH + "A",
                        HASH + "=",
                        HASH.substring(1) + "B",
                        "-_" + HASH.substring(2),
                        "",
                        HASH + "\n",
                        HASH + "$",
                        HASH + "$" + HASH,
                        HASH + "\u0000",
                        HASH.substring(1) + "\uFF21")
                .map(hash -> "$hmac-sha256$k=" + ID + "$" + hash);
        Stream<String> wholes = Stream.of(
                "",
                "$",
                "$hmac-sha256$",
                "$hmac-sha256$" + HASH,
                "$hmac-sha512$k=" + ID + "$" + HASH,
                "$HMAC-SHA256$k=" + ID + "$" + HASH,
                "$hmac-sha256$K=" + ID + "$" + HASH,
                "$hmac-sha256$v=1$k=" + ID + "$" + HASH,
                "hmac-sha256$k=" + ID + "$" + HASH,
                "$argon2id$v=19$m=64,t=1,p=1$" + "A".repeat(22) + "$" + HASH);
        return Stream.of(ids, hashes, wholes).flatMap(table -> table);
    }
}
