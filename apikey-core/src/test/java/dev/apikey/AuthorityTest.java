// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How an authority is made and what its refusals say; what it permits is {@link Law3MintAtMostMakerTest}. */
class AuthorityTest {

    private static final Permissions FILES = Permissions.of("files:*");
    private static final Authority OWN = Authority.of(Sandbox.ADA, FILES);

    @Test
    void isOverTheKeysOfTheActorItselfUnlessSaidOtherwise() {
        assertThat(OWN).isEqualTo(new Authority(Sandbox.ADA, Owners.one("ada"), FILES, null));
        assertThat(OWN.withOwners(Owners.all()).withLatestExpiry(Sandbox.NOW))
                .isEqualTo(new Authority(Sandbox.ADA, Owners.all(), FILES, Sandbox.NOW))
                .isEqualTo(OWN.withLatestExpiry(Sandbox.NOW).withOwners(Owners.all()));
    }

    @Test
    void namesTheMemberThatIsBeyondIt() {
        Authority limited = OWN.withLatestExpiry(Instant.parse("2026-12-24T00:00:00Z"));
        assertRefused(limited, "eve", FILES, "owner", "owner is not among those whose keys you may manage");
        assertRefused(
                limited,
                "ada",
                Permissions.of("rooms:read"),
                "permissions",
                "permissions [rooms:read] exceed what you may grant: [files:*]");
        assertRefused(
                limited,
                "ada",
                FILES,
                "lifetime",
                "lifetime must end at 2026-12-24T00:00:00Z, the latest you may grant, or before it");
    }

    @Test
    void ofSomebodyWhoAsksByAKeyLastsNoLongerThanEither() {
        Instant soon = Sandbox.NOW.plusSeconds(1);
        Instant late = Sandbox.NOW.plusSeconds(2);
        assertThat(latestExpiry(OWN, null)).isNull();
        assertThat(latestExpiry(OWN, soon)).isEqualTo(soon);
        assertThat(latestExpiry(OWN.withLatestExpiry(soon), null)).isEqualTo(soon);
        assertThat(latestExpiry(OWN.withLatestExpiry(soon), late)).isEqualTo(soon);
        assertThat(latestExpiry(OWN.withLatestExpiry(late), soon)).isEqualTo(soon);
    }

    private static @Nullable Instant latestExpiry(Authority authority, @Nullable Instant ofKey) {
        ApiKey key = Sandbox.key(UUID.randomUUID(), FILES, ofKey, null, null);
        return authority.cappedBy(key, FILES).latestExpiry();
    }

    private static void assertRefused(
            Authority authority, String owner, Permissions permissions, String member, String message) {
        assertThatExceptionOfType(AuthorityExceededException.class)
                .isThrownBy(() -> authority.requireAtLeast(owner, permissions, null))
                .withMessage(message)
                .satisfies(refusal -> assertThat(refusal.member()).isEqualTo(member));
    }
}
