// SPDX-License-Identifier: Apache-2.0
package dev.apikey.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.apikey.TokenVector;
import dev.apikey.spi.SecretHasher;
import dev.apikey.testkit.SecretHasherContract;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class Argon2idHasherTest extends SecretHasherContract {

    private static final String SALT = "A".repeat(22);
    private static final String HASH = "A".repeat(43);
    private static final String WELL_FORMED = phc(64, 1, 1);
    private static final byte[] SECRET = new byte[70];

    @Override
    protected SecretHasher hasher() {
        return cheap();
    }

    private static Argon2idHasher cheap() {
        return Argon2idHasher.of(64, 1, 1);
    }

    private static String phc(int memoryKib, int passes, int lanes) {
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s".formatted(memoryKib, passes, lanes, SALT, HASH);
    }

    @Nested
    class Of {

        @Test
        void recommendsTheMinimumOfOwasp() {
            assertThat(Argon2idHasher.recommended().hash(SECRET).startsWith("$argon2id$v=19$m=19456,t=2,p=1$"))
                    .isTrue();
        }

        @ParameterizedTest
        @CsvSource({"8,1,1", "131072,1,1", "8,10,1", "32,1,4", "131072,5,4", "65536,10,4"})
        void takesCostsAtTheirBounds(int memoryKib, int passes, int lanes) {
            assertThatCode(() -> Argon2idHasher.of(memoryKib, passes, lanes)).doesNotThrowAnyException();
        }

        @ParameterizedTest
        @CsvSource({
            "7,1,1,memory in KiB must be from 8 to 131072",
            "131073,1,1,memory in KiB must be from 8 to 131072",
            "131072,6,1,memory in KiB times passes must be from 1 to 655360",
            "31,1,4,memory in KiB must be from 32 to 131072",
            "64,0,1,passes must be from 1 to 10",
            "64,11,1,passes must be from 1 to 10",
            "64,1,0,lanes must be from 1 to 4",
            "64,1,5,lanes must be from 1 to 4",
            "-2147483648,1,1,memory in KiB must be from 8 to 131072"
        })
        void refusesCostsBeyondTheirBounds(int memoryKib, int passes, int lanes, String why) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Argon2idHasher.of(memoryKib, passes, lanes))
                    .withMessageStartingWith("argon2id " + why);
        }
    }

    @Nested
    class Hash {

        @Test
        void saltsEveryHashAnew() {
            assertThat(cheap().hash(SECRET).equals(cheap().hash(SECRET))).isFalse();
        }

        @Test
        void verifiesUnderAnyOtherCost() {
            assertThat(Argon2idHasher.of(128, 3, 2).verify(SECRET, cheap().hash(SECRET)))
                    .isTrue();
        }
    }

    @Nested
    class Verify {

        @ParameterizedTest
        @MethodSource("dev.apikey.TokenVector#all")
        void agreesWithTheReferenceImplementation(TokenVector vector) {
            assertThat(cheap().verify(vector.subject(), vector.argon2id())).isTrue();
            byte[] changed = vector.subject();
            changed[69] ^= 1;
            assertThat(cheap().verify(changed, vector.argon2id())).isFalse();
        }

        @ParameterizedTest
        @MethodSource("dev.apikey.TokenVector#all")
        void tellsTheSecretsOfOtherRowsApart(TokenVector vector) {
            assertThat(TokenVector.all().filter(other -> !other.equals(vector)))
                    .hasSize(4)
                    .noneMatch(other -> cheap().verify(other.subject(), vector.argon2id()));
        }

        @Test
        void readsWhatTheMalformedOnesAreMadeFrom() {
            assertThat(cheap().verify(SECRET, WELL_FORMED)).isFalse();
        }

        @ParameterizedTest(name = "{index}")
        @MethodSource("dev.apikey.hashing.Argon2idHasherTest#malformed")
        void refusesEveryOtherSpelling(String hash) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> cheap().verify(SECRET, hash))
                    .satisfies(refusal -> assertThat(refusal.getMessage())
                            .doesNotContain(SALT.substring(2))
                            .doesNotContain("argon2id$"));
        }

        @ParameterizedTest
        @CsvSource({"8,1,1", "131072,1,1", "64,10,1", "32,1,4"})
        void computesCostsAtTheirBounds(int memoryKib, int passes, int lanes) {
            assertThat(cheap().verify(SECRET, phc(memoryKib, passes, lanes))).isFalse();
        }

        @ParameterizedTest
        @CsvSource({
            "8388608,1,1",
            "131073,1,1",
            "7,1,1",
            "64,1000000,1",
            "64,11,1",
            "2048,1,255",
            "64,1,5",
            "31,1,4",
            "999999999,999999999,999999999"
        })
        void refusesCostsBeyondTheirBounds(int memoryKib, int passes, int lanes) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> cheap().verify(SECRET, phc(memoryKib, passes, lanes)))
                    .withMessageContaining("must be from");
        }

        /**
         * One pass over 8 GiB takes seconds of this thread's CPU; a refusal takes microseconds. A thousand refusals in one second
         * leave room for the slowest machine and none for a single hash. CPU time of this thread, because other processes and the
         * garbage collector do not count in it.
         */
        @Test
        void refusesEightGibibytesBeforeAnythingIsComputed() {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < 1_000; i++) {
                assertThatIllegalArgumentException().isThrownBy(() -> cheap().verify(SECRET, phc(8_388_608, 1, 1)));
            }
            assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - before))
                    .isLessThan(Duration.ofSeconds(1));
        }
    }

    static Stream<String> malformed() {
        Stream<String> costs = Stream.of(
                        "t=1,m=64,p=1",
                        "m=64,p=1,t=1",
                        "p=1,t=1,m=64",
                        "m=064,t=1,p=1",
                        "m=64,t=01,p=1",
                        "m=64,t=1,p=01",
                        "m=+64,t=1,p=1",
                        "m=-64,t=1,p=1",
                        "m=64,t=-1,p=1",
                        "m=64,t=1,p=+1",
                        "m=0,t=1,p=1",
                        "m=64,t=0,p=1",
                        "m=64,t=1,p=0",
                        "m=64,t=1",
                        "m=64,p=1",
                        "m=,t=1,p=1",
                        "m=64,t=1,p=1,",
                        "m=64,t=1,p=1,p=1",
                        "m=64,t=1,p=1,keyid=AA",
                        "m=64,t=1,p=1,data=AA",
                        "m=64, t=1, p=1",
                        "m=64;t=1;p=1",
                        "M=64,T=1,P=1",
                        "m=0x40,t=1,p=1",
                        "m=6_4,t=1,p=1",
                        "m=64.0,t=1,p=1",
                        "m=4294967360,t=1,p=1",
                        "m=18446744073709551680,t=1,p=1",
                        "m=64,t=4294967297,p=1",
                        "m=64,t=1,p=4294967297",
                        "m=\u0666\u0664,t=1,p=1",
                        "m=\uFF16\uFF14,t=1,p=1",
                        "m=64,t=\u0967,p=1",
                        "m=64,t=1,p=1\n",
                        "")
                .map(cost -> "$argon2id$v=19$" + cost + "$" + SALT + "$" + HASH);
        Stream<String> fields = Stream.of("argon2i", "argon2d", "Argon2id", "argon2id ", "hmac-sha256", "")
                .map(algorithm -> "$" + algorithm + "$v=19$m=64,t=1,p=1$" + SALT + "$" + HASH);
        Stream<String> versions = Stream.of("v=16", "v=13", "v=019", "v=19,x=1", "19", "v=", "")
                .map(version -> "$argon2id$" + version + "$m=64,t=1,p=1$" + SALT + "$" + HASH);
        String start = "$argon2id$v=19$m=64,t=1,p=1$";
        Stream<String> encodings = Stream.of(
                        List.of(SALT + "==", HASH),
                        List.of(SALT, HASH + "="),
                        List.of(SALT.substring(1) + "B", HASH),
                        List.of(SALT, HASH.substring(1) + "B"),
                        List.of(SALT.substring(1) + "-", HASH),
                        List.of("_" + SALT.substring(1), HASH),
                        List.of(SALT, "-_" + HASH.substring(2)),
                        List.of(SALT.substring(1), HASH),
                        List.of(SALT + "A", HASH),
                        List.of(SALT, HASH.substring(1)),
                        List.of(SALT, HASH + "A"),
                        List.of("", HASH),
                        List.of(SALT, ""),
                        List.of(SALT, HASH + "$"),
                        List.of(SALT, HASH + "$" + HASH),
                        List.of(SALT, HASH + "\n"),
                        List.of(SALT, HASH + "\r\n"),
                        List.of(SALT, HASH + "\u0000"),
                        List.of(SALT, HASH.substring(1) + "\uFF21"))
                .map(pair -> start + pair.get(0) + "$" + pair.get(1));
        Stream<String> wholes = Stream.of(
                "",
                "$",
                "$argon2id$",
                start,
                "$argon2id$m=64,t=1,p=1$" + SALT + "$" + HASH,
                WELL_FORMED.substring(1),
                "$" + WELL_FORMED,
                "{argon2}" + WELL_FORMED,
                WELL_FORMED + WELL_FORMED,
                WELL_FORMED.repeat(10_000));
        return Stream.of(costs, fields, versions, encodings, wholes).flatMap(table -> table);
    }
}
