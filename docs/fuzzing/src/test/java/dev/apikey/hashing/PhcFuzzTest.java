// SPDX-License-Identifier: Apache-2.0
package dev.apikey.hashing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** What a row may hold: one spelling for each hash, costs within their bounds, and nothing that verifies a secret that was not hashed. */
class PhcFuzzTest {

    private static final HmacSha256Hasher HMAC = HmacSha256Hasher.of(PepperRing.of(new byte[32]));

    @FuzzTest(maxDuration = "60s")
    void isReadToTheLetter(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        argon2id(text);
        hmac(text);
    }

    private static void argon2id(String text) {
        Argon2idPhc read;
        try {
            read = Argon2idPhc.parse(text);
        } catch (IllegalArgumentException refused) {
            return;
        }
        assertThat(read.encode().equals(text)).isTrue();
        assertThat(read.cost().memoryKib()).isBetween(8, 131_072);
        assertThat(read.cost().memoryKib() * read.cost().passes()).isBetween(8, 655_360);
    }

    private static void hmac(String text) {
        boolean right;
        try {
            right = HMAC.verify(new byte[70], text);
        } catch (IllegalArgumentException | IllegalStateException refused) {
            return;
        }
        assertThat(right).isFalse();
        assertThat(text.matches("\\$hmac-sha256\\$k=[0-9a-f]{12}\\$[A-Za-z0-9+/]{43}"))
                .isTrue();
    }
}
