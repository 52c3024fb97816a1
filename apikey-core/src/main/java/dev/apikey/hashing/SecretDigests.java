// SPDX-License-Identifier: Apache-2.0
package dev.apikey.hashing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * Digests under a key that this process drew and that nobody ever sees: by them it recognises what it has seen before, and keeps nothing by which
 * that could be found out. SHA-256 (FIPS 180-4) over 12 bytes of key and at most 43 of text takes a single block. Thread-safe.
 *
 * <p><b>Security.</b> A digest is worth nothing outside of this process, and is never stored.
 */
public final class SecretDigests {

    private static final int KEY_LENGTH = 12;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Both are of the JDK, so that they keep no class loader of a host alive. */
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(SecretDigests::sha256);

    private static final ThreadLocal<byte[]> OUTPUT = ThreadLocal.withInitial(() -> new byte[32]);

    private final byte[] key = new byte[KEY_LENGTH];

    private SecretDigests() {
        new SecureRandom().nextBytes(key);
    }

    /** Digests under a new random key. */
    public static SecretDigests withNewKey() {
        return new SecretDigests();
    }

    /**
     * A digest. Two are equal if, and only if as far as anybody can tell, what was digested is.
     *
     * @param first the first eight bytes
     * @param second the next ones
     * @param third the next ones
     * @param fourth the last ones
     */
    public record Digest(long first, long second, long third, long fourth) {

        /** That a digest was taken. */
        @Override
        public String toString() {
            return "Digest";
        }
    }

    /**
     * The digest of some bytes.
     *
     * @param text where they are; not kept, not changed
     * @param from where they begin
     * @param length how many they are
     */
    public Digest of(byte[] text, int from, int length) {
        byte[] output = compute(text, from, length);
        return new Digest(word(output, 0), word(output, 1), word(output, 2), word(output, 3));
    }

    /** Whether this is the digest of these bytes, compared in constant time and without a new object. */
    public boolean matches(Digest digest, byte[] text, int from, int length) {
        byte[] output = compute(text, from, length);
        long difference = (digest.first ^ word(output, 0))
                | (digest.second ^ word(output, 1))
                | (digest.third ^ word(output, 2))
                | (digest.fourth ^ word(output, 3));
        return difference == 0;
    }

    private byte[] compute(byte[] text, int from, int length) {
        byte[] output = OUTPUT.get();
        MessageDigest sha256 = SHA_256.get();
        sha256.reset(); // An error, such as that of a full stack, may have left it half filled.
        try {
            sha256.update(key);
            sha256.update(text, from, length);
            sha256.digest(output, 0, output.length);
        } catch (DigestException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            sha256.reset(); // Wipes its buffer, which held the text.
        }
        return output;
    }

    private static long word(byte[] output, int index) {
        return (long) LONGS.get(output, index * Long.BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
