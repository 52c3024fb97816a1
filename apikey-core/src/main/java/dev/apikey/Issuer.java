// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.StoredKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes keys, first ones and successors: judges what would result, draws id and secret, stores the hash. Thread-safe. */
final class Issuer {

    private final String prefix;
    private final IssuingPolicy policy;
    private final KeyRecords records;
    private final Hashing hashing;
    private final MillisClock clock;
    private final SecureRandom random = new SecureRandom();

    Issuer(String prefix, IssuingPolicy policy, KeyRecords records, Hashing hashing, MillisClock clock) {
        this.prefix = prefix;
        this.policy = policy;
        this.records = records;
        this.hashing = hashing;
        this.clock = clock;
    }

    Vocabulary vocabulary() {
        return policy.vocabulary();
    }

    IssuingBounds bounds(Authority authority) {
        return policy.bounds(authority, clock.now());
    }

    /** Counts a key that somebody is about to make. */
    void count(Actor actor) {
        policy.rate().count(actor.id());
    }

    /**
     * Makes a key.
     *
     * @return null if the key by which somebody asks has changed since
     * @throws RuntimeException as {@link KeyAdministration#issue} says
     */
    @Nullable
    IssuedKey issue(KeyRequest request, Grant grant) {
        Authority authority = grant.authority();
        policy.vocabulary().requireKnown(request.permissions());
        Instant now = clock.now();
        String owner =
                Objects.requireNonNullElse(request.owner(), authority.actor().id());
        Instant expiresAt = policy.expiry(request.lifetime(), now);
        authority.requireAtLeast(owner, request.permissions(), expiresAt);

        try (Draft draft = draw()) {
            ApiKey key =
                    draft.key(owner, request.name(), request.permissions(), now, authority.actor(), expiresAt, null);
            CommitOutcome outcome = records.commit(List.of(insertion(draft, key)), grant.asker());
            if (outcome == CommitOutcome.ASKER_CHANGED) {
                return null;
            }
            if (outcome == CommitOutcome.CONFLICT) {
                throw new IllegalStateException("the store holds a key with the random id " + key.id() + " already");
            }
            requireRoom(outcome);
            return new IssuedKey(key, draft.token);
        }
    }

    /**
     * Makes a successor and ends the predecessor, both or neither.
     *
     * @param predecessor as it was last read
     * @return null if the predecessor, or the key by which somebody asks, has changed since
     * @throws RuntimeException as {@link KeyAdministration#rotate} says
     */
    @Nullable
    IssuedKey rotate(ApiKey predecessor, Rotation rotation, Grant grant, Instant now) {
        Authority authority = grant.authority();
        requireRotatable(predecessor, now);
        Instant expiresAt =
                policy.expiry(Objects.requireNonNullElse(rotation.lifetime(), lifetimeOf(predecessor)), now);
        authority.requireAtLeast(predecessor.owner(), predecessor.permissions(), expiresAt);

        try (Draft draft = draw()) {
            ApiKey successor = draft.key(
                    predecessor.owner(),
                    predecessor.name(),
                    predecessor.permissions(),
                    now,
                    authority.actor(),
                    expiresAt,
                    predecessor.id());
            ApiKey ended = predecessor.replaced(successor.id(), end(predecessor, rotation, now));
            KeyEvent rotated =
                    KeyEvent.changed(KeyEvent.Kind.ROTATED, predecessor, ended, authority.actor(), null, now);
            CommitOutcome outcome = records.commit(
                    List.of(new KeyChange.Update(ended, rotated), insertion(draft, successor)), grant.asker());
            if (outcome == CommitOutcome.CONFLICT || outcome == CommitOutcome.ASKER_CHANGED) {
                return null;
            }
            requireRoom(outcome);
            return new IssuedKey(successor, draft.token);
        }
    }

    private static void requireRotatable(ApiKey key, Instant now) {
        ApiKey.State state = key.state(now);
        if (key.replacedBy() != null) {
            throw KeyStateException.rotated(state, key.replacedBy());
        }
        if (state != ApiKey.State.ACTIVE) {
            throw KeyStateException.in(state);
        }
    }

    private static Lifetime lifetimeOf(ApiKey key) {
        return key.expiresAt() == null
                ? Lifetime.neverEnding()
                : Lifetime.of(Duration.between(key.createdAt(), key.expiresAt()));
    }

    private static Instant end(ApiKey predecessor, Rotation rotation, Instant now) {
        Instant endOfOverlap = now.plusMillis(rotation.overlap().toMillis());
        Instant expiresAt = predecessor.expiresAt();
        return expiresAt != null && expiresAt.isBefore(endOfOverlap) ? expiresAt : endOfOverlap;
    }

    private KeyChange.Insert insertion(Draft draft, ApiKey key) {
        KeyEvent event = KeyEvent.issued(key, key.createdBy(), key.createdAt());
        return new KeyChange.Insert(new StoredKey(key, hashing.hash(draft.subject)), event, policy.maxLiveKeys());
    }

    private void requireRoom(CommitOutcome outcome) {
        if (outcome == CommitOutcome.TOO_MANY_KEYS) {
            throw LimitReachedException.liveKeys(policy.maxLiveKeys());
        }
    }

    private Draft draw() {
        return new Draft(Token.generate(prefix, UUID.randomUUID(), random), prefix);
    }

    /** A token that belongs to no key yet; what is hashed of it is wiped when it is closed. */
    private static final class Draft implements AutoCloseable {

        private final String token;
        private final UUID id;
        private final byte[] subject;

        Draft(String token, String prefix) {
            this.token = token;
            Token parts = (Token) Token.read(token, Set.of(prefix));
            this.id = parts.id();
            this.subject = parts.subject();
        }

        ApiKey key(
                String owner,
                String name,
                Permissions permissions,
                Instant now,
                Actor createdBy,
                @Nullable Instant expiresAt,
                @Nullable UUID replaces) {
            return new ApiKey(
                    id,
                    owner,
                    name,
                    permissions,
                    now,
                    createdBy,
                    expiresAt,
                    null,
                    null,
                    null,
                    null,
                    1,
                    replaces,
                    null,
                    Token.hint(token));
        }

        @Override
        public void close() {
            Arrays.fill(subject, (byte) 0);
        }
    }
}
