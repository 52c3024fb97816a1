// SPDX-License-Identifier: Apache-2.0
package dev.apikey.hashing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Digests under a key that this process drew and that nobody ever sees: by them it recognises what it has seen before, and keeps nothing by which
 * that could be found out. SHA-256 (FIPS 180-4) over 12 bytes of key and at most 43 of text takes a single block. Thread-safe.
 *
 * <p><b>Security.</b> A digest is worth nothing outside of this process, and is never stored.
 */
public final class SecretDigests {

    private static final int KEY_LENGTH = 12;
    private static final int DIGEST_LENGTH = 32;
    /** What fits into a single block of SHA-256 beside its padding. */
    private static final int BLOCK_LENGTH = 55;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Both are of the JDK, so that they keep no class loader of a host alive. */
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(SecretDigests::sha256);

    private static final ThreadLocal<byte[]> BUFFER =
            ThreadLocal.withInitial(() -> new byte[BLOCK_LENGTH + DIGEST_LENGTH]);

    private final byte[] key = new byte[KEY_LENGTH];

    private SecretDigests() {
        new SecureRandom().nextBytes(key);
    }

    /** Digests under a new random key. */
    public static SecretDigests withNewKey() {
        return new SecretDigests();
    }

    /** What has a digest: its 32 bytes as four numbers, so that whoever keeps one needs no object more for it. */
    public interface Digested {

        /** The first eight bytes. */
        long first();

        /** The next ones. */
        long second();

        /** The next ones. */
        long third();

        /** The last ones. */
        long fourth();
    }

    /**
     * A digest. Two are equal if, and only if as far as anybody can tell, what was digested is.
     *
     * @param first the first eight bytes
     * @param second the next ones
     * @param third the next ones
     * @param fourth the last ones
     */
    public record Digest(long first, long second, long third, long fourth) implements Digested {

        /** That a digest was taken. */
        @Override
        public String toString() {
            return "Digest";
        }
    }

    /**
     * The digest of some bytes.
     *
     * @param bytes not kept, not changed
     */
    public Digest of(byte[] bytes) {
        MessageDigest sha256 = SHA_256.get();
        sha256.reset();
        sha256.update(key);
        byte[] output = sha256.digest(bytes);
        return digest(output, 0);
    }

    /**
     * The digest of some ASCII text.
     *
     * @param text where it is; not kept, not changed
     * @param from where it begins
     * @param length its length, 43 at most
     * @throws IllegalArgumentException if it is not ASCII
     */
    public Digest of(String text, int from, int length) {
        byte[] buffer = BUFFER.get();
        if (!compute(buffer, text, from, length)) {
            throw new IllegalArgumentException("text must be ASCII");
        }
        return digest(buffer, BLOCK_LENGTH);
    }

    /** Whether this has the digest of this text, compared in constant time and without a new object; text that is not ASCII has none. */
    public boolean matches(Digested known, String text, int from, int length) {
        byte[] buffer = BUFFER.get();
        if (!compute(buffer, text, from, length)) {
            return false;
        }
        long difference = (known.first() ^ word(buffer, BLOCK_LENGTH))
                | (known.second() ^ word(buffer, BLOCK_LENGTH + 8))
                | (known.third() ^ word(buffer, BLOCK_LENGTH + 16))
                | (known.fourth() ^ word(buffer, BLOCK_LENGTH + 24));
        return difference == 0;
    }

    private boolean compute(byte[] buffer, String text, int from, int length) {
        System.arraycopy(key, 0, buffer, 0, KEY_LENGTH);
        int all = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(from + i);
            all |= c;
            buffer[KEY_LENGTH + i] = (byte) c;
        }
        MessageDigest sha256 = SHA_256.get();
        sha256.reset(); // An error, such as that of a full stack, may have left it half filled.
        try {
            sha256.update(buffer, 0, KEY_LENGTH + length);
            sha256.digest(buffer, BLOCK_LENGTH, DIGEST_LENGTH);
        } catch (DigestException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            sha256.reset(); // Wipes its buffer, which held the text.
            Arrays.fill(buffer, KEY_LENGTH, KEY_LENGTH + length, (byte) 0);
        }
        return all < 0x80;
    }

    private static Digest digest(byte[] output, int from) {
        return new Digest(word(output, from), word(output, from + 8), word(output, from + 16), word(output, from + 24));
    }

    private static long word(byte[] output, int from) {
        return (long) LONGS.get(output, from);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
