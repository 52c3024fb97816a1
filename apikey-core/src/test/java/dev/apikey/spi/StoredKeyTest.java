// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.Permissions;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredKeyTest {

    private static StoredKey hashed(String hash) {
        ApiKey key = new ApiKey(
                new UUID(0, 0),
                "ben",
                "CI",
                Permissions.none(),
                Instant.EPOCH,
                Actor.of("ada"),
                null,
                null,
                null,
                null,
                null,
                1,
                null,
                null,
                "acme_live_***9842");
        return new StoredKey(key, hash);
    }

    @Nested
    class HashKind {

        @Test
        void isTheAlgorithmAndItsParametersForEveryHasherOfOurs() {
            byte[] secret = new byte[70];
            String argon2id = Argon2idHasher.recommended().hash(secret);
            assertThat(hashed(argon2id).hashKind()).isEqualTo("argon2id v=19 m=19456,t=2,p=1");
            String hmac = HmacSha256Hasher.of(PepperRing.of(new byte[32])).hash(secret);
            assertThat(hashed(hmac).hashKind()).matches("hmac-sha256 k=[0-9a-f]{12}");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '"',
                value = {
                    "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA|argon2id v=19 m=19456,t=2,p=1",
                    "$hmac-sha256$k=f626d82a803e$aGFzaA|hmac-sha256 k=f626d82a803e",
                    "$2b$12$R9h|2b",
                    "$5$rounds=5000$salt$aGFzaA|5 rounds=5000",
                    "$scripted$|scripted",
                    "$x$c2FsdA==$aGFzaA=|x",
                    "$x$|x",
                    "$x$$$$|x"
                })
        void isWhatComesBeforeTheSalt(String hash, String kind) {
            assertThat(hashed(hash).hashKind()).isEqualTo(kind);
        }

        /** A hasher may put '=' into what it wants to; behind the first field that is no parameter everything is salt or hash. */
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "$x$c2FsdA$h=0123456789abcdef0123456789abcdef",
                    "$x$v=1$c2FsdA$h=0123456789abcdef0123456789abcdef",
                    "$x$$h=0123456789abcdef0123456789abcdef"
                })
        void holdsNothingOfWhatComesBehindTheSalt(String hash) {
            assertThat(hashed(hash).hashKind()).doesNotContain("h=", "0123456789abcdef");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"", "$", "$$", "$$$", "x", "x$y", "x$y$z", "$x", "$X$v=1$", "$ä$v=1$", "$ $", "\u0000$a$b"})
        void isUnknownForWhatIsNoPhcString(String garbage) {
            assertThat(hashed(garbage).hashKind()).isEqualTo("unknown");
        }

        @Test
        void isBoundedForWhateverSomebodyPutIntoTheTable() {
            assertThat(hashed("$" + "x".repeat(33) + "$v=1$").hashKind()).isEqualTo("unknown");
            assertThat(hashed("$x$" + "a=1,".repeat(50) + "b=1$salt").hashKind())
                    .hasSizeLessThanOrEqualTo(100);
            assertThat(hashed("$x$" + "a=1,".repeat(100_000) + "b=1$salt").hashKind())
                    .hasSizeLessThanOrEqualTo(100);
            assertThat(hashed("$".repeat(100_000)).hashKind()).isEqualTo("unknown");
        }

        @Test
        void throwsForNothing() {
            long seed = System.nanoTime();
            System.out.println("StoredKeyTest.throwsForNothing seed " + seed);
            Random random = new Random(seed);
            String alphabet = "$$$=,abz019-AZ+/ \u0000\uD83D\uDD11";
            for (int i = 0; i < 20_000; i++) {
                StringBuilder garbage = new StringBuilder(random.nextBoolean() ? "$x$" : "");
                for (int length = random.nextInt(30); length > 0; length--) {
                    garbage.append(alphabet.charAt(random.nextInt(alphabet.length())));
                }
                assertThat(hashed(garbage.toString()).hashKind())
                        .as("seed %d", seed)
                        .matches("unknown|[a-z0-9-]{1,32}( [a-z0-9=,]+)*");
            }
        }
    }

    @Test
    void showsNoHash() {
        assertThat(hashed("$x$v=1$c2FsdA$aGFzaA").toString()).doesNotContain("aGFzaA", "c2FsdA");
    }
}
