// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

/**
 * Turns secrets into PHC strings and compares secrets with them.
 *
 * <p>Implementations are thread-safe and keep no secret. They pass {@code dev.apikey.testkit.SecretHasherContract}.
 *
 * <p><b>Security.</b> {@link #verify} answers false only where the secret was hashed and differs. Whatever keeps it from finding
 * out is thrown, so that "cannot check" is never taken for "invalid". Messages hold neither secret nor hash.
 */
public interface SecretHasher {

    /** The first field of the PHC strings that this hasher makes and reads, such as {@code argon2id}. */
    String algorithm();

    /** Whether one hash costs so much time or memory that a server must limit how many run at once. */
    boolean isSlow();

    /**
     * The PHC string of a secret.
     *
     * @param secret not kept, not changed; the caller wipes it
     * @return ASCII, at most 255 characters, starting with {@code $<algorithm>$}
     * @throws RuntimeException if it cannot be hashed now
     */
    String hash(byte[] secret);

    /**
     * Whether this is the secret that was hashed, compared in constant time.
     *
     * @param secret not kept, not changed; the caller wipes it
     * @param hash a PHC string of this algorithm; whatever it says is checked before it is acted on
     * @throws IllegalArgumentException at once if the hash is malformed, or asks for more memory or time than any of ours
     * @throws RuntimeException if it cannot be verified now
     */
    boolean verify(byte[] secret, String hash);

    /**
     * Whether this hash is as one that {@link #hash} would make now: of the same costs, under the same pepper. If it is not, it is replaced by
     * one that is, once its secret is at hand.
     *
     * @param hash a PHC string of this algorithm
     */
    default boolean isCurrent(String hash) {
        return true;
    }

    /**
     * Whether this hasher verifies hashes of this kind, as far as its parameters tell: it knows the pepper that they name, for example.
     *
     * @param hashKind as {@link StoredKey#hashKind} puts it
     */
    default boolean knows(String hashKind) {
        return hashKind.equals(algorithm()) || hashKind.startsWith(algorithm() + " ");
    }

    /** Memory that one hash takes outside of the heap, in KiB; 0 = next to none. */
    default int memoryKib() {
        return 0;
    }

    /**
     * Memory that verifying against this hash takes outside of the heap, in KiB; 0 = next to none. It may have been made at other costs than
     * {@link #hash} takes.
     *
     * @param hash a PHC string of this algorithm
     * @throws IllegalArgumentException if {@link #verify} would throw one
     */
    default int memoryKib(String hash) {
        return memoryKib();
    }

    /**
     * Hashes a published vector; called once before the hasher is used.
     *
     * @throws IllegalStateException if the hasher cannot work here; the message says what to do about it
     */
    void selfTest();
}
