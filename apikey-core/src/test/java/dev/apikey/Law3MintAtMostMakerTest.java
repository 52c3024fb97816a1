// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Nobody makes a stronger key than he may: every combination of authority and key over a small vocabulary. */
class Law3MintAtMostMakerTest {

    private static final List<List<String>> SETS = ReferencePermissions.subsetsUpToTwo(List.of(
            "*", "*:read", "files:*", "files:read", "files:write", "rooms:read", "default:read", "apikeys:read"));
    private static final Instant LIMIT = Sandbox.NOW.plus(Duration.ofDays(1));
    private static final List<Optional<Instant>> LIMITS = List.of(Optional.empty(), Optional.of(LIMIT));
    private static final List<Optional<Duration>> LIFETIMES = List.of(
            Optional.empty(),
            Optional.of(Duration.ofDays(1).minusMillis(1)),
            Optional.of(Duration.ofDays(1)),
            Optional.of(Duration.ofDays(1).plusMillis(1)));

    private final Sandbox sandbox = new Sandbox();
    private final ApiKeys keys = sandbox.builder().build();
    private int refused;
    private int made;

    /** What the law says, in its own words; the name of the first member that is beyond the authority. */
    private static @Nullable String excess(
            boolean owned,
            List<String> ceiling,
            List<String> permissions,
            @Nullable Instant latest,
            @Nullable Instant expiry) {
        if (!owned) {
            return "owner";
        }
        if (!ReferencePermissions.covers(ceiling, permissions)) {
            return "permissions";
        }
        boolean outlives = latest != null && (expiry == null || expiry.compareTo(latest) > 0);
        return outlives ? "lifetime" : null;
    }

    private static Authority authority(boolean owned, List<String> ceiling, @Nullable Instant latest) {
        return new Authority(Sandbox.ADA, Owners.one(owned ? "ben" : "cyd"), Permissions.of(ceiling), latest);
    }

    private static @Nullable Instant after(@Nullable Duration lifetime) {
        return lifetime == null ? null : Sandbox.NOW.plus(lifetime);
    }

    @Nested
    class Issue {

        @Test
        void isJudgedOnTheKeyThatWouldResult() {
            for (List<String> ceiling : SETS) {
                for (List<String> permissions : SETS.subList(1, SETS.size())) {
                    for (boolean owned : new boolean[] {true, false}) {
                        LIMITS.forEach(latest -> LIFETIMES.forEach(lifetime ->
                                issue(owned, ceiling, permissions, latest.orElse(null), lifetime.orElse(null))));
                    }
                }
            }
            assertThat(made).isGreaterThan(1_000);
            assertThat(refused).isGreaterThan(1_000);
            assertThat(sandbox.events()).hasSize(made);
        }

        private void issue(
                boolean owned,
                List<String> ceiling,
                List<String> permissions,
                @Nullable Instant latest,
                @Nullable Duration lifetime) {
            String what = "owned %s, ceiling %s, asked %s, latest %s, lifetime %s"
                    .formatted(owned, ceiling, permissions, latest, lifetime);
            KeyRequest request = new KeyRequest(
                    "CI", Permissions.of(permissions), "ben", lifetime == null ? null : Lifetime.of(lifetime));
            KeyAdministration maker = keys.administer(authority(owned, ceiling, latest));
            String excess = excess(owned, ceiling, permissions, latest, after(lifetime));
            if (excess == null) {
                ApiKey key = maker.issue(request).key();
                assertThat(key.permissions()).as(what).isEqualTo(Permissions.of(permissions));
                assertThat(key.expiresAt()).as(what).isEqualTo(after(lifetime));
                made++;
            } else {
                assertThatExceptionOfType(AuthorityExceededException.class)
                        .as(what)
                        .isThrownBy(() -> maker.issue(request))
                        .satisfies(refusal -> assertThat(refusal.member()).isEqualTo(excess));
                refused++;
            }
        }

        @Test
        void countsForTheActorWhereNoOwnerIsNamed() {
            KeyRequest request = KeyRequest.of("CI", Permissions.of("*"));
            Authority own = Authority.of(Sandbox.ADA, Permissions.of("*"));
            assertThat(keys.administer(own).issue(request).key().owner()).isEqualTo("ada");
            assertThatExceptionOfType(AuthorityExceededException.class)
                    .isThrownBy(() ->
                            keys.administer(own.withOwners(Owners.one("ben"))).issue(request))
                    .satisfies(refusal -> assertThat(refusal.member()).isEqualTo("owner"));
        }
    }

    @Nested
    class Enable {

        @Test
        void isJudgedOnTheKeyThatWouldResult() {
            for (List<String> permissions : SETS) {
                for (Optional<Duration> lifetime : LIFETIMES) {
                    for (List<String> ceiling : SETS) {
                        LIMITS.forEach(
                                latest -> enable(ceiling, permissions, latest.orElse(null), lifetime.orElse(null)));
                    }
                }
            }
            assertThat(made).isGreaterThan(1_000);
            assertThat(refused).isGreaterThan(1_000);
        }

        private void enable(
                List<String> ceiling, List<String> permissions, @Nullable Instant latest, @Nullable Duration lifetime) {
            String what =
                    "ceiling %s, key %s, latest %s, lifetime %s".formatted(ceiling, permissions, latest, lifetime);
            UUID id = UUID.randomUUID();
            ApiKey key = Sandbox.key(id, Permissions.of(permissions), after(lifetime), Sandbox.NOW, null);
            sandbox.insert(key, ScriptedHasher.HASH);
            assertThat(keys.administer(authority(false, ceiling, latest)).enable(id))
                    .as(what)
                    .isEmpty();

            KeyAdministration maker = keys.administer(authority(true, ceiling, latest));
            String excess = excess(true, ceiling, permissions, latest, after(lifetime));
            if (excess == null) {
                assertThat(maker.enable(id)).as(what).contains(key.enabled());
                made++;
            } else {
                assertThatExceptionOfType(AuthorityExceededException.class)
                        .as(what)
                        .isThrownBy(() -> maker.enable(id))
                        .satisfies(refusal -> assertThat(refusal.member()).isEqualTo(excess));
                assertThat(sandbox.store.find(id).orElseThrow().key()).as(what).isEqualTo(key);
                refused++;
            }
        }
    }

    @Nested
    class Update {

        @Test
        void isJudgedOnTheKeyThatWouldResultUnlessItOnlyRenames() {
            for (List<String> ceiling : SETS) {
                for (List<String> permissions : SETS.subList(1, SETS.size())) {
                    LIMITS.forEach(latest -> LIFETIMES.forEach(
                            lifetime -> update(ceiling, permissions, latest.orElse(null), lifetime.orElse(null))));
                }
            }
            assertThat(made).isGreaterThan(1_000);
            assertThat(refused).isGreaterThan(1_000);
        }

        private void update(
                List<String> ceiling, List<String> permissions, @Nullable Instant latest, @Nullable Duration lifetime) {
            String what =
                    "ceiling %s, wanted %s, latest %s, lifetime %s".formatted(ceiling, permissions, latest, lifetime);
            UUID id = UUID.randomUUID();
            ApiKey key = Sandbox.key(id, Permissions.of("rooms:write"), after(lifetime), null, null);
            sandbox.insert(key, ScriptedHasher.HASH);
            UnaryOperator<ApiKey> change = old -> old.withPermissions(Permissions.of(permissions));
            assertThat(keys.administer(authority(false, ceiling, latest)).update(id, change))
                    .as(what)
                    .isEmpty();

            KeyAdministration maker = keys.administer(authority(true, ceiling, latest));
            assertThat(maker.update(id, old -> old.withName("renamed")))
                    .as(what)
                    .isPresent();
            String excess = excess(true, ceiling, permissions, latest, after(lifetime));
            if (excess == null) {
                assertThat(maker.update(id, change).orElseThrow().permissions())
                        .as(what)
                        .isEqualTo(Permissions.of(permissions));
                made++;
            } else {
                assertThatExceptionOfType(AuthorityExceededException.class)
                        .as(what)
                        .isThrownBy(() -> maker.update(id, change))
                        .satisfies(refusal -> assertThat(refusal.member()).isEqualTo(excess));
                assertThat(sandbox.store.find(id).orElseThrow().key().permissions())
                        .as(what)
                        .isEqualTo(key.permissions());
                refused++;
            }
        }
    }

    @Nested
    class Rotate {

        @Test
        void isJudgedOnTheSuccessor() {
            for (List<String> ceiling : SETS) {
                for (List<String> permissions : SETS) {
                    LIMITS.forEach(latest -> LIFETIMES.forEach(
                            lifetime -> rotate(ceiling, permissions, latest.orElse(null), lifetime.orElse(null))));
                }
            }
            assertThat(made).isGreaterThan(1_000);
            assertThat(refused).isGreaterThan(1_000);
        }

        private void rotate(
                List<String> ceiling, List<String> permissions, @Nullable Instant latest, @Nullable Duration lifetime) {
            String what =
                    "ceiling %s, key %s, latest %s, lifetime %s".formatted(ceiling, permissions, latest, lifetime);
            UUID id = UUID.randomUUID();
            ApiKey key = Sandbox.key(id, Permissions.of(permissions), null, null, null);
            sandbox.insert(key, ScriptedHasher.HASH);
            Lifetime asked = lifetime == null ? Lifetime.neverEnding() : Lifetime.of(lifetime);
            Rotation rotation = Rotation.standard().withLifetime(asked);
            assertThat(keys.administer(authority(false, ceiling, latest)).rotate(id, rotation))
                    .as(what)
                    .isEmpty();

            KeyAdministration maker = keys.administer(authority(true, ceiling, latest));
            String excess = excess(true, ceiling, permissions, latest, after(lifetime));
            if (excess == null) {
                ApiKey successor = maker.rotate(id, rotation).orElseThrow().key();
                assertThat(successor.permissions()).as(what).isEqualTo(Permissions.of(permissions));
                assertThat(successor.expiresAt()).as(what).isEqualTo(after(lifetime));
                made++;
            } else {
                assertThatExceptionOfType(AuthorityExceededException.class)
                        .as(what)
                        .isThrownBy(() -> maker.rotate(id, rotation))
                        .satisfies(refusal -> assertThat(refusal.member()).isEqualTo(excess));
                assertThat(sandbox.store.find(id).orElseThrow().key()).as(what).isEqualTo(key);
                refused++;
            }
        }
    }

    @Nested
    class Narrowing {

        @Test
        void isAllowedForAStrongerKeyWithinTheOwnersAndNotBeyond() {
            for (List<String> ceiling : SETS) {
                UUID id = sandbox.issue().key().id();
                KeyAdministration stranger = keys.administer(authority(false, ceiling, LIMIT));
                assertThat(stranger.disable(id)).isEmpty();
                assertThat(stranger.revoke(id, null)).isEmpty();
                assertThat(stranger.revoke(List.of(id), null).get(id)).isEmpty();
                assertThat(stranger.revokeAll(KeyQuery.all().ownedBy("ben"), null))
                        .isZero();
                assertThat(stranger.update(id, key -> key.withName("mine"))).isEmpty();
                assertThat(stranger.delete(id)).isEmpty();

                KeyAdministration weaker = keys.administer(authority(true, ceiling, LIMIT));
                assertThat(weaker.disable(id).orElseThrow().disabledAt()).isEqualTo(Sandbox.NOW);
                assertThatExceptionOfType(AuthorityExceededException.class).isThrownBy(() -> weaker.enable(id));
                assertThat(weaker.update(id, key -> key.withName("renamed"))
                                .orElseThrow()
                                .name())
                        .isEqualTo("renamed");
                assertThat(weaker.revoke(id, null).orElseThrow().revokedAt()).isEqualTo(Sandbox.NOW);
                assertThat(weaker.delete(id)).isPresent();
            }
        }
    }

    @Nested
    class Api {

        @Test
        void changesNothingWithoutAnAuthority() {
            assertThat(Arrays.stream(ApiKeys.class.getDeclaredMethods())
                            .filter(method -> method.getReturnType().equals(KeyAdministration.class)))
                    .singleElement()
                    .satisfies(method -> assertThat(method.getParameterTypes()).containsExactly(Authority.class));
            assertThat(KeyAdministration.class.getConstructors()).isEmpty();
        }
    }
}
