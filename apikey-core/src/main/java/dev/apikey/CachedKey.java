// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.KeyUse;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What this node remembers of a key: its record as long as nothing has changed it, the one secret that was verified, and how often it was used since
 * that was last written down. Thread-safe, without locks: each field is read and set on its own.
 */
final class CachedKey {

    private static final VarHandle TALLY = handle("tally", long.class);
    private static final VarHandle RECORD = handle("record", KeyRecord.class);
    private static final VarHandle VERIFIED = handle("verified", VerifiedSecret.class);

    private static final int COUNT_BITS = 40;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;
    private static final long RETIRED = -1;
    private static final long MILLIS_OF_DAY = 86_400_000;
    /** Every so many uses look at the real clock. */
    private static final int USES_OF_A_TICK = 64;

    private final UUID id;
    private volatile @Nullable KeyRecord record;
    private volatile @Nullable VerifiedSecret verified;
    /** The day since 1970, and how often the key was used on it. */
    private volatile long tally;

    private volatile long lastUsedMillis;

    CachedKey(UUID id) {
        this.id = id;
    }

    private static VarHandle handle(String field, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(CachedKey.class, field, type);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    UUID id() {
        return id;
    }

    /** The key as it was last read; null = it has changed since. */
    @Nullable
    KeyRecord record() {
        return record;
    }

    void put(KeyRecord fresh) {
        record = fresh;
    }

    /** Forgets what was read before this event. */
    void changed(long sequence) {
        KeyRecord old = record;
        while (old != null && old.sequence() < sequence && !RECORD.compareAndSet(this, old, null)) {
            old = record; // It has just got another hash, and is as old as before.
        }
    }

    void forgetRecord() {
        record = null;
    }

    /** The secret that was verified against this hash, or null. */
    @Nullable
    VerifiedSecret verified(String hash) {
        VerifiedSecret known = verified;
        return known != null && known.isOf(hash) ? known : null;
    }

    void remember(VerifiedSecret secret) {
        verified = secret;
    }

    /** The same secret will get another hash: whichever of them a record shows from now on, the secret stays known. */
    void expect(String hash, String replacement) {
        VerifiedSecret known = verified;
        if (known != null && known.hash().equals(hash)) {
            VERIFIED.compareAndSet(this, known, known.orAs(replacement));
        }
    }

    /** The same secret has got another hash, in the store. */
    void rehashed(String hash, String replacement) {
        KeyRecord old = record;
        if (old != null && old.hash().equals(hash)) {
            RECORD.compareAndSet(this, old, old.withHash(replacement));
        }
    }

    /** Whether it is time to look at the real clock again. */
    boolean needsExactTime() {
        return (tally & COUNT_MASK) % USES_OF_A_TICK == 0;
    }

    long lastUsedMillis() {
        return lastUsedMillis;
    }

    /**
     * Notes a use at this time, in milliseconds since 1970.
     *
     * @return false if it was not noted here, because another day has begun or nobody looks here any more
     */
    boolean used(long millis) {
        long day = millis / MILLIS_OF_DAY;
        while (true) {
            long seen = tally;
            boolean first = (seen & COUNT_MASK) == 0;
            if (seen == RETIRED || (!first && seen >>> COUNT_BITS != day)) {
                return false;
            }
            if (lastUsedMillis < millis) {
                lastUsedMillis = millis; // Before it is counted, or the count could be taken without it.
            }
            if (TALLY.compareAndSet(this, seen, first ? (day << COUNT_BITS) | 1 : seen + 1)) {
                return true;
            }
        }
    }

    /** What was noted since this was last asked, or null. */
    @Nullable
    KeyUse takeUses() {
        long seen = tally;
        while (seen != RETIRED && !TALLY.compareAndSet(this, seen, 0L)) {
            seen = tally;
        }
        return uses(seen);
    }

    /** The last uses that were noted here, or null; from now on none are. */
    @Nullable
    KeyUse retire() {
        return uses((long) TALLY.getAndSet(this, RETIRED));
    }

    private @Nullable KeyUse uses(long taken) {
        long count = taken & COUNT_MASK;
        if (taken == RETIRED || count == 0) {
            return null;
        }
        LocalDate day = LocalDate.ofEpochDay(taken >>> COUNT_BITS);
        return new KeyUse(id, day, count, Instant.ofEpochMilli(lastUsedMillis));
    }
}
