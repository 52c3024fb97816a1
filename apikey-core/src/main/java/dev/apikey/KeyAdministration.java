// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.ApiKey.State;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.RecordedEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Changes keys under one {@link Authority}, and records each change with it. Got from {@link ApiKeys#administer}; thread-safe.
 *
 * <p>Keys of owners outside the authority do not exist as far as it is concerned: they are not found, like unknown ids. Whoever asks by a
 * key can do no more than that key, which is read again for each call. A store that cannot answer throws, and nothing was changed.
 *
 * <p>Every method throws {@link AuthorityExceededException} for somebody who asks by a key that is not active any more, or is not granted
 * {@code apikeys:read} (for what reads) or {@code apikeys:write} (for what changes), unless it says otherwise.
 */
public final class KeyAdministration {

    private static final int MAX_IDS = 200;

    private final Caller caller;
    private final Issuer issuer;
    private final KeyStore store;
    private final KeyReports reports;
    private final MillisClock clock;
    private final KeyChanges changes;

    KeyAdministration(
            Caller caller, Issuer issuer, KeyStore store, KeyRecords records, KeyReports reports, MillisClock clock) {
        this.caller = caller;
        this.issuer = issuer;
        this.store = store;
        this.reports = reports;
        this.clock = clock;
        this.changes = new KeyChanges(store, records, caller, clock);
    }

    /**
     * Makes a key.
     *
     * @return the key with its token, which can be had only now
     * @throws IllegalArgumentException if a permission is not in the vocabulary, or the lifetime is not one that the host allows
     * @throws AuthorityExceededException if the key would be stronger than the authority: in permissions, owner or lifetime
     * @throws LimitReachedException if its owner has as many live keys, or the actor has made as many within the hour, as the host allows
     * @throws OverloadedException if its secret cannot be hashed now, because too many slow hashes are asked for
     */
    public IssuedKey issue(KeyRequest request) {
        Grant first = caller.toWrite();
        issuer.count(first.authority().actor());
        IssuedKey issued = issuer.issue(request, first);
        for (int attempt = 1; issued == null && attempt < KeyChanges.SOME; attempt++) {
            issued = issuer.issue(request, caller.toWrite());
        }
        if (issued == null) {
            throw new AuthorityExceededException("key", "the key that asks is being changed by others");
        }
        return issued;
    }

    /** The key with this id; empty if there is none, or it belongs to an owner outside the authority. */
    public Optional<ApiKey> find(UUID id) {
        return changes.find(id, caller.toRead());
    }

    /** The key by which somebody asks, as it is now, whatever it may do; empty for somebody who asks in person. */
    public Optional<ApiKey> self() {
        return caller.self();
    }

    /** What a key is now, by the clock that requests with it are judged by. */
    public State stateOf(ApiKey key) {
        return key.state(clock.now());
    }

    /** The time by the clock that requests are judged by, for queries that count from it. */
    public Instant now() {
        return clock.now();
    }

    /** The keys that a query asks for, of owners within the authority. */
    public KeyPage list(KeyQuery query) {
        KeyQuery mine = within(caller.toRead(), query);
        Instant now = clock.now();
        List<ApiKey> keys = store.list(mine, now);
        if (keys.size() < query.limit()) {
            return new KeyPage(keys, null);
        }
        KeyOrder.Position last = query.order().behind(keys.get(keys.size() - 1));
        boolean more = !store.list(mine.from(last).limitedTo(1), now).isEmpty();
        return new KeyPage(keys, more ? last : null);
    }

    /** How many keys a query asks for, of owners within the authority, whatever its position and limit. */
    public long count(KeyQuery query) {
        return store.count(within(caller.toRead(), query), clock.now());
    }

    /**
     * Changes the name or the permissions of a key, or disables or enables it: all of it in one change, or nothing. Its expiry changes by
     * {@link #rotate} only, everything else never.
     *
     * <pre>{@code
     * keys.update(id, key -> key.withName("Nightly build").withPermissions(Permissions.of("files:read")));
     * }</pre>
     *
     * @param change says what the key shall be. What it throws ends the update
     * @return the key as it is now; empty as for {@link #find}
     * @throws IllegalArgumentException if the name is none, a permission is not in the vocabulary, or anything else was changed
     * @throws AuthorityExceededException if the permissions were changed or the key was enabled, and it would be stronger than the
     *     authority, in permissions or lifetime; a new name alone is not judged, and neither is disabling
     * @throws KeyStateException if the key is revoked or expired
     * @throws KeyChangedException if somebody else changed the key in the same moment: of two edits of the same version, one wins
     */
    public Optional<ApiKey> update(UUID id, UnaryOperator<ApiKey> change) {
        return update(id, KeyChanges.ONCE, change);
    }

    private Optional<ApiKey> update(UUID id, int attempts, UnaryOperator<ApiKey> change) {
        return changes.change(id, attempts, (grant, key, now) -> {
            requireNotFinal(key, now);
            ApiKey changed = change.apply(key);
            requireAllowed(key, changed, grant.authority());
            boolean disabledNow = key.disabledAt() == null && changed.disabledAt() != null;
            ApiKey noted = disabledNow ? changed.disabledSince(now) : changed;
            return noted.equals(key) ? key : noted.atNextVersion();
        });
    }

    private void requireAllowed(ApiKey key, ApiKey changed, Authority authority) {
        ApiKey changedAsAllowed = key.withName(changed.name())
                .withPermissions(changed.permissions())
                .withDisabled(changed.disabledAt() != null);
        if (!changedAsAllowed.equals(changed)) {
            throw new IllegalArgumentException(
                    "update changes name and permissions, disables and enables only: expiry changes"
                            + " by rotation, the rest never");
        }
        if (!changed.name().equals(key.name())) {
            KeyLimits.requireName(changed.name());
        }
        boolean granted = !changed.permissions().equals(key.permissions());
        if (granted) {
            KeyLimits.requirePermissions(changed.permissions());
            issuer.vocabulary().requireKnown(changed.permissions());
        }
        boolean enabled = key.disabledAt() != null && changed.disabledAt() == null;
        if (granted || enabled) {
            authority.requireAtLeast(key.owner(), changed.permissions(), key.expiresAt());
        }
    }

    /**
     * Refuses the key until it is enabled again. Has no effect on a key that is disabled.
     *
     * @return the key as it is now; empty as for {@link #find}
     * @throws KeyStateException if the key is revoked or expired, or somebody rotated it in the same moment: decide about its successor, too
     */
    public Optional<ApiKey> disable(UUID id) {
        return update(id, KeyChanges.SOME, key -> key.withDisabled(true));
    }

    /**
     * Accepts a disabled key again. Has no effect on a key that is not disabled.
     *
     * @return the key as it is now; empty as for {@link #find}
     * @throws AuthorityExceededException if the key is stronger than the authority, in permissions or lifetime
     * @throws KeyStateException if the key is revoked or expired
     */
    public Optional<ApiKey> enable(UUID id) {
        return update(id, KeyChanges.SOME, key -> key.withDisabled(false));
    }

    private static void requireNotFinal(ApiKey key, Instant now) {
        State state = key.state(now);
        if (state == State.REVOKED || state == State.EXPIRED) {
            throw KeyStateException.in(state);
        }
    }

    /**
     * Makes a successor with the same name, owner and permissions. The old token is accepted until the overlap ends; then only the new one is.
     *
     * @return the successor with its token, which can be had only now; empty as for {@link #find}
     * @throws KeyStateException if the key is revoked, disabled or expired, or was rotated before
     * @throws AuthorityExceededException if the successor would be stronger than the authority, in permissions or lifetime
     * @throws IllegalArgumentException if the successor's lifetime is not one that the host allows (any more)
     * @throws LimitReachedException as for {@link #issue}; an overlap of zero needs no room
     * @throws OverloadedException as for {@link #issue}
     */
    public Optional<IssuedKey> rotate(UUID id, Rotation rotation) {
        AtomicBoolean counted = new AtomicBoolean();
        return changes.retry(id, KeyChanges.SOME, (grant, key, now) -> {
            if (!counted.getAndSet(true)) {
                issuer.count(grant.authority().actor());
            }
            return issuer.rotate(key, rotation, grant, now);
        });
    }

    /**
     * Refuses the key for good, and with it the successors into which somebody rotates it meanwhile. Has no effect on a key that is revoked. A
     * successor that was there before stays: the key that is returned names it.
     *
     * @param reason why, at most 200 characters; null = not said
     * @return the key as it is now; empty as for {@link #find}
     * @throws IllegalArgumentException if the reason is too long, blank, or holds control or text-direction characters
     */
    public Optional<ApiKey> revoke(UUID id, @Nullable String reason) {
        KeyLimits.requireReason(reason);
        return changes.revoke(id, null, reason, clock.now());
    }

    /**
     * Revokes each of these keys; what became of one does not depend on the others.
     *
     * @param ids at most 200
     * @return each key as it is now, in the order of the ids; empty as for {@link #find}
     * @throws IllegalArgumentException if there are more, or as for {@link #revoke(UUID, String)}
     */
    public Map<UUID, Optional<ApiKey>> revoke(Collection<UUID> ids, @Nullable String reason) {
        KeyLimits.requireReason(reason);
        if (ids.size() > MAX_IDS) {
            throw new IllegalArgumentException("ids must name at most " + MAX_IDS + " keys");
        }
        Instant since = clock.now();
        Map<UUID, Optional<ApiKey>> revoked = new LinkedHashMap<>();
        ids.forEach(id -> revoked.computeIfAbsent(id, each -> changes.revoke(each, null, reason, since)));
        return revoked;
    }

    /**
     * Revokes every key that meets a query's conditions, one after the other: those of an owner who left, or those that somebody made before an
     * incident. {@link #countRevocable} tells beforehand how many there are, {@link #list} which. Successors into which somebody rotates them
     * meanwhile are revoked with them.
     *
     * @param query without position and limit, because it means all
     * @return how many of the keys were revoked
     * @throws IllegalArgumentException if the query has a position or a limit, or as for {@link #revoke(UUID, String)}
     */
    public long revokeAll(KeyQuery query, @Nullable String reason) {
        KeyLimits.requireReason(reason);
        if (!query.isWhole()) {
            throw new IllegalArgumentException(
                    "query must be without position and limit: every key that it describes is revoked");
        }
        Instant now = clock.now();
        KeyQuery page = revocable(within(caller.toWrite().authority(), query))
                .orderedBy(KeyOrder.ascending(KeyOrder.Field.CREATED))
                .limitedTo(MAX_IDS);
        long revoked = 0;
        for (List<ApiKey> keys = store.list(page, now); !keys.isEmpty(); keys = store.list(page, now)) {
            for (ApiKey key : keys) {
                revoked += changes.revoke(key.id(), key, reason, now).isPresent() ? 1 : 0;
            }
            page = page.from(page.order().behind(keys.get(keys.size() - 1)));
        }
        return revoked;
    }

    /** How many keys {@link #revokeAll} would revoke now: a dry run. */
    public long countRevocable(KeyQuery query) {
        return store.count(revocable(within(caller.toWrite().authority(), query)), clock.now());
    }

    private static KeyQuery revocable(KeyQuery query) {
        return query.with(new KeyCondition.InStates(EnumSet.complementOf(EnumSet.of(State.REVOKED))));
    }

    /**
     * Erases the record of a key, which is refused from then on like one that never was. Its history stays.
     *
     * @return the key as it was; empty as for {@link #find}
     * @throws KeyStateException if somebody rotated it in the same moment: decide about its successor, too
     */
    public Optional<ApiKey> delete(UUID id) {
        return changes.delete(id);
    }

    /**
     * What happened to a key, the latest first, also to one that was deleted; empty as for {@link #find}.
     *
     * @param before only events with a lower sequence: {@link Long#MAX_VALUE} for the latest, then that of the last one got
     * @param limit the most to return, 1 to 200
     */
    public List<RecordedEvent> history(UUID id, long before, int limit) {
        return reports.history(id, before, limit, caller.toRead());
    }

    /**
     * What happened to all keys, the latest first.
     *
     * @param before as for {@link #history(UUID, long, int)}
     * @param limit the most to return, 1 to 200
     * @throws AuthorityExceededException if the authority is not one over all owners
     */
    public List<RecordedEvent> history(long before, int limit) {
        Authority authority = caller.toRead();
        Caller.requireAllOwners(authority);
        return reports.history(null, before, limit, authority);
    }

    /**
     * How often a key was used on each of the last days, today included, the earliest first; days without use are left out, and so are the
     * last seconds. Empty as for {@link #find}.
     *
     * @param days how many days in UTC, 1 to 366
     */
    public List<DailyUse> usage(UUID id, int days) {
        return find(id).map(key -> reports.usage(key, days)).orElseGet(List::of);
    }

    /**
     * Whether a request with this key would be refused at some time where it needs some permission, and why.
     *
     * <p><b>Security.</b> For operators: the client that was refused must never see it. Somebody who asks by a key is refused himself.
     *
     * @param permission exactly {@code resource:action}
     * @param at when; a past instant is judged by what the key was then, as far back as its history reaches
     * @throws IllegalArgumentException if it is no permission
     * @throws AuthorityExceededException if he asks by a key
     */
    public Explanation explain(UUID id, String permission, Instant at) {
        caller.requireInPerson();
        return reports.explain(id, permission, at, caller.toRead());
    }

    /**
     * What may be granted: the host's vocabulary in its order, then of the library's own permissions those that this authority may grant.
     * Answered to every active key, whatever it may do.
     */
    public List<String> grantable() {
        return issuer.vocabulary().grantableUnder(caller.toAsk().ceiling());
    }

    /** How far whoever asks may go. Answered to every active key, whatever it may do. */
    public IssuingBounds bounds() {
        return issuer.bounds(caller.toAsk());
    }

    /**
     * How many live keys were hashed how, such as {@code hmac-sha256 k=f626d82a803e}: what tells when a pepper or an algorithm can go.
     *
     * @throws AuthorityExceededException if he asks by a key, or the authority is not one over all owners
     */
    public Map<String, Long> countByHash() {
        caller.requireOperator();
        return store.countByHashKind(clock.now());
    }

    /**
     * Owners of keys that do not exist any more, as {@link dev.apikey.spi.OwnerRights} tells, which is asked about each of them: an audit for
     * quiet hours.
     *
     * @return at most 1,000
     * @throws AuthorityExceededException if he asks by a key, or the authority is not one over all owners
     */
    public List<String> goneOwners() {
        caller.requireOperator();
        return reports.goneOwners();
    }

    private static KeyQuery within(Authority authority, KeyQuery query) {
        return authority.owners() instanceof Owners.All
                ? query
                : query.with(new KeyCondition.AmongOwners(authority.owners()));
    }
}
