// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.apikey.spi.KeyEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A key makes no stronger key than itself, whatever the authority of whoever asks by it claims: all combinations over a small vocabulary. */
class Law3MintByKeyTest {

    private static final Permissions MANAGER = Permissions.of("files:*", "apikeys:read", "apikeys:write");
    private static final KeyRequest REQUEST =
            KeyRequest.of("CI", Permissions.of("files:read")).withOwner("ben");

    private final Sandbox sandbox = new Sandbox();
    private final Map<String, Optional<Permissions>> rights = new ConcurrentHashMap<>();
    private final ApiKeys keys = sandbox.builder()
            .maxIssuedPerHour(Integer.MAX_VALUE)
            .ownerRights(owner -> rights.getOrDefault(owner, Optional.of(Sandbox.EVERYTHING.ceiling())))
            .build();
    private final KeyAdministration ada = keys.administer(Sandbox.EVERYTHING);
    private final UUID target = ada.issue(REQUEST).key().id();

    @AfterEach
    void close() {
        keys.close();
    }

    private ApiKey bensKey(@Nullable Lifetime lifetime) {
        return ada.issue(new KeyRequest("caller", MANAGER, "ben", lifetime)).key();
    }

    /** Claims everything there is; only the key holds it back. */
    private static Authority claimingEverythingBy(ApiKey key) {
        return new Authority(Sandbox.ADA.withKey(key.id()), Owners.all(), Sandbox.EVERYTHING.ceiling(), null);
    }

    @Nested
    class MintAtMostMaker {

        private final List<List<String>> sets =
                ReferencePermissions.subsetsUpToTwo(List.of("*", "*:read", "files:*", "files:read", "apikeys:read"));
        private final Instant expiry = Sandbox.NOW.plus(Duration.ofDays(1));
        private final Lifetime longest = Lifetime.ofDays(1);

        @Test
        void holdsForEveryKeyAndOwnerAndRequestWhateverIsClaimed() {
            int made = 0;
            int refused = 0;
            for (List<String> owned : sets) {
                for (List<String> held : sets) {
                    String owner = "owner " + owned + held;
                    KeyAdministration maker = maker(owner, owned, held);
                    for (List<String> asked : sets.subList(1, sets.size())) {
                        boolean allowed =
                                ReferencePermissions.covers(held, asked) && ReferencePermissions.covers(owned, asked);
                        assertThat(isMade(maker, owner, asked, longest))
                                .as("%s of %s makes %s", held, owned, asked)
                                .isEqualTo(allowed);
                        made += allowed ? 1 : 0;
                        refused += allowed ? 0 : 1;
                    }
                    List<String> always = List.of("apikeys:write");
                    assertThat(isMade(maker, owner, always, longest)).isTrue();
                    assertThat(isMade(maker, owner, always, null)).isFalse();
                    assertThat(isMade(
                                    maker,
                                    owner,
                                    always,
                                    Lifetime.of(Duration.ofDays(1).plusMillis(1))))
                            .isFalse();
                    assertThat(isMade(maker, "ben", always, longest)).isFalse();
                }
            }
            assertThat(made).isGreaterThan(500);
            assertThat(refused).isGreaterThan(1_000);
            assertThat(sandbox.store.count(KeyQuery.all().containing("made").expiringBefore(expiry), Sandbox.NOW))
                    .isZero();
        }

        private KeyAdministration maker(String owner, List<String> owned, List<String> held) {
            rights.put(owner, Optional.of(with(owned)));
            IssuedKey caller = ada.issue(new KeyRequest("caller", with(held), owner, longest));
            return keys.administer(claimingEverythingBy(caller.key()));
        }

        private static Permissions with(List<String> patterns) {
            List<String> more = new ArrayList<>(patterns);
            more.add("apikeys:write");
            return Permissions.of(more);
        }

        private static boolean isMade(
                KeyAdministration maker, String owner, List<String> asked, @Nullable Lifetime lifetime) {
            try {
                maker.issue(new KeyRequest("made", Permissions.of(asked), owner, lifetime));
                return true;
            } catch (AuthorityExceededException refusal) {
                return false;
            }
        }
    }

    @Nested
    class Expiry {

        @Test
        void isNeverBeyondTheKeysOwn() {
            ApiKey caller = bensKey(Lifetime.ofDays(2));
            KeyAdministration mine = keys.administer(claimingEverythingBy(caller));
            assertThat(mine.issue(REQUEST.withLifetime(Lifetime.ofDays(2)))
                            .key()
                            .expiresAt())
                    .isEqualTo(caller.expiresAt());
            for (KeyRequest longer : List.of(
                    REQUEST, REQUEST.withLifetime(Lifetime.of(Duration.ofDays(2).plusMillis(1))))) {
                assertThatExceptionOfType(AuthorityExceededException.class)
                        .isThrownBy(() -> mine.issue(longer))
                        .satisfies(refusal -> assertThat(refusal.member()).isEqualTo("lifetime"));
            }
            assertThatExceptionOfType(AuthorityExceededException.class)
                    .isThrownBy(() -> mine.rotate(target, Rotation.standard()))
                    .satisfies(refusal -> assertThat(refusal.member()).isEqualTo("lifetime"));
        }

        @Test
        void isTheEarlierOfTheKeysAndTheClaimed() {
            ApiKey caller = bensKey(Lifetime.ofDays(2));
            Authority earlier = claimingEverythingBy(caller).withLatestExpiry(Sandbox.NOW.plus(Duration.ofDays(1)));
            KeyAdministration mine = keys.administer(earlier);
            assertThat(mine.issue(REQUEST.withLifetime(Lifetime.ofDays(1)))).isNotNull();
            assertThatExceptionOfType(AuthorityExceededException.class)
                    .isThrownBy(() -> mine.issue(
                            REQUEST.withLifetime(Lifetime.of(Duration.ofDays(1).plusMillis(1)))));
        }
    }

    @Nested
    class OfKey {

        private final ApiKey caller = bensKey(Lifetime.ofDays(2));

        @Test
        void isTheOwnerByTheKeyAndNoMore() {
            assertThat(Authority.ofKey(caller))
                    .isEqualTo(new Authority(
                            new Actor("ben", "ben", caller.id()), Owners.one("ben"), MANAGER, caller.expiresAt()));
        }

        @Test
        void isWrittenDownWithTheKey() {
            KeyAdministration mine = keys.administer(Authority.ofKey(caller));
            ApiKey made = mine.issue(
                            KeyRequest.of("CI", Permissions.of("files:read")).withLifetime(Lifetime.ofDays(1)))
                    .key();
            mine.disable(made.id());
            Actor actor = Actor.of("ben").withKey(caller.id());
            assertThat(made.owner()).isEqualTo("ben");
            assertThat(made.createdBy()).isEqualTo(actor);
            assertThat(sandbox.store.find(made.id()).orElseThrow().key().createdBy())
                    .isEqualTo(actor);
            assertThat(mine.history(made.id(), Long.MAX_VALUE, 10))
                    .extracting(recorded -> recorded.event().actor())
                    .containsExactly(actor, actor);
            assertThat(mine.history(made.id(), Long.MAX_VALUE, 10))
                    .extracting(recorded -> recorded.event().kind())
                    .containsExactly(KeyEvent.Kind.DISABLED, KeyEvent.Kind.ISSUED);
        }

        @Test
        void saysWhatMayBeGrantedNow() {
            rights.put("ben", Optional.of(Permissions.of("*", "apikeys:read")));
            KeyAdministration mine = keys.administer(Authority.ofKey(caller));
            assertThat(mine.grantable())
                    .containsExactly("files:read", "files:write", "rooms:read", "rooms:write", "apikeys:read");
        }
    }
}
