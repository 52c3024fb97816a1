// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.apikey.ApiKey.State;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyEvent.Kind;
import dev.apikey.spi.KeyVersion;
import dev.apikey.testkit.ForwardingStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyAdministrationTest {

    private static final Actor BEN = new Actor("ben", "Ben Bitdiddle");

    private final Sandbox sandbox = new Sandbox();
    private final KeyAdministration ada = sandbox.builder().build().administer(Sandbox.EVERYTHING);
    private final KeyAdministration ben =
            sandbox.builder().build().administer(Authority.of(BEN, Permissions.of("files:*")));

    private ApiKey issueForBen() {
        return ada.issue(KeyRequest.of("CI", Permissions.of("files:read")).withOwner("ben"))
                .key();
    }

    /** What was recorded after the key was issued. */
    private List<KeyEvent> changes() {
        return sandbox.events().stream()
                .skip(1)
                .map(recorded -> recorded.event())
                .toList();
    }

    private KeyEvent event(ApiKey before, Kind kind, @Nullable String reason) {
        ApiKey after = sandbox.store.find(before.id()).orElseThrow().key();
        return KeyEvent.changed(kind, before, after, Sandbox.ADA, reason, sandbox.clock.instant());
    }

    @Nested
    class Issue {

        @Test
        void storesWhatWasAskedFor() {
            IssuedKey issued = ada.issue(new KeyRequest(
                    " Ünïcode \uD83D\uDD11 ",
                    Permissions.of("rooms:*", "files:read"),
                    "tenant/ben",
                    Lifetime.ofDays(90)));
            ApiKey key = issued.key();
            assertThat(key)
                    .isEqualTo(new ApiKey(
                            key.id(),
                            "tenant/ben",
                            " Ünïcode \uD83D\uDD11 ",
                            Permissions.of("rooms:*", "files:read"),
                            Sandbox.NOW,
                            Sandbox.ADA,
                            Sandbox.NOW.plus(Duration.ofDays(90)),
                            null,
                            null,
                            null,
                            null,
                            1,
                            null,
                            null,
                            Token.hint(issued.revealToken())));
            assertThat(sandbox.store.find(key.id()).orElseThrow().key()).isEqualTo(key);
            assertThat(sandbox.events())
                    .singleElement()
                    .satisfies(recorded ->
                            assertThat(recorded.event()).isEqualTo(KeyEvent.issued(key, Sandbox.ADA, Sandbox.NOW)));
        }

        @Test
        void makesATokenThatIsTheKeys() {
            IssuedKey issued = ada.issue(KeyRequest.of("CI", Permissions.of("*")));
            assertThat(sandbox.builder().build().authenticate(issued.revealToken(), "test"))
                    .isEqualTo(new Authenticated(issued.key(), issued.key().permissions()));
            assertThat(issued.key().owner()).isEqualTo("ada");
            assertThat(issued.key().expiresAt()).isNull();
        }

        @Test
        void keepsInstantsToTheMillisecond() {
            sandbox.clock.move(Duration.ofNanos(999_999));
            ApiKey key = ada.issue(KeyRequest.of("CI", Permissions.of("*"))
                            .withLifetime(Lifetime.of(Duration.ofNanos(1_999_999))))
                    .key();
            assertThat(key.createdAt()).isEqualTo(Sandbox.NOW);
            assertThat(key.expiresAt()).isEqualTo(Sandbox.NOW.plusMillis(1));
        }

        @Test
        void refusesWhatIsNotInTheVocabularyWhoeverAsks() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ada.issue(KeyRequest.of("CI", Permissions.of("files:read", "files:shred"))))
                    .withMessageStartingWith(
                            "permissions must come from the vocabulary, which has nothing for files:shred");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ben.issue(KeyRequest.of("CI", Permissions.of("fils:*"))));
            assertThat(sandbox.events()).isEmpty();
        }

        @ParameterizedTest
        @EnumSource(Broken.class)
        void throwsWhatTheStoreThrows(Broken broken) {
            KeyAdministration keys = over(new ForwardingStore(sandbox.store) {
                @Override
                public CommitOutcome commit(List<KeyChange> changes, @Nullable KeyVersion asker) {
                    throw broken.raise();
                }
            });
            assertThat(catchThrowable(() -> keys.issue(KeyRequest.of("CI", Permissions.of("*")))))
                    .hasMessage("broken on purpose");
        }

        @Test
        void throwsIfTheRandomIdIsTaken() {
            KeyAdministration keys = over(new ForwardingStore(sandbox.store) {
                @Override
                public CommitOutcome commit(List<KeyChange> changes, @Nullable KeyVersion asker) {
                    return CommitOutcome.CONFLICT;
                }
            });
            assertThatIllegalStateException()
                    .isThrownBy(() -> keys.issue(KeyRequest.of("CI", Permissions.of("*"))))
                    .withMessageContaining("random id");
        }
    }

    @Nested
    class Find {

        @Test
        void givesTheKeyToWhoMayManageItsOwner() {
            ApiKey key = issueForBen();
            assertThat(ada.find(key.id())).contains(key);
            assertThat(ben.find(key.id())).contains(key);
        }

        @Test
        void doesNotTellForeignFromUnknown() {
            UUID foreign =
                    ada.issue(KeyRequest.of("CI", Permissions.of("*"))).key().id();
            for (UUID id : List.of(foreign, UUID.randomUUID())) {
                assertThat(ben.find(id)).isEmpty();
                assertThat(ben.disable(id)).isEmpty();
                assertThat(ben.enable(id)).isEmpty();
                assertThat(ben.revoke(id, "mine now")).isEmpty();
            }
            assertThat(changes()).isEmpty();
        }
    }

    @Nested
    class Disable {

        @Test
        void marksTheKeyAndRecordsIt() {
            ApiKey key = issueForBen();
            sandbox.clock.move(Duration.ofSeconds(1));
            ApiKey disabled = ada.disable(key.id()).orElseThrow();
            assertThat(disabled).isEqualTo(key.disabled(Sandbox.NOW.plusSeconds(1)));
            assertThat(disabled.version()).isEqualTo(2);
            assertThat(ada.find(key.id())).contains(disabled);
            assertThat(changes()).containsExactly(event(key, Kind.DISABLED, null));
        }

        @Test
        void changesNothingTwice() {
            ApiKey key = issueForBen();
            Optional<ApiKey> disabled = ada.disable(key.id());
            sandbox.clock.move(Duration.ofSeconds(1));
            assertThat(ada.disable(key.id())).isEqualTo(disabled);
            assertThat(changes()).hasSize(1);
        }

        @Test
        void refusesAKeyThatIsRevokedOrExpired() {
            assertFinalStatesAreRefused(ada::disable);
        }
    }

    @Nested
    class Enable {

        @Test
        void takesTheMarkAwayAndRecordsIt() {
            ApiKey key = issueForBen();
            ada.disable(key.id());
            sandbox.clock.move(Duration.ofSeconds(1));
            ApiKey enabled = ada.enable(key.id()).orElseThrow();
            assertThat(enabled.state(Sandbox.NOW)).isEqualTo(ApiKey.State.ACTIVE);
            assertThat(enabled.version()).isEqualTo(3);
            assertThat(changes()).last().isEqualTo(event(key, Kind.ENABLED, null));
        }

        @Test
        void changesNothingOfAKeyThatIsNotDisabled() {
            ApiKey key = issueForBen();
            assertThat(ada.enable(key.id())).contains(key);
            assertThat(changes()).isEmpty();
        }

        @Test
        void doesNotBringAKeyBackThatIsRevokedOrExpired() {
            assertFinalStatesAreRefused(ada::enable);
        }

        @Test
        void refusesAKeyThatIsStrongerThanTheAuthority() {
            UUID id = ada.issue(
                            KeyRequest.of("CI", Permissions.of("rooms:read")).withOwner("ben"))
                    .key()
                    .id();
            ben.disable(id);
            assertThatExceptionOfType(AuthorityExceededException.class)
                    .isThrownBy(() -> ben.enable(id))
                    .withMessage("permissions [rooms:read] exceed what you may grant: [files:*]");
            assertThat(changes()).hasSize(1);
        }
    }

    @Nested
    class Revoke {

        @Test
        void marksTheKeyForGoodAndRecordsWhy() {
            ApiKey key = issueForBen();
            sandbox.clock.move(Duration.ofSeconds(1));
            ApiKey revoked = ada.revoke(key.id(), "left in a log").orElseThrow();
            assertThat(revoked).isEqualTo(key.revoked(Sandbox.NOW.plusSeconds(1), "left in a log"));
            assertThat(ada.find(key.id())).contains(revoked);
            assertThat(changes()).containsExactly(event(key, Kind.REVOKED, "left in a log"));
        }

        @Test
        void keepsTheFirstReasonAndInstant() {
            ApiKey key = issueForBen();
            Optional<ApiKey> revoked = ada.revoke(key.id(), "first");
            sandbox.clock.move(Duration.ofSeconds(1));
            assertThat(ada.revoke(key.id(), "second")).isEqualTo(revoked);
            assertThat(changes()).hasSize(1);
        }

        @Test
        void needsNoReason() {
            assertThat(ada.revoke(issueForBen().id(), null).orElseThrow().revokedReason())
                    .isNull();
        }

        @Test
        void keepsTheInstantSinceWhenTheKeyWasDisabled() {
            ApiKey key = issueForBen();
            ada.disable(key.id());
            assertThat(ada.revoke(key.id(), null).orElseThrow().disabledAt()).isEqualTo(Sandbox.NOW);
        }

        @Test
        void takesTwoHundredCharactersOfReasonAndNotOneMore() {
            String longest = "\uD83D\uDD11".repeat(200);
            UUID id = issueForBen().id();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ada.revoke(id, longest + "x"))
                    .withMessage("reason must have at most 200 characters");
            assertThat(changes()).isEmpty();
            assertThat(ada.revoke(id, longest).orElseThrow().revokedReason()).isEqualTo(longest);
        }

        @ParameterizedTest(name = "{index}")
        @ValueSource(strings = {"", " ", "two\nlines", "\u202Edrawkcab", "half \uD83D"})
        void refusesAReasonThatIsNoLineOfText(String reason) {
            UUID id = issueForBen().id();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ada.revoke(id, reason))
                    .withMessageStartingWith("reason must ");
            assertThat(changes()).isEmpty();
        }
    }

    private void assertFinalStatesAreRefused(Consumer<UUID> change) {
        for (State state : List.of(State.REVOKED, State.EXPIRED)) {
            UUID id = UUID.randomUUID();
            Instant revokedAt = state == State.REVOKED ? Sandbox.NOW : null;
            sandbox.insert(
                    Sandbox.key(id, Permissions.of("*"), Sandbox.NOW, Sandbox.NOW, revokedAt), ScriptedHasher.HASH);
            int before = sandbox.events().size();
            assertThatExceptionOfType(KeyStateException.class)
                    .isThrownBy(() -> change.accept(id))
                    .withMessageContaining("which is final")
                    .satisfies(refusal -> assertThat(refusal.state()).isEqualTo(state));
            assertThat(sandbox.events()).hasSize(before);
        }
    }

    private KeyAdministration over(ForwardingStore store) {
        return sandbox.builder(store).build().administer(Sandbox.EVERYTHING);
    }
}
