// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.apikey.spi.StoredKey;
import dev.apikey.testkit.ForwardingStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Law 3 for somebody who asks by a key: whatever his authority claims, each call goes as far as the key goes now. */
class CallerTest {

    private static final Permissions MANAGER = Permissions.of("files:*", "apikeys:read", "apikeys:write");
    private static final KeyRequest REQUEST =
            KeyRequest.of("CI", Permissions.of("files:read")).withOwner("ben");

    private final Sandbox sandbox = new Sandbox();
    private final Map<String, Optional<Permissions>> rights = new ConcurrentHashMap<>();
    /** Owners are asked about on the spot: each answer is forgotten with the ApiKeys that got it. */
    private final List<ApiKeys> opened = new ArrayList<>();

    private final KeyAdministration ada = open().administer(Sandbox.EVERYTHING);
    private final UUID target = ada.issue(REQUEST).key().id();

    private ApiKeys open() {
        ApiKeys keys = sandbox.builder()
                .ownerRights(owner ->
                        rights.getOrDefault(owner, Optional.of(Permissions.of("*", "apikeys:read", "apikeys:write"))))
                .build();
        opened.add(keys);
        return keys;
    }

    @AfterEach
    void close() {
        opened.forEach(ApiKeys::close);
    }

    private ApiKey bensKey(Permissions permissions, @Nullable Lifetime lifetime) {
        return ada.issue(new KeyRequest("caller", permissions, "ben", lifetime)).key();
    }

    /** Claims everything there is; only the key holds it back. */
    private static Authority claimingEverythingBy(ApiKey key) {
        return new Authority(Sandbox.ADA.withKey(key.id()), Owners.all(), Sandbox.EVERYTHING.ceiling(), null);
    }

    private KeyAdministration by(ApiKey key) {
        return open().administer(claimingEverythingBy(key));
    }

    private List<Supplier<Object>> reads(KeyAdministration keys) {
        return List.of(
                () -> keys.find(target),
                () -> keys.list(KeyQuery.all()),
                () -> keys.count(KeyQuery.all()),
                () -> keys.history(target, Long.MAX_VALUE, 10),
                () -> keys.usage(target, 1));
    }

    /** What every active key may ask, whatever it may do. */
    private static List<Supplier<Object>> questions(KeyAdministration keys) {
        return List.of(keys::grantable, () -> keys.self().orElseThrow());
    }

    /** Each is possible again and again, and leaves the target as it was. */
    private List<Supplier<Object>> writes(KeyAdministration keys) {
        return List.of(
                () -> keys.issue(REQUEST),
                () -> keys.update(target, key -> key.withName("CI")),
                () -> keys.disable(target),
                () -> keys.enable(target),
                () -> keys.rotate(issue(), Rotation.standard()),
                () -> keys.revoke(issue(), null),
                () -> keys.revoke(List.of(issue()), null),
                () -> keys.revokeAll(KeyQuery.all().containing("nothing of that name"), null),
                () -> keys.countRevocable(KeyQuery.all()),
                () -> keys.delete(issue()));
    }

    private UUID issue() {
        return ada.issue(REQUEST).key().id();
    }

    private static void assertRefused(List<Supplier<Object>> operations, String message) {
        for (int i = 0; i < operations.size(); i++) {
            Supplier<Object> operation = operations.get(i);
            assertThatExceptionOfType(AuthorityExceededException.class)
                    .as("operation %d", i)
                    .isThrownBy(operation::get)
                    .withMessage(message)
                    .satisfies(refusal -> assertThat(refusal.member()).isEqualTo("key"));
        }
    }

    private static void assertAllowed(List<Supplier<Object>> operations) {
        operations.forEach(operation -> assertThat(operation.get()).isNotNull());
    }

    @Nested
    class Permission {

        @Test
        void readsWithReadAndWritesWithWriteAndNeitherImpliesTheOther() {
            KeyAdministration reader = by(bensKey(Permissions.of("*", "apikeys:read"), null));
            assertAllowed(reads(reader));
            assertRefused(writes(reader), "the key that asks has not the permission apikeys:write");
            KeyAdministration writer = by(bensKey(Permissions.of("*", "apikeys:write"), null));
            assertAllowed(writes(writer));
            assertAllowed(questions(writer));
            assertRefused(reads(writer), "the key that asks has not the permission apikeys:read");
        }

        @Test
        void isNotGrantedByAnyWildcard() {
            for (String pattern : List.of("*", "*:read", "*:write", "default:*", "files:*")) {
                KeyAdministration keys = by(bensKey(Permissions.of(pattern), null));
                assertRefused(reads(keys), "the key that asks has not the permission apikeys:read");
                assertRefused(writes(keys), "the key that asks has not the permission apikeys:write");
            }
        }

        @Test
        void isNotNeededToAskAboutOneself() {
            ApiKey key = bensKey(Permissions.of("files:read", "default:read"), null);
            KeyAdministration keys = by(key);
            assertThat(keys.self()).contains(key);
            assertThat(keys.grantable())
                    .containsExactly("files:read", "files:write", "rooms:read", "rooms:write", "default:read");
            assertThat(ada.self()).isEmpty();
            assertThat(keys.bounds().authority().ceiling()).isEqualTo(key.permissions());
            rights.put("ben", Optional.empty());
            assertRefused(List.of(by(key)::bounds), "the owner of the key that asks is gone");
            assertRefused(List.of(by(key)::grantable), "the owner of the key that asks is gone");
        }

        @Test
        void isTheOwnersToo() {
            ApiKey key = bensKey(MANAGER, null);
            rights.put("ben", Optional.of(Permissions.of("*", "apikeys:read")));
            KeyAdministration keys = by(key);
            assertAllowed(reads(keys));
            assertRefused(writes(keys), "the key that asks has not the permission apikeys:write");
        }
    }

    @Nested
    class TheKey {

        private final ApiKey caller = bensKey(MANAGER, null);
        private final KeyAdministration keys = by(caller);

        /** The administration was got before, and worked; the next call already knows. */
        private void assertEndsWith(Consumer<UUID> change, String message) {
            assertAllowed(reads(keys));
            assertAllowed(writes(keys));
            assertAllowed(questions(keys));
            change.accept(caller.id());
            assertRefused(reads(keys), message);
            assertRefused(questions(keys), message);
            assertRefused(writes(keys), message);
        }

        @Test
        void isReadAgainWhenItWasRevoked() {
            assertEndsWith(id -> ada.revoke(id, null), "the key that asks is not active any more");
        }

        @Test
        void isReadAgainWhenItWasDisabledAndEnabled() {
            assertEndsWith(ada::disable, "the key that asks is not active any more");
            ada.enable(caller.id());
            assertAllowed(reads(keys));
        }

        @Test
        void isReadAgainWhenItWasDeleted() {
            assertEndsWith(ada::delete, "the key that asks is not active any more");
        }

        @Test
        void isReadAgainWhenItWasNarrowed() {
            assertAllowed(writes(keys));
            ada.update(caller.id(), key -> key.withPermissions(Permissions.of("apikeys:write", "rooms:read")));
            assertRefused(reads(keys), "the key that asks has not the permission apikeys:read");
            assertThatExceptionOfType(AuthorityExceededException.class)
                    .isThrownBy(() -> keys.issue(REQUEST.withLifetime(Lifetime.of(Duration.ofHours(1)))))
                    .withMessage("permissions [files:read] exceed what you may grant: [rooms:read, apikeys:write]");
        }

        @Test
        void isRefusedFromItsExpirySharp() {
            KeyAdministration brief = by(bensKey(MANAGER, Lifetime.ofDays(1)));
            sandbox.clock.move(Duration.ofDays(1).minusMillis(1));
            assertAllowed(reads(brief));
            sandbox.clock.move(Duration.ofMillis(1));
            assertRefused(reads(brief), "the key that asks is not active any more");
            assertRefused(writes(brief), "the key that asks is not active any more");
        }

        @Test
        void isRefusedOnceItsOverlapIsOver() {
            ada.rotate(caller.id(), Rotation.withOverlap(Duration.ofHours(1)));
            assertThat(keys.find(target)).isPresent();
            sandbox.clock.move(Duration.ofHours(1));
            assertRefused(reads(keys), "the key that asks is not active any more");
        }

        @Test
        void mayEndItselfAndCannotComeBack() {
            assertThat(keys.disable(caller.id())).isPresent();
            assertRefused(List.of(() -> keys.enable(caller.id())), "the key that asks is not active any more");
        }

        @Test
        void thatNeverWasIsRefused() {
            UUID nobody = UUID.randomUUID();
            Authority claimed =
                    new Authority(Sandbox.ADA.withKey(nobody), Owners.all(), Sandbox.EVERYTHING.ceiling(), null);
            KeyAdministration lost = open().administer(claimed);
            assertRefused(reads(lost), "the key that asks is not active any more");
            assertRefused(writes(lost), "the key that asks is not active any more");
        }

        @Test
        void isNotReadFromMemoryWhereTheStoreFails() {
            for (Broken broken : List.of(Broken.RUNTIME, Broken.ARGUMENT)) {
                ForwardingStore store = new ForwardingStore(sandbox.store) {
                    @Override
                    public Optional<StoredKey> find(UUID id) {
                        if (id.equals(caller.id())) {
                            throw broken.raise();
                        }
                        return super.find(id);
                    }
                };
                KeyAdministration failing = sandbox.builder(store).build().administer(claimingEverythingBy(caller));
                var before = sandbox.events();
                assertThatExceptionOfType(RuntimeException.class)
                        .isThrownBy(() -> failing.issue(REQUEST))
                        .withMessage("broken on purpose");
                assertThat(sandbox.events()).isEqualTo(before);
            }
        }
    }

    @Nested
    class TheOwner {

        private final ApiKey caller = bensKey(MANAGER, null);

        @Test
        void mayBeGone() {
            rights.put("ben", Optional.empty());
            assertRefused(reads(by(caller)), "the owner of the key that asks is gone");
            assertRefused(writes(by(caller)), "the owner of the key that asks is gone");
        }

        @Test
        void narrowsWhatTheKeyMayGrant() {
            rights.put("ben", Optional.of(Permissions.of("files:write", "apikeys:write")));
            KeyAdministration keys = by(caller);
            assertThatExceptionOfType(AuthorityExceededException.class)
                    .isThrownBy(() -> keys.issue(REQUEST))
                    .satisfies(refusal -> assertThat(refusal.member()).isEqualTo("permissions"));
            assertThat(keys.issue(
                            KeyRequest.of("CI", Permissions.of("files:write")).withOwner("ben")))
                    .isNotNull();
        }

        @Test
        void doesNotWidenTheKey() {
            assertThatExceptionOfType(AuthorityExceededException.class)
                    .isThrownBy(() -> by(caller)
                            .issue(KeyRequest.of("CI", Permissions.of("rooms:read"))
                                    .withOwner("ben")))
                    .satisfies(refusal -> assertThat(refusal.member()).isEqualTo("permissions"));
        }

        @Test
        void isTheOnlyOneWhoseKeysItManages() {
            UUID cyds = ada.issue(REQUEST.withOwner("cyd")).key().id();
            KeyAdministration keys = by(caller);
            assertThat(keys.find(cyds)).isEmpty();
            assertThat(keys.disable(cyds)).isEmpty();
            assertThat(keys.rotate(cyds, Rotation.standard())).isEmpty();
            assertThat(keys.delete(cyds)).isEmpty();
            assertThat(keys.history(cyds, Long.MAX_VALUE, 10)).isEmpty();
            assertThat(keys.list(KeyQuery.all().ownedBy("cyd")).keys()).isEmpty();
            assertThat(keys.list(KeyQuery.all()).keys())
                    .extracting(ApiKey::owner)
                    .containsOnly("ben");
            assertThat(keys.revokeAll(KeyQuery.all().ownedBy("cyd"), null)).isZero();
            assertThatExceptionOfType(AuthorityExceededException.class)
                    .isThrownBy(() -> keys.issue(REQUEST.withOwner("cyd")))
                    .satisfies(refusal -> assertThat(refusal.member()).isEqualTo("owner"));
        }

        @Test
        void isNobodyWhereTheAuthorityDoesNotManageHim() {
            Authority elsewhere = claimingEverythingBy(caller).withOwners(Owners.one("cyd"));
            KeyAdministration keys = open().administer(elsewhere);
            UUID cyds = ada.issue(REQUEST.withOwner("cyd")).key().id();
            assertThat(keys.find(cyds)).isEmpty();
            assertThat(keys.find(target)).isEmpty();
            assertThat(keys.count(KeyQuery.all())).isZero();
        }

        @Test
        void whoCannotBeAskedAboutStopsTheCallAndNothingIsChanged() {
            ApiKeys unanswered = sandbox.builder()
                    .ownerRights(owner -> {
                        throw Broken.RUNTIME.raise();
                    })
                    .build();
            opened.add(unanswered);
            var before = sandbox.events();
            assertThatExceptionOfType(OwnerUnansweredException.class)
                    .isThrownBy(() ->
                            unanswered.administer(claimingEverythingBy(caller)).disable(target));
            assertThat(sandbox.events()).isEqualTo(before);
        }
    }

    @Nested
    class ForPeopleOnly {

        @Test
        void areExplanationsCountsByHashAndGoneOwners() {
            KeyAdministration keys = by(bensKey(Sandbox.EVERYTHING.ceiling(), null));
            assertRefused(
                    List.of(() -> keys.explain(target, "files:read", Sandbox.NOW), keys::countByHash, keys::goneOwners),
                    "this is answered to people only, not to a key");
        }

        @Test
        void isTheHistoryOfAll() {
            KeyAdministration keys = by(bensKey(Sandbox.EVERYTHING.ceiling(), null));
            assertThatExceptionOfType(AuthorityExceededException.class)
                    .isThrownBy(() -> keys.history(Long.MAX_VALUE, 10))
                    .satisfies(refusal -> assertThat(refusal.member()).isEqualTo("owner"));
        }

        @Test
        void takesAllOwnersForWhatIsAboutAll() {
            Authority some = Sandbox.EVERYTHING.withOwners(Owners.startingWith("b"));
            KeyAdministration keys = open().administer(some);
            for (Supplier<Object> operation :
                    List.<Supplier<Object>>of(keys::countByHash, keys::goneOwners, () -> keys.history(9, 10))) {
                assertThatExceptionOfType(AuthorityExceededException.class)
                        .isThrownBy(operation::get)
                        .satisfies(refusal -> assertThat(refusal.member()).isEqualTo("owner"));
            }
        }
    }

    @Test
    void isRefusedWhileTheClockIsWrong() {
        ApiKey caller = bensKey(MANAGER, null);
        KeyAdministration keys =
                sandbox.builder().clock(() -> Instant.MIN).build().administer(claimingEverythingBy(caller));
        assertThatIllegalStateException()
                .isThrownBy(() -> keys.find(target))
                .withMessageStartingWith("the clock shows");
    }
}
