// SPDX-License-Identifier: Apache-2.0
package dev.apikey.hashing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A server-side HMAC key. Its id is derived from it, so that a wrong pepper is noticed as such and never makes a key look wrong. */
final class Pepper {

    static final int ID_LENGTH = 12;

    private static final String MAC = "HmacSHA256";
    private static final int MIN_LENGTH = 32;
    private static final byte[] ID_LABEL = "apikey pepper id".getBytes(StandardCharsets.US_ASCII);

    private final byte[] key;
    private final String id;

    private Pepper(byte[] key) {
        this.key = key;
        this.id = HexFormat.of().formatHex(hmacSha256(key, ID_LABEL)).substring(0, ID_LENGTH);
    }

    /** @throws IllegalArgumentException if there are fewer than 32 bytes */
    static Pepper of(byte[] bytes) {
        if (bytes.length < MIN_LENGTH) {
            throw new IllegalArgumentException("pepper must have at least " + MIN_LENGTH + " bytes, has " + bytes.length
                    + ": make one with `openssl rand -base64 32`");
        }
        return new Pepper(bytes.clone());
    }

    String id() {
        return id;
    }

    byte[] mac(byte[] message) {
        return hmacSha256(key, message);
    }

    static byte[] hmacSha256(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(
                    "hmac-sha256: this JVM does not offer HmacSHA256, which every Java SE must", broken);
        }
    }

    @Override
    public String toString() {
        return "Pepper[" + id + "]";
    }
}
