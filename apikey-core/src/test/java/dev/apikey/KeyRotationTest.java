// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRotationTest {

    private final Sandbox sandbox = new Sandbox();
    private final ApiKeys apiKeys = sandbox.builder().build();
    private final KeyAdministration ada = apiKeys.administer(Sandbox.EVERYTHING);

    private IssuedKey issue(Lifetime lifetime) {
        return ada.issue(KeyRequest.of("CI", Permissions.of("files:read"))
                .withOwner("ben")
                .withLifetime(lifetime));
    }

    private AuthenticationResult ask(IssuedKey key) {
        return apiKeys.authenticate(key.revealToken(), "test");
    }

    private ApiKey now(UUID id) {
        return ada.find(id).orElseThrow();
    }

    @Nested
    class TheSuccessor {

        @Test
        void isTheSameKeyWithAnotherTokenAndALifetimeThatBeginsNow() {
            ApiKey old = issue(Lifetime.ofDays(90)).key();
            sandbox.clock.move(Duration.ofDays(80));
            IssuedKey successor = ada.rotate(old.id(), Rotation.standard()).orElseThrow();
            ApiKey key = successor.key();
            assertThat(key.owner()).isEqualTo(old.owner());
            assertThat(key.name()).isEqualTo(old.name());
            assertThat(key.permissions()).isEqualTo(old.permissions());
            assertThat(key.createdAt()).isEqualTo(sandbox.clock.instant());
            assertThat(key.expiresAt()).isEqualTo(sandbox.clock.instant().plus(Duration.ofDays(90)));
            assertThat(key.replaces()).isEqualTo(old.id());
            assertThat(now(old.id()).replacedBy()).isEqualTo(key.id());
            assertThat(ask(successor)).isInstanceOf(Authenticated.class);
        }

        @Test
        void neverExpiresIfItsPredecessorNeverDid() {
            UUID id = issue(Lifetime.neverEnding()).key().id();
            assertThat(ada.rotate(id, Rotation.standard()).orElseThrow().key().expiresAt())
                    .isNull();
        }

        @Test
        void lastsAsLongAsIsAskedFor() {
            UUID id = issue(Lifetime.neverEnding()).key().id();
            Rotation rotation = Rotation.standard().withLifetime(Lifetime.ofDays(7));
            assertThat(ada.rotate(id, rotation).orElseThrow().key().expiresAt())
                    .isEqualTo(Sandbox.NOW.plus(Duration.ofDays(7)));
        }

        @Test
        void isRefusedAndNotClampedWhereTheHostHasBecomeStricter() {
            UUID id = issue(Lifetime.ofDays(90)).key().id();
            UUID endless = issue(Lifetime.neverEnding()).key().id();
            KeyAdministration stricter = sandbox.builder()
                    .maxLifetime(Duration.ofDays(30))
                    .requireExpiry()
                    .build()
                    .administer(Sandbox.EVERYTHING);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> stricter.rotate(id, Rotation.standard()))
                    .withMessage("lifetime must be at most 30 days");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> stricter.rotate(endless, Rotation.standard()))
                    .withMessage("lifetime must be set: the longest is 30 days");
            assertThat(now(id).replacedBy()).isNull();
            assertThat(stricter.rotate(id, Rotation.standard().withLifetime(Lifetime.ofDays(30))))
                    .isPresent();
        }
    }

    @Nested
    class Overlap {

        @Test
        void keepsTheOldTokenUntilItEnds() {
            IssuedKey old = issue(Lifetime.ofDays(90));
            IssuedKey successor =
                    ada.rotate(old.key().id(), Rotation.standard()).orElseThrow();
            sandbox.clock.move(Duration.ofDays(1).minusMillis(1));
            assertThat(ask(old)).isInstanceOf(Authenticated.class);
            sandbox.clock.move(Duration.ofMillis(1));
            assertThat(ask(old))
                    .isEqualTo(new Rejected(Reason.EXPIRED, old.key().id()));
            assertThat(ask(successor)).isInstanceOf(Authenticated.class);
        }

        @Test
        void ofZeroEndsTheOldTokenAtOnce() {
            IssuedKey old = issue(Lifetime.neverEnding());
            ada.rotate(old.key().id(), Rotation.withOverlap(Duration.ZERO));
            assertThat(ask(old))
                    .isEqualTo(new Rejected(Reason.EXPIRED, old.key().id()));
        }

        @Test
        void neverProlongsTheOldToken() {
            IssuedKey old = issue(Lifetime.of(Duration.ofHours(1)));
            Instant expiry = old.key().expiresAt();
            ada.rotate(old.key().id(), Rotation.withOverlap(Duration.ofDays(7)));
            assertThat(now(old.key().id()).expiresAt()).isEqualTo(expiry);
        }

        @Test
        void isAWeekAtMostAndNotNegative() {
            assertThat(Rotation.withOverlap(Duration.ofDays(7)).overlap()).hasDays(7);
            for (Duration overlap : new Duration[] {
                Duration.ofDays(7).plusNanos(1), Duration.ofNanos(-1), Duration.ofSeconds(Long.MAX_VALUE)
            }) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> Rotation.withOverlap(overlap))
                        .withMessage("overlap must be from 0 to 168 hours");
            }
        }
    }

    @Nested
    class IsRefused {

        @Test
        void forAKeyThatWasRotatedNamingItsSuccessor() {
            UUID id = issue(Lifetime.ofDays(90)).key().id();
            UUID successor =
                    ada.rotate(id, Rotation.standard()).orElseThrow().key().id();
            assertThatExceptionOfType(KeyStateException.class)
                    .isThrownBy(() -> ada.rotate(id, Rotation.standard()))
                    .withMessage("the key was rotated already: rotate its successor, the key " + successor)
                    .satisfies(refusal -> assertThat(refusal.replacedBy()).isEqualTo(successor));
            assertThat(ada.rotate(successor, Rotation.standard())).isPresent();
        }

        @ParameterizedTest
        @ValueSource(strings = {"REVOKED", "DISABLED", "EXPIRED"})
        void forAKeyThatIsNotActive(ApiKey.State state) {
            UUID id = issue(Lifetime.ofDays(1)).key().id();
            switch (state) {
                case REVOKED -> ada.revoke(id, null);
                case DISABLED -> ada.disable(id);
                default -> sandbox.clock.move(Duration.ofDays(1));
            }
            int events = sandbox.events().size();
            assertThatExceptionOfType(KeyStateException.class)
                    .isThrownBy(() -> ada.rotate(id, Rotation.standard()))
                    .satisfies(refusal -> assertThat(refusal.state()).isEqualTo(state))
                    .satisfies(refusal -> assertThat(refusal.replacedBy()).isNull());
            assertThat(sandbox.events()).hasSize(events);
        }

        @Test
        void forForeignAndUnknownKeysAlike() {
            UUID foreign = issue(Lifetime.ofDays(1)).key().id();
            KeyAdministration cyd = apiKeys.administer(Authority.of(Actor.of("cyd"), Permissions.of("*")));
            assertThat(cyd.rotate(foreign, Rotation.standard())).isEmpty();
            assertThat(cyd.rotate(UUID.randomUUID(), Rotation.standard())).isEmpty();
        }

        @Test
        void whereTheOwnerHasNoRoomUnlessTheOverlapIsZero() {
            KeyAdministration crowded = sandbox.builder().maxLiveKeys(1).build().administer(Sandbox.EVERYTHING);
            UUID id = issue(Lifetime.ofDays(90)).key().id();
            assertThatExceptionOfType(LimitReachedException.class)
                    .isThrownBy(() -> crowded.rotate(id, Rotation.standard()))
                    .withMessageContaining("rotate one with no overlap");
            assertThat(now(id).replacedBy()).isNull();
            assertThat(crowded.rotate(id, Rotation.withOverlap(Duration.ZERO))).isPresent();
        }
    }
}
