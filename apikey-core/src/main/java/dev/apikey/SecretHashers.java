// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.SecretHasher;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;

/** The hashers of one {@link ApiKeys}: the first one hashes, all of them verify. Thread-safe. */
final class SecretHashers {

    private static final Logger LOGGER = System.getLogger(ApiKeys.class.getName());
    private static final Duration SUSPICIOUSLY_SLOW = Duration.ofMillis(500);

    private final List<SecretHasher> hashers;

    SecretHashers(List<SecretHasher> hashers) {
        this.hashers = List.copyOf(hashers);
        requireDistinctAlgorithms();
    }

    private void requireDistinctAlgorithms() {
        List<String> algorithms = hashers.stream().map(SecretHasher::algorithm).toList();
        if (algorithms.stream().distinct().count() < algorithms.size()) {
            throw new IllegalArgumentException(
                    "hasher and alsoVerify must name each algorithm once, they name " + algorithms);
        }
    }

    /**
     * Tests each hasher with its published vector and one hash whose time is taken.
     *
     * @throws IllegalStateException if one does not work here; the message says what to do
     */
    void selfTest() {
        hashers.forEach(hasher -> {
            hasher.selfTest();
            long start = System.nanoTime();
            hasher.hash(new byte[Token.SUBJECT_LENGTH]);
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            if (taken.compareTo(SUSPICIOUSLY_SLOW) > 0) {
                LOGGER.log(
                        Level.WARNING,
                        "one {0} hash took {1} ms on this machine: lower its costs, or give it more CPU",
                        hasher.algorithm(),
                        taken.toMillis());
            }
        });
    }

    /** The one that hashes. */
    SecretHasher primary() {
        return hashers.get(0);
    }

    /**
     * The one that verifies this hash.
     *
     * @throws IllegalStateException if there is none
     */
    SecretHasher of(String hash) {
        return hashers.stream()
                .filter(candidate -> hash.startsWith("$" + candidate.algorithm() + "$"))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("stored hash is of no configured algorithm: add its hasher with"
                                + " alsoVerify(…), or revoke the keys that it hashed"));
    }

    /** Whether a hash of this kind can be verified, as far as its kind tells. */
    boolean know(String hashKind) {
        return hashers.stream().anyMatch(hasher -> hasher.knows(hashKind));
    }

    /** Whether this hash is one that would be made now. */
    boolean isCurrent(String hash) {
        return hash.startsWith("$" + primary().algorithm() + "$") && primary().isCurrent(hash);
    }

    boolean areSlow() {
        return hashers.stream().anyMatch(SecretHasher::isSlow);
    }

    /** The most memory that one hash takes outside of the heap, in KiB. */
    int memoryKib() {
        return hashers.stream().mapToInt(SecretHasher::memoryKib).max().orElse(0);
    }
}
