// SPDX-License-Identifier: Apache-2.0
package dev.apikey.hashing;

import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * Signs short messages that are given away and come back, such as the cursors of a list, with HMAC-SHA-256 (RFC 2104). Immutable and
 * thread-safe.
 *
 * <p><b>Security.</b> It hides nothing, and a message that was signed once stays signed. Whoever signs messages of several kinds
 * writes the kind into each.
 */
public final class MessageSigner {

    /** The length of a signature in bytes. */
    public static final int SIGNATURE_LENGTH = 32;

    private static final int MIN_KEY_LENGTH = 32;

    private final byte[] key;

    private MessageSigner(byte[] key) {
        this.key = key;
    }

    /** A signer with a random key: what it signs is good in this process only. */
    public static MessageSigner withRandomKey() {
        byte[] key = new byte[MIN_KEY_LENGTH];
        new SecureRandom().nextBytes(key);
        return new MessageSigner(key);
    }

    /**
     * A signer that accepts what others with the same key have signed.
     *
     * @param key at least 32 random bytes that serve nothing else; copied
     * @throws IllegalArgumentException if there are fewer
     */
    public static MessageSigner of(byte[] key) {
        if (key.length < MIN_KEY_LENGTH) {
            throw new IllegalArgumentException("key must have at least " + MIN_KEY_LENGTH + " bytes, has " + key.length
                    + ": make one with `openssl rand -base64 32`");
        }
        return new MessageSigner(key.clone());
    }

    /** The signature of a message: 32 bytes. */
    public byte[] sign(byte[] message) {
        return Pepper.hmacSha256(key, message);
    }

    /** Whether this is the signature of this message; takes the same time wherever they differ. */
    public boolean isSigned(byte[] message, byte[] signature) {
        return MessageDigest.isEqual(sign(message), signature);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "MessageSigner[]";
    }
}
