// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent.Kind;
import dev.apikey.spi.KeyVersion;
import dev.apikey.spi.StoredKey;
import dev.apikey.testkit.ForwardingStore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Somebody else's change comes in between reading a key and committing a change to it. */
class ConcurrentChangeTest {

    private final Sandbox sandbox = new Sandbox();
    private final KeyAdministration others = sandbox.builder().build().administer(Sandbox.EVERYTHING);
    private final UUID id = sandbox.issue().key().id();

    /** Lets the others make their change right before each of the first commits. */
    private ForwardingStore sneaking(int times, Runnable change) {
        return new ForwardingStore(sandbox.store) {
            @Override
            public CommitOutcome commit(List<KeyChange> changes, @Nullable KeyVersion asker) {
                if (commits() < times) {
                    change.run();
                }
                return super.commit(changes, asker);
            }
        };
    }

    private KeyAdministration over(ForwardingStore store) {
        return sandbox.builder(store).build().administer(Sandbox.EVERYTHING);
    }

    private ApiKey key() {
        return others.find(id).orElseThrow();
    }

    private List<Kind> history() {
        return sandbox.events().stream()
                .map(recorded -> recorded.event().kind())
                .toList();
    }

    @Test
    void doesNotDisableWhatWasRevokedMeanwhile() {
        KeyAdministration keys = over(sneaking(1, () -> others.revoke(id, "sneaked in")));
        assertThatExceptionOfType(KeyStateException.class).isThrownBy(() -> keys.disable(id));
        assertThat(key().revokedReason()).isEqualTo("sneaked in");
        assertThat(history()).containsExactly(Kind.ISSUED, Kind.REVOKED);
    }

    @Test
    void doesNotEnableWhatWasRevokedMeanwhile() {
        others.disable(id);
        KeyAdministration keys = over(sneaking(1, () -> others.revoke(id, "sneaked in")));
        assertThatExceptionOfType(KeyStateException.class).isThrownBy(() -> keys.enable(id));
        assertThat(key().state(Sandbox.NOW)).isEqualTo(ApiKey.State.REVOKED);
        assertThat(history()).containsExactly(Kind.ISSUED, Kind.DISABLED, Kind.REVOKED);
    }

    @Test
    void keepsTheReasonOfWhoeverRevokedFirst() {
        KeyAdministration keys = over(sneaking(1, () -> others.revoke(id, "sneaked in")));
        assertThat(keys.revoke(id, "too late").orElseThrow().revokedReason()).isEqualTo("sneaked in");
        assertThat(history()).containsExactly(Kind.ISSUED, Kind.REVOKED);
    }

    @Test
    void buildsUponAChangeThatHoldsBesideItsOwn() {
        KeyAdministration keys = over(sneaking(1, () -> others.disable(id)));
        assertThat(keys.revoke(id, null)).contains(key());
        assertThat(key().version()).isEqualTo(3);
        assertThat(key().disabledAt()).isEqualTo(Sandbox.NOW);
        assertThat(history()).containsExactly(Kind.ISSUED, Kind.DISABLED, Kind.REVOKED);
    }

    @Test
    void doesNotEditWhatWasRevokedMeanwhile() {
        KeyAdministration keys = over(sneaking(1, () -> others.revoke(id, "sneaked in")));
        assertThatExceptionOfType(KeyChangedException.class)
                .isThrownBy(() -> keys.update(id, key -> key.withName("late")));
        assertThat(key().name()).isEqualTo("CI");
        assertThat(history()).containsExactly(Kind.ISSUED, Kind.REVOKED);
    }

    @Test
    void ofTwoEditsOfTheSameVersionOneWins() {
        KeyAdministration keys =
                over(sneaking(1, () -> others.update(id, key -> key.withPermissions(Permissions.of("files:read")))));
        assertThatExceptionOfType(KeyChangedException.class)
                .isThrownBy(() -> keys.update(id, key -> key.withPermissions(Permissions.of("files:*"))));
        assertThat(key().permissions()).isEqualTo(Permissions.of("files:read"));
        assertThat(history()).containsExactly(Kind.ISSUED, Kind.UPDATED);
    }

    @Test
    void doesNotDeleteOrDisableWhatWasRotatedMeanwhileWithoutAWord() {
        KeyAdministration keys = over(sneaking(1, () -> others.rotate(id, Rotation.standard())));
        assertThatExceptionOfType(KeyStateException.class)
                .isThrownBy(() -> keys.delete(id))
                .satisfies(refusal -> assertThat(refusal.replacedBy()).isEqualTo(key().replacedBy()));
        UUID successor = Objects.requireNonNull(key().replacedBy());
        KeyAdministration again = over(sneaking(1, () -> others.rotate(successor, Rotation.standard())));
        assertThatExceptionOfType(KeyStateException.class).isThrownBy(() -> again.disable(successor));
        assertThat(keys.delete(id)).as("with the successor known").isPresent();
    }

    @Test
    void bulkRevocationTakesAlongWhatIsRotatedWhileItRuns() {
        KeyAdministration keys = over(sneaking(1, () -> others.rotate(id, Rotation.standard())));
        sandbox.clock.move(Duration.ofMillis(1));
        assertThat(keys.revokeAll(KeyQuery.all().ownedBy("ben"), "left")).isEqualTo(1);
        assertThat(others.countRevocable(KeyQuery.all())).isZero();
    }

    @Test
    void aRevocationComesThroughAgainstSomebodyWhoDoesNotStop() {
        KeyAdministration keys = over(sneaking(100, this::rotateTheLast));
        assertThat(keys.revoke(id, null)).isPresent();
        assertThat(others.countRevocable(KeyQuery.all())).isZero();
    }

    private void rotateTheLast() {
        others.list(KeyQuery.all().inState(ApiKey.State.ACTIVE)).keys().stream()
                .filter(key -> key.replacedBy() == null)
                .findFirst()
                .ifPresent(key -> others.rotate(key.id(), Rotation.standard()));
    }

    /** A stolen key that asks for a key while it is being revoked: its hash takes time, and then it is too late. */
    @Test
    void aKeyThatIsEndedWhileItAsksGetsNothing() {
        IssuedKey stolen = others.issue(KeyRequest.of("stolen", Permissions.of("files:read", "apikeys:write"))
                .withOwner("ben"));
        Authority thief = Authority.ofKey(stolen.key());
        ForwardingStore store = sneaking(1, () -> others.revoke(stolen.key().id(), "stolen"));
        KeyAdministration keys = sandbox.builder(store).build().administer(thief);
        assertThatExceptionOfType(AuthorityExceededException.class)
                .isThrownBy(() -> keys.issue(KeyRequest.of("child", Permissions.of("files:read"))))
                .satisfies(refusal -> assertThat(refusal.member()).isEqualTo("key"));
        assertThat(others.countRevocable(KeyQuery.all().ownedBy("ben"))).isEqualTo(1);
    }

    @Test
    void aKeyThatIsNarrowedWhileItAsksIsJudgedAnew() {
        IssuedKey asker = others.issue(KeyRequest.of("asker", Permissions.of("files:*", "apikeys:write"))
                .withOwner("ben"));
        ForwardingStore store = sneaking(
                1,
                () -> others.update(
                        asker.key().id(), key -> key.withPermissions(Permissions.of("files:read", "apikeys:write"))));
        KeyAdministration keys = sandbox.builder(store).build().administer(Authority.ofKey(asker.key()));
        assertThatExceptionOfType(AuthorityExceededException.class)
                .isThrownBy(() -> keys.issue(KeyRequest.of("child", Permissions.of("files:write"))))
                .satisfies(refusal -> assertThat(refusal.member()).isEqualTo("permissions"));
        assertThat(keys.issue(KeyRequest.of("child", Permissions.of("files:read"))))
                .isNotNull();
    }

    @Test
    void deletesWhatOthersHaveChangedMeanwhile() {
        KeyAdministration keys = over(sneaking(1, () -> others.disable(id)));
        assertThat(keys.delete(id).orElseThrow().disabledAt()).isEqualTo(Sandbox.NOW);
        assertThat(others.find(id)).isEmpty();
        assertThat(history()).containsExactly(Kind.ISSUED, Kind.DISABLED, Kind.DELETED);
    }

    @Test
    void deletesOnceIfOthersDeleteMeanwhile() {
        KeyAdministration keys = over(sneaking(1, () -> others.delete(id)));
        assertThat(keys.delete(id)).isEmpty();
        assertThat(history()).containsExactly(Kind.ISSUED, Kind.DELETED);
    }

    @Test
    void rotatesOnceIfOthersRotateMeanwhile() {
        KeyAdministration keys = over(sneaking(1, () -> others.rotate(id, Rotation.standard())));
        assertThatExceptionOfType(KeyStateException.class)
                .isThrownBy(() -> keys.rotate(id, Rotation.standard()))
                .satisfies(refusal -> assertThat(refusal.replacedBy()).isEqualTo(key().replacedBy()));
        assertThat(history()).containsExactly(Kind.ISSUED, Kind.ROTATED, Kind.ISSUED);
    }

    @Test
    void makesNoSuccessorOfWhatWasRevokedMeanwhile() {
        KeyAdministration keys = over(sneaking(1, () -> others.revoke(id, null)));
        assertThatExceptionOfType(KeyStateException.class).isThrownBy(() -> keys.rotate(id, Rotation.standard()));
        assertThat(history()).containsExactly(Kind.ISSUED, Kind.REVOKED);
    }

    @Test
    void revokesTheSuccessorsIntoWhichOthersRotateMeanwhile() {
        KeyAdministration keys = over(sneaking(1, () -> {
            UUID successor =
                    others.rotate(id, Rotation.standard()).orElseThrow().key().id();
            others.rotate(successor, Rotation.standard());
        }));
        assertThat(keys.revoke(id, "leaked")).contains(key());
        KeyQuery alive = KeyQuery.all().inState(ApiKey.State.ACTIVE, ApiKey.State.DISABLED);
        assertThat(others.count(alive)).isZero();
        assertThat(others.count(KeyQuery.all().inState(ApiKey.State.REVOKED))).isEqualTo(3);
    }

    @Test
    void leavesTheSuccessorIntoWhichTheKeyWasRotatedBefore() {
        UUID successor =
                others.rotate(id, Rotation.standard()).orElseThrow().key().id();
        others.revoke(id, "overlap is not needed");
        assertThat(others.find(successor).orElseThrow().revokedAt()).isNull();
    }

    @Test
    void oneOfManyRotationsWinsAndNoneAfterTheRevocation() {
        for (int round = 0; round < 50; round++) {
            UUID raced = sandbox.issue().key().id();
            try (Crowd<Boolean> crowd = new Crowd<>(8, () -> revokeOrRotate(raced))) {
                crowd.outcomes();
            }
            List<Kind> kinds = others.history(raced, Long.MAX_VALUE, 10).stream()
                    .map(recorded -> recorded.event().kind())
                    .toList();
            assertThat(kinds)
                    .isIn(List.of(Kind.REVOKED, Kind.ISSUED), List.of(Kind.REVOKED, Kind.ROTATED, Kind.ISSUED));
            assertThat(sandbox.events())
                    .filteredOn(recorded -> raced.equals(recorded.event().relatedKey()))
                    .hasSize(kinds.size() - 2);
        }
    }

    private boolean revokeOrRotate(UUID raced) {
        if (Thread.currentThread().getName().endsWith("0")) {
            return others.revoke(raced, null).isPresent();
        }
        try {
            return others.rotate(raced, Rotation.standard()).isPresent();
        } catch (KeyStateException tooLate) {
            return false;
        }
    }

    @Test
    void isEmptyWhereTheKeyIsGoneMeanwhile() {
        KeyAdministration keys = over(new ForwardingStore(sandbox.store) {
            private boolean gone;

            @Override
            public Optional<StoredKey> find(UUID id) {
                return gone ? Optional.empty() : super.find(id);
            }

            @Override
            public CommitOutcome commit(List<KeyChange> changes, @Nullable KeyVersion asker) {
                gone = true;
                return CommitOutcome.CONFLICT;
            }
        });
        assertThat(keys.revoke(id, null)).isEmpty();
    }

    @Test
    void isTriedTenTimes() {
        ForwardingStore store = sneaking(9, this::rename);
        assertThat(over(store).rotate(id, Rotation.standard())).isPresent();
        assertThat(store.commits()).isEqualTo(10);
    }

    @Test
    void endsWithAnExceptionWhereOthersDoNotEnd() {
        ForwardingStore store = sneaking(Integer.MAX_VALUE, this::rename);
        assertThatExceptionOfType(KeyChangedException.class)
                .isThrownBy(() -> over(store).rotate(id, Rotation.standard()))
                .withMessage("key " + id + " is being changed by others: read it again, then decide");
        assertThat(store.commits()).isEqualTo(10);
        assertThat(key().replacedBy()).isNull();
    }

    private void rename() {
        others.update(id, key -> key.withName("name " + key.version()));
    }
}
