// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.Timekeeper.Moment;
import dev.apikey.hashing.SecretDigests;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Decides: form, then record, then state, then secret, then owner. The only place where a token becomes an identity. Thread-safe.
 *
 * <p>What takes long ends in something remembered, a record or a verified secret, and the decision begins again: so it is always made at once, by what is
 * known at that moment, and a key that was revoked while its hash was computed is revoked.
 */
final class Authenticator {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    /** Two are enough unless the key is changed, or driven out of the cache, in between. */
    private static final int MAX_ROUNDS = 4;

    private final Set<String> prefixes;
    private final Timekeeper time;
    private final Follower follower;
    private final KeyRecords records;
    private final SecretDigests digests;
    private final ColdSecrets coldSecrets;
    private final OwnerRightsCache owners;
    private final UseTracker uses;
    private final Alarm alarm;

    Authenticator(
            Set<String> prefixes,
            Timekeeper time,
            Follower follower,
            KeyRecords records,
            SecretDigests digests,
            ColdSecrets coldSecrets,
            OwnerRightsCache owners,
            UseTracker uses,
            Alarm alarm) {
        this.prefixes = Set.copyOf(prefixes);
        this.time = time;
        this.follower = follower;
        this.records = records;
        this.digests = digests;
        this.coldSecrets = coldSecrets;
        this.owners = owners;
        this.uses = uses;
        this.alarm = alarm;
    }

    /** Whether this is somebody else's, and neither a token of ours nor what is left of one. */
    boolean isForeign(String presented) {
        return Token.isForeign(presented, prefixes);
    }

    AuthenticationResult authenticate(String presented, String source) {
        Token token = Token.glance(presented);
        if (token == null) {
            return new Rejected(Token.formless(presented, prefixes), null);
        }
        CachedKey entry = records.cached(token.id());
        KeyRecord record = entry == null ? null : entry.record();
        if (entry != null && record != null && isRecognised(token, entry, record)) {
            records.hit();
            AuthenticationResult refused = refusedByState(entry, record);
            return refused != null ? refused : admit(entry, record);
        }
        Reason flaw = token.flaw(prefixes);
        return flaw != null ? new Rejected(flaw, null) : decideByStore(token, source);
    }

    /** Decides once more about a key whose secret was verified before. */
    AuthenticationResult authenticate(Authenticated earlier, String source) {
        UUID id = earlier.key().id();
        KeyRecords.Known known;
        try {
            known = records.of(id, source);
        } catch (Throwable broken) {
            return notLookedUp(id, broken);
        }
        if (known == null) {
            return new Rejected(Reason.UNKNOWN, id);
        }
        AuthenticationResult refused = refusedByState(known.entry(), known.record());
        return refused != null ? refused : withOwner(known.record());
    }

    /** Whether this token passed before, and everything that was verified then still holds. */
    private boolean isRecognised(Token token, CachedKey entry, KeyRecord record) {
        VerifiedSecret verified = entry.verified(record.hash());
        return verified != null && token.isSpelledAs(record.prefix(), verified, digests);
    }

    /** A round ends where a secret was verified: what was read before may have changed since. */
    private AuthenticationResult decideByStore(Token token, String source) {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            KeyRecords.Known known;
            try {
                known = records.of(token.id(), source);
            } catch (Throwable broken) {
                return notLookedUp(token.id(), broken);
            }
            if (known == null) {
                return new Rejected(Reason.UNKNOWN, token.id());
            }
            KeyRecord record = known.record();
            if (!token.hasPrefix(record.prefix())) {
                return new Rejected(Reason.WRONG_CHECK, token.id());
            }
            AuthenticationResult refused = refusedByState(known.entry(), record);
            if (refused != null) {
                return refused;
            }
            VerifiedSecret verified = known.entry().verified(record.hash());
            if (verified != null) {
                return token.isSpelledAs(record.prefix(), verified, digests)
                        ? admit(known.entry(), record)
                        : new Rejected(Reason.WRONG_SECRET, token.id());
            }
            AuthenticationResult unverified = verifyCold(token, known.entry(), record, source);
            if (unverified != null) {
                return unverified;
            }
        }
        return undecided(
                Cause.OVERLOADED,
                "key " + token.id() + " changes faster than it can be verified",
                new IllegalStateException("no decision in " + MAX_ROUNDS + " rounds"));
    }

    private Undecided notLookedUp(UUID id, Throwable broken) {
        return broken instanceof OverloadedException
                ? undecided(Cause.OVERLOADED, "keys are looked up faster than the key store answers", broken)
                : undecided(Cause.STORE, "the key store could not look up key " + id, broken);
    }

    /** Why a key is not accepted whatever its secret; null if it may be. */
    private @Nullable AuthenticationResult refusedByState(CachedKey entry, KeyRecord record) {
        UUID id = entry.id();
        Moment now;
        try {
            now = moment(entry, record);
        } catch (Throwable broken) {
            return undecided(Cause.CLOCK, "the clock could not be read", broken);
        }
        if (!follower.isInTouch(now.nanos())) {
            alarm.raise(Cause.STALE, "this node has not heard for too long what changed", this::outOfTouch);
            return new Undecided(Cause.STALE, RETRY_AFTER);
        }
        if (now.millis() < record.activeUntilMillis()) {
            return null;
        }
        return switch (record.key().state(now.wall())) {
            case REVOKED -> new Rejected(Reason.REVOKED, id);
            case EXPIRED -> new Rejected(Reason.EXPIRED, id);
            case DISABLED -> new Rejected(Reason.DISABLED, id);
            case ACTIVE -> null;
        };
    }

    private Throwable outOfTouch() {
        return new IllegalStateException("the last poll that read all is " + follower.leaseAge() + " old");
    }

    private Moment moment(CachedKey entry, KeyRecord record) {
        Moment roughly = time.roughly();
        return entry.needsExactTime() || roughly.isNear(record.activeUntilMillis()) ? time.exactly() : roughly;
    }

    private AuthenticationResult admit(CachedKey entry, KeyRecord record) {
        AuthenticationResult result = withOwner(record);
        if (result instanceof Authenticated) {
            note(entry);
        }
        return result;
    }

    /** Answers null if this is the secret. */
    private @Nullable AuthenticationResult verifyCold(Token token, CachedKey entry, KeyRecord record, String source) {
        try {
            boolean right = coldSecrets.verify(token, entry, record.hash(), source);
            return right ? null : new Rejected(Reason.WRONG_SECRET, token.id());
        } catch (TooManyFailuresException refused) {
            return new Undecided(Cause.TOO_MANY_FAILURES, refused.retryAfter());
        } catch (OverloadedException | TimeoutException busy) {
            return undecided(Cause.OVERLOADED, "slow hashes are asked for faster than this node computes them", busy);
        } catch (Throwable broken) {
            return undecided(Cause.HASHER, "the stored hash of key " + token.id() + " could not be verified", broken);
        }
    }

    private AuthenticationResult withOwner(KeyRecord record) {
        try {
            Optional<Permissions> rights = owners.of(record.owner());
            return rights.isPresent()
                    ? admitted(record, rights.get())
                    : new Rejected(Reason.OWNER_GONE, record.key().id());
        } catch (Throwable broken) {
            return undecided(
                    Cause.OWNER_RIGHTS,
                    "nobody told in time what the owner of key " + record.key().id() + " may do",
                    broken);
        }
    }

    private static Authenticated admitted(KeyRecord record, Permissions rights) {
        Authenticated known = record.answer();
        if (known != null && known.isWithin(rights)) {
            return known;
        }
        Authenticated result = new Authenticated(record.key(), rights);
        record.remember(result);
        return result;
    }

    /** A use that cannot be noted is no reason to refuse a request. */
    private void note(CachedKey entry) {
        try {
            uses.used(entry, time.roughly().millis());
        } catch (Throwable broken) {
            alarm.raise(UseTracker.class, "the use of a key was not counted", broken);
        }
    }

    /** Whatever was thrown, an error of the JVM among them, is no statement about the token. */
    private Undecided undecided(Cause cause, String what, Throwable broken) {
        if (broken instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        alarm.raise(cause, what, broken);
        return new Undecided(cause, RETRY_AFTER);
    }
}
