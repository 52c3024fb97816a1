// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.hashing.SecretDigests;
import dev.apikey.spi.SecretHasher;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Verifies secrets that this process has not seen yet, and remembers the right one. A slow hash runs once for all who come with the same secret in the same
 * moment, only for those who were not wrong too often, and on threads of its own. Thread-safe.
 */
final class ColdSecrets {

    private final SecretDigests digests;
    private final SecretHashers hashers;
    private final Hashing hashing;
    private final FailureBudgets budgets;
    private final Rehash rehash;
    private final ConcurrentMap<Flight, CompletableFuture<Boolean>> flights = new ConcurrentHashMap<>();

    ColdSecrets(SecretDigests digests, SecretHashers hashers, Hashing hashing, FailureBudgets budgets, Rehash rehash) {
        this.digests = digests;
        this.hashers = hashers;
        this.hashing = hashing;
        this.budgets = budgets;
        this.rehash = rehash;
    }

    /** A secret that is being verified, if it is the one of this key. */
    private record Flight(UUID id, VerifiedSecret secret) {}

    /**
     * Whether this is the secret of the key.
     *
     * @throws TooManyFailuresException if somebody was wrong too often
     * @throws OverloadedException if there is no room for a slow hash
     * @throws TimeoutException if there is none in time
     * @throws Throwable whatever keeps it from being told
     */
    boolean verify(Token token, CachedKey key, String hash, String source) throws Throwable {
        SecretHasher hasher = hashers.of(hash);
        if (hasher.isSlow()) {
            return verifySlowly(hasher, token, key, hash, source);
        }
        byte[] subject = token.subject();
        try {
            boolean right = hasher.verify(subject, hash);
            if (right) {
                key.remember(token.verified(hash, digests));
                rehash.afterFast(subject, key, hash);
            }
            return right;
        } finally {
            Arrays.fill(subject, (byte) 0);
        }
    }

    private boolean verifySlowly(SecretHasher hasher, Token token, CachedKey key, String hash, String source)
            throws Throwable {
        VerifiedSecret secret = token.verified(hash, digests);
        Flight flight = new Flight(token.id(), secret);
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        CompletableFuture<Boolean> running = flights.putIfAbsent(flight, mine);
        if (running != null) {
            return hashing.join(budgets.trust(source), running);
        }
        try {
            start(mine, hasher, token, key, secret, source);
            return hashing.await(mine);
        } catch (Throwable broken) {
            mine.completeExceptionally(broken);
            throw broken;
        } finally {
            flights.remove(flight, mine);
        }
    }

    private void start(
            CompletableFuture<Boolean> mine,
            SecretHasher hasher,
            Token token,
            CachedKey key,
            VerifiedSecret secret,
            String source) {
        VerifiedSecret known = key.verified(secret.hash());
        if (known != null) {
            // Somebody else's hash ended between the first look and this one.
            mine.complete(known.isSameSecret(secret));
            return;
        }
        FailureBudgets.Attempt attempt = budgets.begin(source, token.id());
        CompletableFuture<@Nullable Boolean> hashed;
        try {
            hashed = hashing.verify(attempt.trust(), new SlowVerification(mine, hasher, token.subject(), key, secret));
        } catch (Throwable full) {
            attempt.forgive();
            throw full;
        }
        CompletableFuture<@Nullable Boolean> unused = hashed.whenComplete((right, broken) -> {
            if (broken != null) {
                mine.completeExceptionally(broken);
            }
            if (broken == null && Boolean.FALSE.equals(right)) {
                attempt.fail();
            } else {
                attempt.forgive();
            }
        });
    }

    /** On a thread of ours: whoever asked may be gone before it ends. */
    private final class SlowVerification implements Hashing.Verification {

        private final CompletableFuture<Boolean> answer;
        private final SecretHasher hasher;
        private final byte[] subject;
        private final CachedKey key;
        private final VerifiedSecret secret;

        SlowVerification(
                CompletableFuture<Boolean> answer,
                SecretHasher hasher,
                byte[] subject,
                CachedKey key,
                VerifiedSecret secret) {
            this.answer = answer;
            this.hasher = hasher;
            this.subject = subject;
            this.key = key;
            this.secret = secret;
        }

        @Override
        public boolean isWanted() {
            return !answer.isDone();
        }

        @Override
        public int memoryKib() {
            return hasher.memoryKib(secret.hash());
        }

        @Override
        public boolean isRight() {
            return hasher.verify(subject, secret.hash());
        }

        @Override
        public void answer(boolean right) {
            if (right) {
                key.remember(secret); // Before anybody hears of it: whoever comes next must not hash again.
            }
            answer.complete(right);
            if (right) {
                rehash.afterSlow(subject, key, secret.hash()); // The request goes on meanwhile.
            }
        }

        @Override
        public void close() {
            Arrays.fill(subject, (byte) 0);
        }
    }
}
