// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyEvent.Kind;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.StoredKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Changes to keys that exist: asks who may, reads, changes and commits, all of it again until nobody came in between. Thread-safe.
 */
final class KeyChanges {

    /** For what somebody has thought about. */
    static final int ONCE = 1;

    /** For what is meant whatever others do. */
    static final int SOME = 10;

    /** For what must come through against somebody who does not stop. */
    private static final int MANY = 1_000;

    private static final int MAX_SUCCESSORS = 1_000;

    private final KeyStore store;
    private final KeyRecords records;
    private final Caller caller;
    private final MillisClock clock;

    KeyChanges(KeyStore store, KeyRecords records, Caller caller, MillisClock clock) {
        this.store = store;
        this.records = records;
        this.caller = caller;
        this.clock = clock;
    }

    /** What is done to a key as it is. */
    @FunctionalInterface
    interface Step<T> {

        /** Returns what came of it; null if the key, or that by which somebody asks, has changed since it was read. */
        @Nullable
        T take(Grant grant, ApiKey key, Instant now);
    }

    /**
     * Takes a step, again if it comes to nothing.
     *
     * @throws KeyChangedException if others do not leave the key alone
     */
    <T> Optional<T> retry(UUID id, int attempts, Step<T> step) {
        for (int attempt = 0; attempt < attempts; attempt++) {
            Grant grant = caller.toWrite();
            Optional<ApiKey> found = find(id, grant.authority());
            if (found.isEmpty()) {
                return Optional.empty();
            }
            T done = step.take(grant, found.get(), clock.now());
            if (done != null) {
                return Optional.of(done);
            }
        }
        throw new KeyChangedException(id);
    }

    Optional<ApiKey> find(UUID id, Authority authority) {
        return store.find(id)
                .map(StoredKey::key)
                .filter(key -> authority.owners().include(key.owner()));
    }

    /** What a key shall be; it returns the key it was given if nothing is to do. */
    @FunctionalInterface
    interface Operator {

        ApiKey apply(Grant grant, ApiKey key, Instant now);
    }

    Optional<ApiKey> change(UUID id, int attempts, Operator operator) {
        Successor successor = new Successor();
        return retry(id, attempts, (grant, key, now) -> {
            ApiKey changed = operator.apply(grant, key, now);
            Kind kind = kind(key, changed);
            if (kind == Kind.DISABLED) {
                successor.refuseNewOne(key, now);
            }
            KeyChange update = update(kind, key, changed, grant, null, now);
            return changed.equals(key) || commit(List.of(update), grant) ? changed : null;
        });
    }

    /** Whether a key is accepted weighs more than what it is called and may do; what those were and are, the event tells too. */
    private static Kind kind(ApiKey before, ApiKey after) {
        if ((before.disabledAt() == null) == (after.disabledAt() == null)) {
            return Kind.UPDATED;
        }
        return after.disabledAt() == null ? Kind.ENABLED : Kind.DISABLED;
    }

    Optional<ApiKey> delete(UUID id) {
        Successor successor = new Successor();
        return retry(id, SOME, (grant, key, now) -> {
            successor.refuseNewOne(key, now);
            KeyEvent event = KeyEvent.deleted(key, grant.authority().actor(), now);
            return commit(List.of(new KeyChange.Delete(key.version(), event)), grant) ? key : null;
        });
    }

    /** Whoever ends a key must hear of a successor that came into being in the same moment. */
    private static final class Successor {

        private final AtomicReference<@Nullable ApiKey> first = new AtomicReference<>();

        void refuseNewOne(ApiKey key, Instant now) {
            ApiKey before = first.get();
            if (before == null) {
                first.set(key);
            } else if (before.replacedBy() == null && key.replacedBy() != null) {
                throw KeyStateException.rotated(key.state(now), key.replacedBy());
            }
        }
    }

    /**
     * Revokes a key, and with it every successor that whoever revokes it cannot have known of.
     *
     * @param seen the key as he has seen it; null = as it is now
     * @param since when he began
     */
    Optional<ApiKey> revoke(UUID id, @Nullable ApiKey seen, @Nullable String reason, Instant since) {
        AtomicReference<@Nullable ApiKey> first = new AtomicReference<>(seen);
        return retry(id, MANY, (grant, key, now) -> {
            first.compareAndSet(null, key);
            List<ApiKey> alive = new ArrayList<>(List.of(key));
            if (!isKnownToBeRotated(first.get(), since)) {
                alive.addAll(successors(key));
            }
            alive.removeIf(one -> one.revokedAt() != null);
            List<KeyChange> revocations = alive.stream()
                    .map(one -> update(Kind.REVOKED, one, one.revoked(now, reason), grant, reason, now))
                    .toList();
            if (!revocations.isEmpty() && !commit(revocations, grant)) {
                return null;
            }
            return key.revokedAt() != null ? key : key.revoked(now, reason);
        });
    }

    private boolean isKnownToBeRotated(@Nullable ApiKey key, Instant since) {
        return key != null
                && key.replacedBy() != null
                && store.find(key.replacedBy())
                        .filter(successor -> successor.key().createdAt().isAfter(since))
                        .isEmpty();
    }

    private List<ApiKey> successors(ApiKey key) {
        List<ApiKey> successors = new ArrayList<>();
        UUID next = key.replacedBy();
        while (next != null) {
            if (successors.size() == MAX_SUCCESSORS) {
                throw new KeyChangedException(key.id());
            }
            Optional<ApiKey> successor = store.find(next).map(StoredKey::key);
            successor.ifPresent(successors::add);
            next = successor.map(ApiKey::replacedBy).orElse(null);
        }
        return successors;
    }

    private static KeyChange update(
            Kind kind, ApiKey before, ApiKey after, Grant grant, @Nullable String reason, Instant at) {
        KeyEvent event = KeyEvent.changed(kind, before, after, grant.authority().actor(), reason, at);
        return new KeyChange.Update(after, event);
    }

    private boolean commit(List<KeyChange> changes, Grant grant) {
        return records.commit(changes, grant.asker()) == CommitOutcome.COMMITTED;
    }
}
