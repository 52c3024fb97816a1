// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.spi.StoredKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as it was read from the store, and beside it what a decision asks of it each time: where a thousand keys are in use, every object more that a
 * decision has to look into is a wait for memory. Thread-safe.
 */
final class KeyRecord {

    private static final long FOREVER = Long.MAX_VALUE;
    private static final long NEVER = Long.MIN_VALUE;

    private final ApiKey key;
    private final String hash;
    private final long sequence;
    private final String prefix;
    private final String owner;
    private final long activeUntilMillis;
    private volatile @Nullable Authenticated answer;

    /** @param sequence of the last event that the key shows */
    KeyRecord(StoredKey stored, long sequence) {
        this(stored.key(), stored.hash(), sequence);
    }

    private KeyRecord(ApiKey key, String hash, long sequence) {
        this.key = key;
        this.hash = hash;
        this.sequence = sequence;
        this.prefix = Token.prefixOfHint(key.hint()).intern(); // One object for all keys.
        this.owner = key.owner();
        this.activeUntilMillis = activeUntil(key);
    }

    private static long activeUntil(ApiKey key) {
        Instant expiresAt = key.expiresAt();
        boolean stopped = key.revokedAt() != null || key.disabledAt() != null;
        return stopped ? NEVER : expiresAt == null ? FOREVER : expiresAt.toEpochMilli();
    }

    ApiKey key() {
        return key;
    }

    String hash() {
        return hash;
    }

    long sequence() {
        return sequence;
    }

    /** What the token starts with, as it was issued. */
    String prefix() {
        return prefix;
    }

    /** Whom the key acts for. */
    String owner() {
        return owner;
    }

    /** Until when, not included, the key is {@link ApiKey.State#ACTIVE}, in milliseconds since 1970. */
    long activeUntilMillis() {
        return activeUntilMillis;
    }

    /** The same key with another hash of its secret. */
    KeyRecord withHash(String replacement) {
        return new KeyRecord(key, replacement, sequence);
    }

    /** What was answered the last time, which is the same as long as the owner may do the same; null = nothing yet. */
    @Nullable
    Authenticated answer() {
        return answer;
    }

    void remember(Authenticated answered) {
        answer = answered;
    }
}
