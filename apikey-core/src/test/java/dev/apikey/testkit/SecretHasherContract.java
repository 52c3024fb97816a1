// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.apikey.spi.SecretHasher;
import dev.apikey.spi.StoredKey;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link SecretHasher} does. Extend it:
 *
 * <pre>{@code
 * class MyHasherTest extends SecretHasherContract {
 *     @Override
 *     protected SecretHasher hasher() {
 *         return new MyHasher();
 *     }
 * }
 * }</pre>
 */
public abstract class SecretHasherContract {

    private static final int MAX_LENGTH = 255;

    /** The hasher under test; called once for each test. */
    protected abstract SecretHasher hasher();

    private static byte[] secret(char fill) {
        return String.valueOf(fill).repeat(70).getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void verifiesTheSecretThatItHashed() {
        SecretHasher hasher = hasher();
        assertThat(hasher.verify(secret('a'), hasher.hash(secret('a')))).isTrue();
    }

    @Test
    void tellsEveryOtherSecretApart() {
        SecretHasher hasher = hasher();
        String hash = hasher.hash(secret('a'));
        byte[] lastByteDiffers = secret('a');
        lastByteDiffers[69] = 'b';
        assertThat(hasher.verify(secret('b'), hash)).isFalse();
        assertThat(hasher.verify(lastByteDiffers, hash)).isFalse();
        assertThat(hasher.verify(new byte[0], hash)).isFalse();
    }

    @Test
    void leavesTheSecretAsItWas() {
        SecretHasher hasher = hasher();
        byte[] secret = secret('a');
        hasher.verify(secret, hasher.hash(secret));
        assertThat(secret).isEqualTo(secret('a'));
    }

    @Test
    void writesShortAsciiThatStartsWithItsAlgorithm() {
        SecretHasher hasher = hasher();
        assertThat(hasher.hash(secret('a')))
                .startsWith("$" + hasher.algorithm() + "$")
                .hasSizeLessThanOrEqualTo(MAX_LENGTH)
                .matches(hash -> StandardCharsets.US_ASCII.newEncoder().canEncode(hash));
    }

    @Test
    void refusesAHashThatWasCutChangedOrExtended() {
        SecretHasher hasher = hasher();
        String hash = hasher.hash(secret('a'));
        assertRefused(hasher, hash.substring(0, hash.length() - 1));
        assertRefused(hasher, hash + "A");
        assertRefused(hasher, hash + "\n");
        assertRefused(hasher, " " + hash);
        assertRefused(hasher, hash.replaceFirst("\\$", "#"));
        assertRefused(hasher, "");
    }

    private static void assertRefused(SecretHasher hasher, String hash) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> hasher.verify(secret('a'), hash))
                .satisfies(refusal -> {
                    if (hash.length() > 1) {
                        assertThat(refusal.getMessage()).doesNotContain(hash.strip());
                    }
                });
    }

    /** Otherwise every hash would be replaced for ever. */
    @Test
    void takesWhatItHasJustHashedForCurrent() {
        SecretHasher hasher = hasher();
        assertThat(hasher.isCurrent(hasher.hash(secret('a')))).isTrue();
        assertThat(hasher.isCurrent(hasher.hash(secret('b')))).isTrue();
    }

    @Test
    void knowsTheKindOfItsOwnHashesOnly() {
        SecretHasher hasher = hasher();
        assertThat(hasher.knows(StoredKey.hashKind(hasher.hash(secret('a'))))).isTrue();
        assertThat(hasher.knows(StoredKey.hashKind("no PHC string"))).isFalse();
        assertThat(hasher.knows(hasher.algorithm() + "x")).isFalse();
        assertThat(hasher.knows("another-algorithm v=1")).isFalse();
    }

    /** What one hash takes times the number of permits is what the host must have. */
    @Test
    void tellsHowMuchMemoryItTakes() {
        SecretHasher hasher = hasher();
        assertThat(hasher.memoryKib()).isNotNegative();
        assertThat(hasher.memoryKib(hasher.hash(secret('a')))).isEqualTo(hasher.memoryKib());
    }

    @Test
    void servesManyThreadsAtOnce() {
        SecretHasher hasher = hasher();
        String hash = hasher.hash(secret('a'));
        assertThat(IntStream.range(0, 16).parallel().filter(i -> hasher.verify(secret(i % 2 == 0 ? 'a' : 'b'), hash)))
                .hasSize(8);
    }

    @Test
    void passesItsOwnSelfTest() {
        assertThatCode(hasher()::selfTest).doesNotThrowAnyException();
    }
}
