// SPDX-License-Identifier: Apache-2.0
package dev.apikey.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MessageSignerTest {

    private static final byte[] MESSAGE = "page 2".getBytes(StandardCharsets.US_ASCII);

    @Test
    void acceptsWhatItSignedAndNothingElse() {
        MessageSigner signer = MessageSigner.withRandomKey();
        byte[] signature = signer.sign(MESSAGE);
        assertThat(signature).hasSize(MessageSigner.SIGNATURE_LENGTH);
        assertThat(signer.isSigned(MESSAGE, signature)).isTrue();
        assertThat(signer.isSigned("page 3".getBytes(StandardCharsets.US_ASCII), signature))
                .isFalse();
        assertThat(signer.isSigned(MESSAGE, new byte[0])).isFalse();
        signature[31] ^= 1;
        assertThat(signer.isSigned(MESSAGE, signature)).isFalse();
    }

    @Test
    void acceptsWhatOthersSignedWithTheSameKeyOnly() {
        byte[] key = new byte[32];
        MessageSigner signer = MessageSigner.of(key);
        key[0] = 1;
        assertThat(MessageSigner.of(new byte[32]).isSigned(MESSAGE, signer.sign(MESSAGE)))
                .isTrue();
        assertThat(MessageSigner.of(key).isSigned(MESSAGE, signer.sign(MESSAGE)))
                .isFalse();
        assertThat(MessageSigner.withRandomKey().isSigned(MESSAGE, signer.sign(MESSAGE)))
                .isFalse();
    }

    /** RFC 4231 §4.7: test case 6. */
    @Test
    void signsAsThePublishedVectorSays() {
        byte[] key = HexFormat.of().parseHex("aa".repeat(131));
        byte[] message = "Test Using Larger Than Block-Size Key - Hash Key First".getBytes(StandardCharsets.US_ASCII);
        assertThat(HexFormat.of().formatHex(MessageSigner.of(key).sign(message)))
                .isEqualTo("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }

    @Test
    void refusesAShortKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MessageSigner.of(new byte[31]))
                .withMessageStartingWith("key must have at least 32 bytes, has 31");
    }

    @Test
    void showsNoKey() {
        assertThat(MessageSigner.of(new byte[32])).hasToString("MessageSigner[]");
    }
}
