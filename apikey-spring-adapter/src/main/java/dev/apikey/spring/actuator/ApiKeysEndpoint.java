// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.actuator;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.ApiKey.State;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.Explanation;
import dev.apikey.Explanation.Kind;
import dev.apikey.KeyAdministration;
import dev.apikey.KeyOrder;
import dev.apikey.KeyOrder.Field;
import dev.apikey.KeyQuery;
import dev.apikey.Owners;
import dev.apikey.Permissions;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.lang.Nullable;

/**
 * Spring Boot's endpoint {@code apikeys}: how many keys there are, which of them want attention, and why one would be refused. Reads only. An
 * overview counts all keys, by up to nine queries, and lists {@value #LISTED} keys of a kind at most; with millions of keys let Spring Boot keep it for a
 * while. Thread-safe.
 *
 * <p><b>Security.</b> It tells no token, secret or hash, but names and owners of everybody's keys: expose it to operators alone.
 */
@Endpoint(id = "apikeys")
public final class ApiKeysEndpoint {

    static final int LISTED = 20;
    private static final Duration SOON = Duration.ofDays(30);
    private static final Duration LONG = Duration.ofDays(90);
    /** Judged where nobody says what a request needs; what it alone lacks is left out. */
    private static final String ANY_PERMISSION = "default:read";

    private static final Set<Kind> ABOUT_A_PERMISSION = Set.of(Kind.KEY_LACKS_PERMISSION, Kind.OWNER_LACKS_PERMISSION);

    private final KeyAdministration keys;

    ApiKeysEndpoint(ApiKeys apiKeys) {
        this.keys = readingAll(apiKeys);
    }

    static KeyAdministration readingAll(ApiKeys apiKeys) {
        return apiKeys.administer(Authority.of(Actor.of("actuator"), Permissions.of("*", "apikeys:read"))
                .withOwners(Owners.all()));
    }

    /**
     * What there is.
     *
     * @param states how many keys are active, disabled, expired and revoked
     * @param hashes how many live keys were hashed how
     * @param expiringIn30Days active keys that expire within 30 days, the first ones first
     * @param unusedFor90Days active keys neither issued nor used within 90 days, the oldest first
     */
    public record Overview(
            Map<String, Long> states, Map<String, Long> hashes, Listed expiringIn30Days, Listed unusedFor90Days) {}

    /**
     * Keys of a kind.
     *
     * @param count how many there are
     * @param keys the first of them
     */
    public record Listed(long count, List<Entry> keys) {}

    /** What is told of a key. */
    public record Entry(
            UUID id,
            String name,
            String owner,
            String hint,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt) {

        static Entry of(ApiKey key) {
            return new Entry(
                    key.id(), key.name(), key.owner(), key.hint(), key.createdAt(), key.expiresAt(), key.lastUsedAt());
        }
    }

    /** All keys at a glance. */
    @ReadOperation
    public Overview overview() {
        Map<String, Long> states = new TreeMap<>();
        for (State state : State.values()) {
            states.put(
                    state.name().toLowerCase(Locale.ROOT),
                    keys.count(KeyQuery.all().inState(state)));
        }
        KeyQuery active = KeyQuery.all().inState(State.ACTIVE);
        return new Overview(
                states,
                new TreeMap<>(keys.countByHash()),
                listed(active.expiringBefore(keys.now().plus(SOON)), Field.EXPIRY),
                listed(active.unusedSince(keys.now().minus(LONG)), Field.CREATED));
    }

    private Listed listed(KeyQuery query, Field order) {
        List<Entry> first = keys.list(query.orderedBy(KeyOrder.ascending(order)).limitedTo(LISTED)).keys().stream()
                .map(Entry::of)
                .toList();
        return new Listed(first.size() < LISTED ? first.size() : keys.count(query), first);
    }

    /**
     * Why a request with this key would be refused.
     *
     * @param id the key's id, such as logs and traces have it
     * @param permission what the request needs, such as {@code files:read}; without it, whatever it needs is left out
     * @param at when, in ISO 8601 with an offset; without it, now
     * @throws InvalidEndpointRequestException answered 400, if the permission is none
     */
    @ReadOperation
    public Explanation explain(@Selector UUID id, @Nullable String permission, @Nullable OffsetDateTime at) {
        Instant when = at == null ? keys.now() : at.toInstant();
        try {
            Explanation explained = keys.explain(id, permission == null ? ANY_PERMISSION : permission, when);
            return permission == null ? withoutPermission(explained) : explained;
        } catch (IllegalArgumentException wrong) {
            throw new InvalidEndpointRequestException(
                    "permission is none: " + wrong.getMessage(),
                    Optional.ofNullable(wrong.getMessage()).orElse(""));
        }
    }

    private static Explanation withoutPermission(Explanation explained) {
        return new Explanation(
                explained.keyId(),
                "any",
                explained.at(),
                explained.obstacles().stream()
                        .filter(obstacle -> !ABOUT_A_PERMISSION.contains(obstacle.kind()))
                        .toList());
    }
}
