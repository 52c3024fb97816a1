// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.Explanation.Kind;
import dev.apikey.Explanation.Obstacle;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.spi.StoredKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Says why a key would be refused. Decides nothing: it looks at the same facts as {@link Authenticator}, and names all of them.
 * Thread-safe.
 */
final class Explainer {

    private static final int EVENTS_AT_ONCE = 200;
    private static final int MAX_EVENTS = 10_000;

    private final Set<String> prefixes;
    private final KeyStore store;
    private final Hashing hashing;
    private final OwnerRightsCache owners;

    Explainer(Set<String> prefixes, KeyStore store, Hashing hashing, OwnerRightsCache owners) {
        this.prefixes = prefixes;
        this.store = store;
        this.hashing = hashing;
        this.owners = owners;
    }

    Explanation explain(UUID id, String permission, Instant at, Owners among) {
        if (!Permissions.isPermission(permission)) {
            throw new IllegalArgumentException(
                    "permission must be resource:action without *, such as files:read: " + Printable.quote(permission));
        }
        List<Obstacle> obstacles = store.find(id)
                .filter(stored -> among.include(stored.key().owner()))
                .map(stored -> ofKey(stored, permission, at))
                .orElseGet(() -> ofMissing(id, permission, at, among));
        return new Explanation(id, permission, at, obstacles);
    }

    private List<Obstacle> ofKey(StoredKey stored, String permission, Instant at) {
        ApiKey key = asOf(stored.key(), at);
        List<Obstacle> obstacles = new ArrayList<>();
        addState(obstacles, key, at);
        addConfiguration(obstacles, stored);
        addPermissions(obstacles, key, permission);
        return obstacles;
    }

    private static void addState(List<Obstacle> obstacles, ApiKey key, Instant at) {
        if (at.isBefore(key.createdAt())) {
            obstacles.add(new Obstacle(Kind.NOT_ISSUED_YET, "The key was issued at " + key.createdAt() + "."));
        }
        if (key.revokedAt() != null) {
            String reason = key.revokedReason() == null ? "" : ": " + key.revokedReason();
            obstacles.add(new Obstacle(Kind.REVOKED, "The key was revoked at " + key.revokedAt() + reason + "."));
        }
        if (key.expiresAt() != null && !at.isBefore(key.expiresAt())) {
            obstacles.add(new Obstacle(Kind.EXPIRED, "The key expired at " + key.expiresAt() + "."));
        }
        if (key.disabledAt() != null) {
            obstacles.add(new Obstacle(Kind.DISABLED, "The key was disabled."));
        }
    }

    private void addPermissions(List<Obstacle> obstacles, ApiKey key, String permission) {
        if (!key.permissions().allow(permission)) {
            obstacles.add(new Obstacle(
                    Kind.KEY_LACKS_PERMISSION, "The key allows " + key.permissions() + ", not " + permission + "."));
        }
        addOwner(obstacles, key.owner(), permission);
    }

    private void addConfiguration(List<Obstacle> obstacles, StoredKey stored) {
        String prefix = Token.prefixOfHint(stored.key().hint());
        if (!prefixes.contains(prefix)) {
            obstacles.add(new Obstacle(
                    Kind.PREFIX_NOT_ACCEPTED,
                    "The key's token starts with " + prefix + ", which is not accepted: accepted are " + prefixes
                            + "."));
        }
        if (!hashing.canVerify(stored.hash())) {
            obstacles.add(new Obstacle(
                    Kind.HASH_NOT_READABLE,
                    "No hasher or pepper is configured that verifies the key's hash, " + stored.hashKind()
                            + ": its callers get 503."));
        }
    }

    private void addOwner(List<Obstacle> obstacles, String owner, String permission) {
        try {
            Optional<Permissions> rights = owners.of(owner);
            if (rights.isEmpty()) {
                obstacles.add(new Obstacle(Kind.OWNER_GONE, "The key's owner is gone."));
            } else if (!rights.get().allow(permission)) {
                obstacles.add(new Obstacle(
                        Kind.OWNER_LACKS_PERMISSION,
                        "The key's owner may do " + rights.get() + ", not " + permission + "."));
            }
        } catch (OwnerUnansweredException unknown) {
            obstacles.add(new Obstacle(
                    Kind.OWNER_NOT_KNOWN, "Nobody tells now what the key's owner may do: its callers get 503."));
        }
    }

    /** A deleted key is judged by what its history tells, for a time at which it was there. */
    private List<Obstacle> ofMissing(UUID id, String permission, Instant at, Owners among) {
        Optional<KeyEvent> last = store.history(id, Long.MAX_VALUE, 1).stream()
                .map(RecordedEvent::event)
                .filter(event -> event.kind() == KeyEvent.Kind.DELETED && among.include(event.owner()))
                .findFirst();
        if (last.isEmpty()) {
            return List.of(new Obstacle(Kind.UNKNOWN, "There is no such key."));
        }
        KeyEvent deletion = last.get();
        if (!at.isBefore(deletion.at())) {
            return List.of(new Obstacle(
                    Kind.DELETED,
                    "The key was deleted at " + deletion.at() + " by "
                            + deletion.actor().displayName() + "."));
        }
        ApiKey key = asOf(asItWasDeleted(deletion), at);
        List<Obstacle> obstacles = new ArrayList<>();
        addState(obstacles, key, at);
        addPermissions(obstacles, key, permission);
        return obstacles;
    }

    /** Who issued it, what it looked like and how it was hashed is gone with the record. */
    private ApiKey asItWasDeleted(KeyEvent deletion) {
        List<KeyEvent> events = eventsOf(deletion.keyId());
        KeyEvent.Facts facts = Objects.requireNonNull(deletion.before());
        KeyEvent first = events.get(events.size() - 1);
        Optional<KeyEvent> revocation = latest(events, KeyEvent.Kind.REVOKED);
        boolean disabled = latest(events, KeyEvent.Kind.DISABLED, KeyEvent.Kind.ENABLED)
                .filter(event -> event.kind() == KeyEvent.Kind.DISABLED)
                .isPresent();
        return new ApiKey(
                deletion.keyId(),
                deletion.owner(),
                facts.name(),
                facts.permissions(),
                first.kind() == KeyEvent.Kind.ISSUED ? first.at() : Instant.EPOCH,
                first.actor(),
                facts.expiresAt(),
                disabled ? deletion.at() : null,
                revocation.map(KeyEvent::at).orElse(null),
                revocation.map(KeyEvent::reason).orElse(null),
                null,
                1,
                null,
                null,
                "");
    }

    private static Optional<KeyEvent> latest(List<KeyEvent> events, KeyEvent.Kind... kinds) {
        return events.stream()
                .filter(event -> List.of(kinds).contains(event.kind()))
                .findFirst();
    }

    /** The latest first. */
    private List<KeyEvent> eventsOf(UUID id) {
        List<KeyEvent> events = new ArrayList<>();
        long before = Long.MAX_VALUE;
        List<RecordedEvent> page;
        do {
            page = store.history(id, before, EVENTS_AT_ONCE);
            for (RecordedEvent recorded : page) {
                events.add(recorded.event());
                before = recorded.sequence();
            }
        } while (page.size() == EVENTS_AT_ONCE && events.size() < MAX_EVENTS);
        return events;
    }

    /** The key as it was then: every later event of its history is undone. */
    private ApiKey asOf(ApiKey now, Instant at) {
        ApiKey key = now;
        long before = Long.MAX_VALUE;
        List<RecordedEvent> page;
        do {
            page = store.history(now.id(), before, EVENTS_AT_ONCE);
            for (RecordedEvent recorded : page) {
                if (!recorded.event().at().isAfter(at)) {
                    return key;
                }
                key = undone(key, recorded.event());
                before = recorded.sequence();
            }
        } while (page.size() == EVENTS_AT_ONCE);
        return key;
    }

    private static ApiKey undone(ApiKey key, KeyEvent event) {
        return event.before() == null ? key : key.before(event.kind(), event.before(), event.at());
    }
}
