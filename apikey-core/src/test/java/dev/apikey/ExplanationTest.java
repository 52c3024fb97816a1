// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.apikey.Explanation.Kind;
import dev.apikey.Explanation.Obstacle;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.testkit.ForwardingStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each thing that stands in the way, several at once, and what stood in the way then. */
class ExplanationTest {

    private static final Instant NOW = Sandbox.NOW;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Sandbox sandbox = new Sandbox();
    private volatile Optional<Permissions> rights = Optional.of(Permissions.of("*", "apikeys:read", "apikeys:write"));
    private final ApiKeys keys = sandbox.builder()
            .ownerRights(owner -> rights)
            .maxIssuedPerHour(Integer.MAX_VALUE)
            .build();
    private final KeyAdministration ada = keys.administer(Sandbox.EVERYTHING);

    @AfterEach
    void close() {
        keys.close();
    }

    private ApiKey issue(String... permissions) {
        return ada.issue(KeyRequest.of("CI", Permissions.of(permissions)).withOwner("ben"))
                .key();
    }

    private List<Kind> kinds(KeyAdministration asking, UUID id, Instant at) {
        return asking.explain(id, "files:read", at).obstacles().stream()
                .map(Obstacle::kind)
                .toList();
    }

    private List<Kind> kinds(UUID id, Instant at) {
        return kinds(ada, id, at);
    }

    private List<Kind> kinds(UUID id) {
        return kinds(id, sandbox.clock.instant());
    }

    private String sentence(UUID id) {
        List<Obstacle> obstacles =
                ada.explain(id, "files:read", sandbox.clock.instant()).obstacles();
        assertThat(obstacles).hasSize(1);
        return obstacles.get(0).sentence();
    }

    private Instant later() {
        sandbox.clock.move(MINUTE);
        return sandbox.clock.instant();
    }

    @Nested
    class Alone {

        @Test
        void isNothingForAKeyThatWouldBeLetThrough() {
            UUID id = issue("files:read").id();
            Explanation explanation = ada.explain(id, "files:read", NOW);
            assertThat(explanation).isEqualTo(new Explanation(id, "files:read", NOW, List.of()));
            assertThat(explanation.isRefused()).isFalse();
        }

        @Test
        void isUnknown() {
            UUID nobody = UUID.randomUUID();
            assertThat(kinds(nobody)).containsExactly(Kind.UNKNOWN);
            assertThat(sentence(nobody)).isEqualTo("There is no such key.");
        }

        @Test
        void isUnknownForAForeignKeyAliveOrDeleted() {
            KeyAdministration cyd = keys.administer(Authority.of(Actor.of("cyd"), Permissions.of("*")));
            UUID id = issue("*").id();
            ada.revoke(id, "secret reason");
            assertThat(cyd.explain(id, "files:read", NOW))
                    .isEqualTo(new Explanation(
                            id, "files:read", NOW, List.of(new Obstacle(Kind.UNKNOWN, "There is no such key."))));
            ada.delete(id);
            assertThat(kinds(cyd, id, NOW)).containsExactly(Kind.UNKNOWN);
        }

        @Test
        void isDeleted() {
            UUID id = issue("*").id();
            Instant deleted = later();
            ada.delete(id);
            assertThat(kinds(id)).containsExactly(Kind.DELETED);
            assertThat(sentence(id)).isEqualTo("The key was deleted at " + deleted + " by Ada Lovelace.");
        }

        @Test
        void isJudgedByItsHistoryForATimeBeforeItWasDeleted() {
            UUID id = issue("files:read").id();
            Instant disabled = later();
            ada.disable(id);
            Instant enabled = later();
            ada.enable(id);
            Instant revoked = later();
            ada.revoke(id, "lost");
            later();
            ada.delete(id);
            assertThat(kinds(id, NOW.minusMillis(1))).contains(Kind.NOT_ISSUED_YET);
            assertThat(kinds(id, NOW)).isEmpty();
            assertThat(ada.explain(id, "files:write", NOW).obstacles())
                    .extracting(Explanation.Obstacle::kind)
                    .containsExactly(Kind.KEY_LACKS_PERMISSION);
            assertThat(kinds(id, disabled)).containsExactly(Kind.DISABLED);
            assertThat(kinds(id, enabled)).isEmpty();
            assertThat(kinds(id, revoked)).containsExactly(Kind.REVOKED);
        }

        @Test
        void isNotIssuedYet() {
            UUID id = issue("*").id();
            assertThat(kinds(id, NOW.minusMillis(1))).containsExactly(Kind.NOT_ISSUED_YET);
            assertThat(kinds(id, Instant.MIN)).containsExactly(Kind.NOT_ISSUED_YET);
        }

        @Test
        void isRevoked() {
            UUID id = issue("*").id();
            ada.revoke(id, "lost");
            assertThat(kinds(id)).containsExactly(Kind.REVOKED);
            assertThat(sentence(id)).isEqualTo("The key was revoked at " + NOW + ": lost.");
        }

        @Test
        void isExpiredFromTheInstantOnAlsoInTheFuture() {
            ApiKey key = ada.issue(KeyRequest.of("CI", Permissions.of("*")).withLifetime(Lifetime.ofDays(1)))
                    .key();
            Instant expiry = NOW.plus(Duration.ofDays(1));
            assertThat(kinds(key.id(), expiry.minusNanos(1))).isEmpty();
            assertThat(kinds(key.id(), expiry)).containsExactly(Kind.EXPIRED);
            assertThat(kinds(key.id(), Instant.MAX)).containsExactly(Kind.EXPIRED);
        }

        @Test
        void isDisabled() {
            UUID id = issue("*").id();
            ada.disable(id);
            assertThat(kinds(id)).containsExactly(Kind.DISABLED);
        }

        @Test
        void isAPrefixThatIsNotAccepted() {
            UUID id = issue("*").id();
            KeyAdministration other = sandbox.builder().prefix("acme").build().administer(Sandbox.EVERYTHING);
            assertThat(kinds(other, id, NOW)).containsExactly(Kind.PREFIX_NOT_ACCEPTED);
            assertThat(other.explain(id, "files:read", NOW).obstacles().get(0).sentence())
                    .contains("acme_live", "[acme]");
            KeyAdministration both = sandbox.builder()
                    .prefix("acme")
                    .acceptedPrefixes("acme_live")
                    .build()
                    .administer(Sandbox.EVERYTHING);
            assertThat(kinds(both, id, NOW)).isEmpty();
        }

        @Test
        void isAHashThatNobodyReads() {
            UUID id = UUID.randomUUID();
            sandbox.insert(Sandbox.key(id, Permissions.of("*"), null, null, null), "$old$v=1$c2FsdA$aGFzaA");
            assertThat(kinds(id)).containsExactly(Kind.HASH_NOT_READABLE);
            assertThat(sentence(id)).contains("old v=1").doesNotContain("c2FsdA", "aGFzaA");
        }

        @Test
        void isAnOwnerWhoIsGone() {
            UUID id = issue("*").id();
            rights = Optional.empty();
            assertThat(kinds(id)).containsExactly(Kind.OWNER_GONE);
        }

        @Test
        void isAnOwnerOfWhomNobodyTells() {
            UUID id = issue("*").id();
            ApiKeys unanswered = sandbox.builder()
                    .ownerRights(owner -> {
                        throw Broken.RUNTIME.raise();
                    })
                    .build();
            assertThat(kinds(unanswered.administer(Sandbox.EVERYTHING), id, NOW))
                    .containsExactly(Kind.OWNER_NOT_KNOWN);
            unanswered.close();
        }

        @Test
        void isAPermissionThatTheKeyHasNot() {
            UUID id = issue("rooms:*").id();
            assertThat(kinds(id)).containsExactly(Kind.KEY_LACKS_PERMISSION);
            assertThat(sentence(id)).isEqualTo("The key allows [rooms:*], not files:read.");
        }

        @Test
        void isAPermissionThatTheOwnerHasNot() {
            UUID id = issue("*").id();
            rights = Optional.of(Permissions.of("rooms:*"));
            assertThat(kinds(id)).containsExactly(Kind.OWNER_LACKS_PERMISSION);
            assertThat(sentence(id)).isEqualTo("The key's owner may do [rooms:*], not files:read.");
        }
    }

    @Nested
    class Together {

        @Test
        void areAllNamed() {
            UUID id = UUID.randomUUID();
            sandbox.insert(Sandbox.key(id, Permissions.of("rooms:*"), NOW, NOW, NOW), "$old$x");
            rights = Optional.of(Permissions.none());
            KeyAdministration other = sandbox.builder()
                    .prefix("acme")
                    .ownerRights(owner -> rights)
                    .build()
                    .administer(Sandbox.EVERYTHING);
            assertThat(kinds(other, id, NOW))
                    .containsExactly(
                            Kind.REVOKED,
                            Kind.EXPIRED,
                            Kind.DISABLED,
                            Kind.PREFIX_NOT_ACCEPTED,
                            Kind.HASH_NOT_READABLE,
                            Kind.KEY_LACKS_PERMISSION,
                            Kind.OWNER_LACKS_PERMISSION);
            assertThat(other.explain(id, "files:read", NOW).obstacles()).isUnmodifiable();
        }
    }

    @Nested
    class InThePast {

        @Test
        void isJudgedByThePermissionsOfThen() {
            UUID id = issue("files:read").id();
            Instant narrowed = later();
            ada.update(id, key -> key.withPermissions(Permissions.of("rooms:read")));
            Instant widened = later();
            ada.update(id, key -> key.withName("other").withPermissions(Permissions.of("*")));
            assertThat(kinds(id, narrowed.minusMillis(1))).isEmpty();
            assertThat(kinds(id, narrowed)).containsExactly(Kind.KEY_LACKS_PERMISSION);
            assertThat(kinds(id, widened.minusMillis(1))).containsExactly(Kind.KEY_LACKS_PERMISSION);
            assertThat(kinds(id, widened)).isEmpty();
        }

        @Test
        void isJudgedByTheStateOfThen() {
            UUID id = issue("*").id();
            Instant disabled = later();
            ada.disable(id);
            Instant enabled = later();
            ada.enable(id);
            Instant again = later();
            ada.disable(id);
            Instant revoked = later();
            ada.revoke(id, null);
            assertThat(kinds(id, disabled.minusMillis(1))).isEmpty();
            assertThat(kinds(id, disabled)).containsExactly(Kind.DISABLED);
            assertThat(kinds(id, enabled.minusMillis(1))).containsExactly(Kind.DISABLED);
            assertThat(kinds(id, enabled)).isEmpty();
            assertThat(kinds(id, again)).containsExactly(Kind.DISABLED);
            assertThat(kinds(id, revoked)).containsExactly(Kind.REVOKED, Kind.DISABLED);
        }

        @Test
        void isJudgedByTheExpiryOfThen() {
            UUID id = issue("*").id();
            Instant rotated = later();
            UUID successor = ada.rotate(id, Rotation.withOverlap(Duration.ZERO))
                    .orElseThrow()
                    .key()
                    .id();
            later();
            assertThat(kinds(id, rotated.minusMillis(1))).isEmpty();
            assertThat(kinds(id, rotated)).containsExactly(Kind.EXPIRED);
            assertThat(kinds(successor, rotated.minusMillis(1))).containsExactly(Kind.NOT_ISSUED_YET);
            assertThat(kinds(successor, rotated)).isEmpty();
        }

        @Test
        void isJudgedByALongHistory() {
            UUID id = issue("files:read").id();
            Instant narrowed = later();
            ada.update(id, key -> key.withPermissions(Permissions.of("rooms:read")));
            for (int i = 0; i < 450; i++) {
                String name = "name " + i;
                later();
                ada.update(id, key -> key.withName(name));
            }
            assertThat(kinds(id, NOW)).isEmpty();
            assertThat(kinds(id, narrowed)).containsExactly(Kind.KEY_LACKS_PERMISSION);
            assertThat(kinds(id, NOW.minusMillis(1))).containsExactly(Kind.NOT_ISSUED_YET);
        }

        /** Exactly two pages of history: whoever stops a page early or asks for a third one must come to the same. */
        @Test
        void isJudgedByAHistoryOfFullPages() {
            UUID id = issue("files:read").id();
            for (int i = 0; i < 399; i++) {
                Permissions permissions = Permissions.of(i % 2 == 0 ? "rooms:read" : "files:read");
                later();
                ada.update(id, key -> key.withPermissions(permissions));
            }
            assertThat(ada.history(id, Long.MAX_VALUE, 200)).hasSize(200);
            for (int i = 0; i < 400; i++) {
                List<Kind> expected = i % 2 == 0 ? List.of() : List.of(Kind.KEY_LACKS_PERMISSION);
                assertThat(kinds(id, NOW.plus(MINUTE.multipliedBy(i))))
                        .as("minute %d", i)
                        .isEqualTo(expected);
            }
        }

        @Test
        void reachesAsFarBackAsHistoryDoes() {
            UUID id = issue("files:read").id();
            later();
            ada.disable(id);
            Instant enabled = later();
            ada.enable(id);
            KeyAdministration pruned = sandbox.builder(new ForwardingStore(sandbox.store) {
                        @Override
                        public List<RecordedEvent> history(@Nullable UUID keyId, long before, int limit) {
                            return super.history(keyId, before, limit).stream()
                                    .filter(recorded -> recorded.sequence() > 2)
                                    .toList();
                        }
                    })
                    .build()
                    .administer(Sandbox.EVERYTHING);
            assertThat(kinds(pruned, id, enabled)).isEmpty();
            assertThat(kinds(pruned, id, enabled.minusMillis(1))).containsExactly(Kind.DISABLED);
            assertThat(kinds(pruned, id, NOW)).containsExactly(Kind.DISABLED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "files:*", "*:read", "files", "Files:read", "files:read ", "a:b:c"})
    void isGivenForPermissionsOnly(String wrong) {
        UUID id = issue("*").id();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ada.explain(id, wrong, NOW))
                .withMessageStartingWith("permission must be resource:action without *, such as files:read: \"");
    }
}
