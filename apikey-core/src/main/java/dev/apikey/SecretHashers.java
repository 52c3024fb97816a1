// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.SecretHasher;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The hashers of one {@link ApiKeys}: the first one hashes, all of them verify, slow ones behind {@link HashPermits}. */
final class SecretHashers {

    private static final Logger LOGGER = System.getLogger(ApiKeys.class.getName());
    private static final Duration SUSPICIOUSLY_SLOW = Duration.ofMillis(500);
    private static final long MAX_WAIT_MILLIS = 1_000;

    private final List<SecretHasher> hashers;
    private final HashPermits permits = new HashPermits(Runtime.getRuntime().availableProcessors(), MAX_WAIT_MILLIS);

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

    String hash(byte[] subject) {
        SecretHasher hasher = hashers.get(0);
        return fenced(hasher, () -> hasher.hash(subject));
    }

    /**
     * @throws OverloadedException if a slow hasher has no room
     * @throws RuntimeException if it cannot be told
     */
    boolean verify(byte[] subject, String hash) {
        SecretHasher hasher = hasherOf(hash)
                .orElseThrow(
                        () -> new IllegalStateException("stored hash is of no configured algorithm: add its hasher with"
                                + " alsoVerify(…), or revoke the keys that it hashed"));
        return fenced(hasher, () -> hasher.verify(subject, hash));
    }

    /** Whether a secret could be verified against this hash now; tries it with one that is wrong. */
    boolean canVerify(String hash) {
        try {
            verify(new byte[Token.SUBJECT_LENGTH], hash);
            return true;
        } catch (OverloadedException busy) {
            return true;
        } catch (RuntimeException | LinkageError unreadable) {
            return false;
        }
    }

    private Optional<SecretHasher> hasherOf(String hash) {
        return hashers.stream()
                .filter(candidate -> hash.startsWith("$" + candidate.algorithm() + "$"))
                .findFirst();
    }

    private <T> T fenced(SecretHasher hasher, Supplier<T> work) {
        return hasher.isSlow() ? permits.run(work) : work.get();
    }
}
