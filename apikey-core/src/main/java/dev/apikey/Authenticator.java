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

    AuthenticationResult authenticate(String presented, String source) {
        Token token = Token.glance(presented);
        if (token == null) {
            return new Rejected(Token.formless(presented, prefixes), null);
        }
        try (token) {
            VerifiedSecret recognised = recognised(token);
            Reason flaw = recognised == null ? token.flaw(prefixes) : null;
            return flaw != null
                    ? new Rejected(flaw, null)
                    : decide(new Question(token.id(), token, recognised, source));
        }
    }

    /** Decides once more about a key whose secret was verified before. */
    AuthenticationResult authenticate(Authenticated earlier, String source) {
        return decide(new Question(earlier.key().id(), null, null, source));
    }

    /**
     * What is to be decided.
     *
     * @param token what was presented; null = the secret was verified before
     * @param recognised the secret that was verified before, if the token is spelled as its token was
     */
    private record Question(
            UUID id, @Nullable Token token, @Nullable VerifiedSecret recognised, String source) {}

    private @Nullable VerifiedSecret recognised(Token token) {
        CachedKey entry = records.cached(token.id());
        KeyRecord record = entry == null ? null : entry.record();
        if (entry == null || record == null) {
            return null;
        }
        VerifiedSecret verified = entry.verified(record.hash());
        return verified != null && token.isSpelledAs(record.prefix(), verified, digests) ? verified : null;
    }

    private AuthenticationResult decide(Question question) {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            AuthenticationResult result = tryToDecide(question);
            if (result != null) {
                return result;
            }
        }
        return undecided(
                Cause.OVERLOADED,
                "key " + question.id() + " changes faster than it can be verified",
                new IllegalStateException("no decision in " + MAX_ROUNDS + " rounds"));
    }

    /** Answers null if a secret was verified meanwhile: what was read before may have changed since. */
    private @Nullable AuthenticationResult tryToDecide(Question question) {
        CachedKey entry = records.cached(question.id());
        KeyRecord record = entry == null ? null : entry.record();
        if (entry == null || record == null) {
            KeyRecords.Known read;
            try {
                read = records.read(question.id(), question.source());
            } catch (OverloadedException busy) {
                return undecided(Cause.OVERLOADED, "keys are looked up faster than the key store answers", busy);
            } catch (Throwable broken) {
                return undecided(Cause.STORE, "the key store could not look up key " + question.id(), broken);
            }
            if (read == null) {
                return new Rejected(Reason.UNKNOWN, question.id());
            }
            entry = read.entry();
            record = read.record();
        }
        Moment now;
        try {
            now = moment(entry, record);
        } catch (Throwable broken) {
            return undecided(Cause.CLOCK, "the clock could not be read", broken);
        }
        if (!follower.isInTouch(now.nanos())) {
            return undecided(
                    Cause.STALE,
                    "this node has not heard for too long what changed",
                    new IllegalStateException("the last poll that read all is " + follower.leaseAge() + " old"));
        }
        Token token = question.token();
        if (token != null && question.recognised() == null && !token.hasPrefix(record.prefix())) {
            return new Rejected(Reason.WRONG_CHECK, question.id());
        }
        return switch (record.key().state(now.wall())) {
            case REVOKED -> new Rejected(Reason.REVOKED, question.id());
            case EXPIRED -> new Rejected(Reason.EXPIRED, question.id());
            case DISABLED -> new Rejected(Reason.DISABLED, question.id());
            case ACTIVE -> token == null ? withOwner(record) : verify(question, token, entry, record, now);
        };
    }

    private Moment moment(CachedKey entry, KeyRecord record) {
        Moment roughly = time.roughly();
        return entry.needsExactTime() || roughly.isNear(record.key().expiresAt()) ? time.exactly() : roughly;
    }

    private @Nullable AuthenticationResult verify(
            Question question, Token token, CachedKey entry, KeyRecord record, Moment now) {
        VerifiedSecret verified = entry.verified(record.hash());
        if (verified == null) {
            return verifyCold(token, entry, record, question.source());
        }
        if (!verified.equals(question.recognised()) && !token.isSpelledAs(record.prefix(), verified, digests)) {
            return new Rejected(Reason.WRONG_SECRET, token.id());
        }
        AuthenticationResult result = withOwner(record);
        if (result instanceof Authenticated) {
            note(entry, now);
        }
        return result;
    }

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
        ApiKey key = record.key();
        try {
            Optional<Permissions> rights = owners.of(key.owner());
            return rights.isEmpty() ? new Rejected(Reason.OWNER_GONE, key.id()) : admitted(record, rights.get());
        } catch (Throwable broken) {
            return undecided(
                    Cause.OWNER_RIGHTS, "nobody told in time what the owner of key " + key.id() + " may do", broken);
        }
    }

    private static Authenticated admitted(KeyRecord record, Permissions rights) {
        Authenticated known = record.answered(rights);
        if (known != null) {
            return known;
        }
        ApiKey key = record.key();
        Authenticated result = new Authenticated(key, key.permissions().and(rights));
        record.remember(rights, result);
        return result;
    }

    /** A use that cannot be noted is no reason to refuse a request. */
    private void note(CachedKey entry, Moment now) {
        try {
            uses.used(entry, now.wall());
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
