// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.RecordedEvent;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class KeyUpdateTest {

    private final Sandbox sandbox = new Sandbox();
    private final ApiKeys apiKeys = sandbox.builder().build();
    private final KeyAdministration ada = apiKeys.administer(Sandbox.EVERYTHING);
    private final KeyAdministration ben = apiKeys.administer(Authority.of(Actor.of("ben"), Permissions.of("files:*")));
    private final ApiKey key = sandbox.issue().key();
    private final UUID id = key.id();

    @Test
    void changesNameAndPermissionsAndNothingElse() {
        sandbox.clock.move(Duration.ofSeconds(1));
        ApiKey changed = ada.update(id, old -> old.withName("Nightly").withPermissions(Permissions.of("rooms:*")))
                .orElseThrow();
        assertThat(changed)
                .isEqualTo(key.withName("Nightly")
                        .withPermissions(Permissions.of("rooms:*"))
                        .atNextVersion());
        assertThat(ada.find(id)).contains(changed);
    }

    @Test
    void disablesAndEnablesTogetherWithAnythingElseInOneChange() {
        sandbox.clock.move(Duration.ofSeconds(1));
        ApiKey disabled =
                ada.update(id, old -> old.withName("off").withDisabled(true)).orElseThrow();
        assertThat(disabled.disabledAt()).isEqualTo(Sandbox.NOW.plusSeconds(1));
        assertThat(disabled.version()).isEqualTo(2);
        ada.update(id, old -> old.withPermissions(Permissions.of("files:read")).withDisabled(false));
        ada.update(id, old -> old.withDisabled(false));
        assertThat(sandbox.events())
                .extracting(RecordedEvent::event)
                .extracting(
                        KeyEvent::kind,
                        event -> Objects.requireNonNull(event.after()).name())
                .containsExactly(
                        tuple(KeyEvent.Kind.ISSUED, "CI"),
                        tuple(KeyEvent.Kind.DISABLED, "off"),
                        tuple(KeyEvent.Kind.ENABLED, "off"));
    }

    @Test
    void judgesTheKeyThatWouldBeEnabled() {
        ada.disable(id);
        assertThatExceptionOfType(AuthorityExceededException.class)
                .isThrownBy(() -> ben.update(id, old -> old.withName("mine").withDisabled(false)));
        assertThat(ada.find(id).orElseThrow().name()).isEqualTo("CI");
        assertThat(ben.update(
                        id,
                        old -> old.withPermissions(Permissions.of("files:read")).withDisabled(false)))
                .map(apiKeys.administer(Authority.of(Actor.of("ben"), Permissions.of("*")))::stateOf)
                .contains(ApiKey.State.ACTIVE);
    }

    @Test
    void disablesAKeyThatIsStrongerThanTheAuthority() {
        assertThat(ben.update(id, old -> old.withName("off").withDisabled(true))
                        .orElseThrow()
                        .disabledAt())
                .isNotNull();
    }

    @Test
    void holdsForTheNextRequest() {
        IssuedKey issued = sandbox.issue();
        ada.update(issued.key().id(), old -> old.withPermissions(Permissions.of("files:read")));
        assertThat(apiKeys.authenticate(issued.revealToken(), "test"))
                .isInstanceOfSatisfying(
                        AuthenticationResult.Authenticated.class,
                        result -> assertThat(result.permissions()).isEqualTo(Permissions.of("files:read")));
    }

    @Test
    void changesNothingWhereNothingIsNew() {
        assertThat(ada.update(id, UnaryOperator.identity())).contains(key);
        assertThat(ada.update(id, old -> old.withName("CI"))).contains(key);
        assertThat(sandbox.events()).hasSize(1);
    }

    @Test
    void letsAWeakerAuthorityRenameAndNotMore() {
        assertThat(ben.update(id, old -> old.withName("mine")).orElseThrow().name())
                .isEqualTo("mine");
        assertThatExceptionOfType(AuthorityExceededException.class)
                .isThrownBy(() -> ben.update(id, old -> old.withPermissions(Permissions.of("rooms:read"))))
                .satisfies(refusal -> assertThat(refusal.member()).isEqualTo("permissions"));
        assertThat(ben.update(id, old -> old.withPermissions(Permissions.of("files:read"))))
                .isPresent();
    }

    @Test
    void refusesToTouchAnythingElse() {
        List<UnaryOperator<ApiKey>> forbidden = List.of(
                old -> old.disabled(Sandbox.NOW),
                old -> old.revoked(Sandbox.NOW, null),
                old -> old.replaced(UUID.randomUUID(), Sandbox.NOW),
                ApiKey::atNextVersion,
                old -> Sandbox.key(id, old.permissions(), Sandbox.NOW, null, null),
                old -> Sandbox.key(UUID.randomUUID(), old.permissions(), null, null, null));
        for (UnaryOperator<ApiKey> change : forbidden) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ada.update(id, change))
                    .withMessage("update changes name and permissions, disables and enables only: expiry changes"
                            + " by rotation, the rest never");
        }
        assertThat(sandbox.events()).hasSize(1);
    }

    @Test
    void namesTheMemberThatIsOutsideItsLimits() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ada.update(id, old -> old.withName("x".repeat(65))))
                .withMessage("name must have at most 64 characters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ada.update(id, old -> old.withName("a\u202Eb")))
                .withMessageStartingWith("name must not hold control");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ada.update(id, old -> old.withPermissions(Permissions.none())))
                .withMessageStartingWith("permissions must name at least one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ada.update(id, old -> old.withPermissions(Permissions.of("fils:read"))))
                .withMessageStartingWith("permissions must come from the vocabulary");
        assertThat(ada.find(id)).contains(key);
    }

    @Test
    void refusesAKeyThatIsRevokedOrExpired() {
        ada.revoke(id, null);
        assertThatExceptionOfType(KeyStateException.class)
                .isThrownBy(() -> ada.update(id, old -> old.withName("late")));
        UUID brief = ada.issue(KeyRequest.of("brief", Permissions.of("*")).withLifetime(Lifetime.ofDays(1)))
                .key()
                .id();
        sandbox.clock.move(Duration.ofDays(1));
        assertThatExceptionOfType(KeyStateException.class)
                .isThrownBy(() -> ada.update(brief, old -> old.withName("late")));
    }

    @Test
    void endsWithWhatTheOperatorThrows() {
        assertThatIllegalStateException()
                .isThrownBy(() -> ada.update(id, old -> {
                    throw new IllegalStateException("version " + old.version() + " is not the one I saw");
                }))
                .withMessage("version 1 is not the one I saw");
    }

    @Test
    void isEmptyForForeignAndUnknownKeys() {
        KeyAdministration cyd = apiKeys.administer(Authority.of(Actor.of("cyd"), Permissions.of("*")));
        assertThat(cyd.update(id, old -> old.withName("mine now"))).isEmpty();
        assertThat(ada.update(UUID.randomUUID(), old -> old.withName("x"))).isEmpty();
    }
}
