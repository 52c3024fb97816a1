// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.KeyStore;
import dev.apikey.spi.SecretHasher;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Replaces hashes that would be made otherwise today, once their secret is at hand: of another algorithm, of other costs, under an older pepper. No request
 * waits for it, and what fails is tried when the key is next verified. Thread-safe.
 */
final class Rehash {

    private final SecretHashers hashers;
    private final Hashing hashing;
    private final KeyStore store;
    private final BackgroundThreads threads;
    private final Alarm alarm;
    private final AtomicLong replaced = new AtomicLong();

    Rehash(SecretHashers hashers, Hashing hashing, KeyStore store, BackgroundThreads threads, Alarm alarm) {
        this.hashers = hashers;
        this.hashing = hashing;
        this.store = store;
        this.threads = threads;
        this.alarm = alarm;
    }

    /** How many hashes this node has replaced. */
    long replaced() {
        return replaced.get();
    }

    /**
     * The secret of a key has just been verified by a fast hasher, on a request's thread.
     *
     * @param subject not kept: what runs later takes a copy, and wipes it
     */
    void afterFast(byte[] subject, CachedKey key, String hash) {
        if (isDue(hash)) {
            SecretHasher primary = hashers.primary();
            byte[] copy = subject.clone();
            Runnable work = () -> {
                try {
                    replace(primary, copy, key, hash);
                } finally {
                    Arrays.fill(copy, (byte) 0);
                }
            };
            start(primary.isSlow() ? () -> hashing.whenIdle(work) : () -> threads.ask(work));
        }
    }

    /** The secret of a key has just been verified by a slow hasher, on a thread of ours. */
    void afterSlow(byte[] subject, CachedKey key, String hash) {
        if (isDue(hash)) {
            start(() -> replace(hashers.primary(), subject, key, hash));
        }
    }

    private boolean isDue(String hash) {
        try {
            return !hashers.isCurrent(hash);
        } catch (RuntimeException unreadable) {
            return false;
        }
    }

    private void start(Runnable work) {
        try {
            work.run();
        } catch (Throwable broken) {
            alarm.raise(Rehash.class, "the hash of a key was not replaced by a current one; it still counts", broken);
        }
    }

    private void replace(SecretHasher primary, byte[] subject, CachedKey key, String hash) {
        String replacement = primary.hash(subject);
        threads.ask(() -> start(() -> {
            if (store.replaceHash(key.id(), hash, replacement)) {
                key.rehashed(hash, replacement);
                replaced.incrementAndGet();
            }
        }));
    }
}
