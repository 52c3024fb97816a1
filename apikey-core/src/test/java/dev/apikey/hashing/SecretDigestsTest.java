// SPDX-License-Identifier: Apache-2.0
package dev.apikey.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.apikey.hashing.SecretDigests.Digest;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SecretDigestsTest {

    private final SecretDigests digests = SecretDigests.withNewKey();
    private final String text = "abcdefghijklmnopqrstuvwxyz".repeat(4);

    private String with(int at, char other) {
        return text.substring(0, at) + other + text.substring(at + 1);
    }

    @Test
    void areTheSameForTheSameText() {
        Digest digest = digests.of(text, 0, 43);
        assertThat(digest).hasToString("Digest");
        assertThat(digests.of(text, 52, 43)).as("once more, from another place").isEqualTo(digest);
        assertThat(digests.matches(digest, text, 52, 43)).isTrue();
    }

    @Test
    void differForTextsThatDifferInOneByte() {
        Set<Digest> all = new HashSet<>();
        for (int i = 0; i < 43; i++) {
            String changed = with(i, (char) (text.charAt(i) + 1));
            all.add(digests.of(changed, 0, 43));
            assertThat(digests.matches(digests.of(text, 0, 43), changed, 0, 43)).isFalse();
        }
        assertThat(all).hasSize(43);
    }

    @Test
    void compareEveryWord() {
        Digest digest = digests.of(text, 0, 43);
        Digest[] others = {
            new Digest(~digest.first(), digest.second(), digest.third(), digest.fourth()),
            new Digest(digest.first(), digest.second() ^ 1, digest.third(), digest.fourth()),
            new Digest(digest.first(), digest.second(), digest.third() ^ 1, digest.fourth()),
            new Digest(digest.first(), digest.second(), digest.third(), digest.fourth() ^ 1)
        };
        for (Digest other : others) {
            assertThat(digests.matches(other, text, 0, 43)).isFalse();
        }
    }

    @Test
    void differFromThoseOfAnotherProcess() {
        assertThat(SecretDigests.withNewKey().of(text, 0, 43)).isNotEqualTo(digests.of(text, 0, 43));
        assertThat(SecretDigests.withNewKey().of(bytes(text))).isNotEqualTo(digests.of(bytes(text)));
    }

    @Test
    void areTheSameForTheBytesOfAText() {
        assertThat(digests.of(bytes(text.substring(26, 69)))).isEqualTo(digests.of(text, 26, 43));
        assertThat(digests.of(bytes(text)))
                .as("longer than a block")
                .isEqualTo(digests.of(bytes(text)))
                .isNotEqualTo(digests.of(bytes(text.substring(1))));
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }

    /** Somebody with the right secret would have been taken for one with another. */
    @Test
    void areRightAgainAfterOneThatFailedInTheMiddle() {
        Digest digest = digests.of(text, 0, 43);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> digests.of(text, 100, 43));
        assertThat(digests.of(text, 0, 43)).isEqualTo(digest);
        assertThat(digests.matches(digest, text, 0, 43)).isTrue();
    }

    /** A character of another alphabet has a byte in common with each of ours. */
    @Test
    void areThoseOfAsciiOnly() {
        Digest digest = digests.of(text, 0, 43);
        for (int i = 0; i < 43; i++) {
            String changed = with(i, (char) (text.charAt(i) + 0x100));
            assertThat(digests.matches(digest, changed, 0, 43)).isFalse();
            assertThatIllegalArgumentException().isThrownBy(() -> digests.of(changed, 0, 43));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> digests.of("\u0080", 0, 1));
        assertThat(digests.of("\u007f", 0, 1)).isEqualTo(digests.of(new byte[] {0x7f}));
    }

    @Test
    void serveManyThreadsAtOnce() {
        Digest digest = digests.of(text, 0, 43);
        assertThat(IntStream.range(0, 10_000).parallel().allMatch(i -> digests.matches(digest, text, 26 * (i % 3), 43)))
                .isTrue();
    }
}
