// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.EngineEvent;
import dev.apikey.spi.KeyStore;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;

/**
 * Replaces hashes that would be made otherwise today, once their secret is at hand: of another algorithm, of other costs, under an older pepper. No request
 * waits for it, and what fails is tried when the key is next verified. Thread-safe.
 */
final class Rehash {

    private final SecretHashers hashers;
    private final Hashing hashing;
    private final KeyStore store;
    private final BackgroundThreads threads;
    private final Telling telling;
    private final Alarm alarm;
    private final LongAdder replaced = new LongAdder();

    Rehash(
            SecretHashers hashers,
            Hashing hashing,
            KeyStore store,
            BackgroundThreads threads,
            Telling telling,
            Alarm alarm) {
        this.hashers = hashers;
        this.hashing = hashing;
        this.store = store;
        this.threads = threads;
        this.telling = telling;
        this.alarm = alarm;
    }

    /**
     * The secret of a key has just been verified by a fast hasher, on a request's thread.
     *
     * @param subject not kept: what runs later takes a copy, and wipes it
     */
    void afterFast(byte[] subject, CachedKey key, String hash) {
        guarded(() -> {
            if (hashers.isCurrent(hash)) {
                return;
            }
            if (hashers.primary().isSlow()) {
                hashing.whenIdle(new Later(subject.clone(), key, hash));
            } else {
                replace(subject, key, hash);
            }
        });
    }

    /** On a thread for slow hashes, with a copy of the secret. */
    private final class Later implements Workers.Work<Boolean> {

        private final byte[] copy;
        private final CachedKey key;
        private final String hash;

        Later(byte[] copy, CachedKey key, String hash) {
            this.copy = copy;
            this.key = key;
            this.hash = hash;
        }

        @Override
        public Boolean call() {
            try {
                return guarded(() -> replace(copy, key, hash));
            } finally {
                drop();
            }
        }

        @Override
        public void drop() {
            Arrays.fill(copy, (byte) 0);
        }
    }

    /** The secret of a key has just been verified by a slow hasher, on a thread of ours. */
    void afterSlow(byte[] subject, CachedKey key, String hash) {
        guarded(() -> {
            if (!hashers.isCurrent(hash)) {
                replace(subject, key, hash);
            }
        });
    }

    /** Answers whether it went well: if not, that is no matter of the request's. */
    private boolean guarded(Runnable work) {
        try {
            work.run();
            return true;
        } catch (OverloadedException | RejectedExecutionException busy) {
            return false;
        } catch (Throwable broken) {
            alarm.raise(Rehash.class, "the hash of a key was not replaced by a current one; it still counts", broken);
            return false;
        }
    }

    private void replace(byte[] subject, CachedKey key, String hash) {
        String replacement = hashing.hashHere(subject);
        key.expect(hash, replacement);
        threads.rewrite(() -> guarded(() -> {
            boolean done = false;
            try {
                done = store.replaceHash(key.id(), hash, replacement);
            } finally {
                telling.happened(new EngineEvent.Rehashed(done));
            }
            if (done) {
                replaced.increment();
                key.rehashed(hash, replacement);
            }
        }));
    }

    /** How many hashes were replaced. */
    long replaced() {
        return replaced.sum();
    }
}
