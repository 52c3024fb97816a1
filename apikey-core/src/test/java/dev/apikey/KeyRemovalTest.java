// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.spi.KeyEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Deleting a key, and revoking many. */
class KeyRemovalTest {

    private final Sandbox sandbox = new Sandbox();
    private final ApiKeys apiKeys = sandbox.builder().build();
    private final KeyAdministration ada = apiKeys.administer(Sandbox.EVERYTHING);

    private UUID issue(String owner, Authority maker) {
        return apiKeys.administer(maker)
                .issue(KeyRequest.of("CI", Permissions.of("files:read")).withOwner(owner))
                .key()
                .id();
    }

    private static Authority anybodysBy(String actor) {
        return Authority.of(Actor.of(actor), Permissions.of("*")).withOwners(Owners.all());
    }

    private boolean isRevoked(UUID id) {
        return ada.find(id).orElseThrow().revokedAt() != null;
    }

    @Nested
    class Delete {

        @Test
        void erasesTheRecordAndKeepsItsHistory() {
            IssuedKey issued = sandbox.issue();
            UUID id = issued.key().id();
            assertThat(ada.delete(id)).contains(issued.key());
            assertThat(ada.find(id)).isEmpty();
            assertThat(apiKeys.authenticate(issued.revealToken(), "test")).isEqualTo(new Rejected(Reason.UNKNOWN, id));
            KeyAdministration ben = apiKeys.administer(Authority.of(Actor.of("ben"), Permissions.of("files:read")));
            KeyAdministration cyd = apiKeys.administer(Authority.of(Actor.of("cyd"), Permissions.of("*")));
            assertThat(ben.history(id, Long.MAX_VALUE, 10))
                    .extracting(recorded -> recorded.event().kind())
                    .containsExactly(KeyEvent.Kind.DELETED, KeyEvent.Kind.ISSUED);
            assertThat(cyd.history(id, Long.MAX_VALUE, 10)).isEmpty();
        }

        @Test
        void leavesNothingToDeleteAgain() {
            UUID id = sandbox.issue().key().id();
            ada.delete(id);
            assertThat(ada.delete(id)).isEmpty();
            assertThat(ada.revoke(id, null)).isEmpty();
            assertThat(sandbox.events()).hasSize(2);
        }

        @Test
        void isForOwnKeysOnly() {
            UUID id = sandbox.issue().key().id();
            KeyAdministration cyd = apiKeys.administer(Authority.of(Actor.of("cyd"), Permissions.of("*")));
            assertThat(cyd.delete(id)).isEmpty();
            assertThat(ada.find(id)).isPresent();
        }
    }

    @Nested
    class RevokeByIds {

        @Test
        void answersForEachIdInOrderWhateverBecomesOfTheOthers() {
            UUID one = issue("ben", Sandbox.EVERYTHING);
            UUID foreign = issue("cyd", Sandbox.EVERYTHING);
            UUID unknown = UUID.randomUUID();
            UUID two = issue("ben", Sandbox.EVERYTHING);
            KeyAdministration ben = apiKeys.administer(Authority.of(Actor.of("ben"), Permissions.none()));
            var outcomes = ben.revoke(List.of(two, foreign, unknown, one, two), "spring cleaning");
            assertThat(outcomes.keySet()).containsExactly(two, foreign, unknown, one);
            assertThat(outcomes)
                    .containsEntry(foreign, Optional.empty())
                    .containsEntry(unknown, Optional.empty())
                    .containsEntry(one, ada.find(one));
            assertThat(ada.find(one).orElseThrow().revokedReason()).isEqualTo("spring cleaning");
            assertThat(isRevoked(one)).isTrue();
            assertThat(isRevoked(two)).isTrue();
            assertThat(isRevoked(foreign)).isFalse();
        }

        @Test
        void takesTwoHundredAndNotOneMore() {
            List<UUID> ids = Stream.generate(UUID::randomUUID).limit(200).toList();
            assertThat(ada.revoke(ids, null)).hasSize(200);
            List<UUID> oneMore =
                    Stream.concat(ids.stream(), Stream.of(UUID.randomUUID())).toList();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ada.revoke(oneMore, null))
                    .withMessage("ids must name at most 200 keys");
        }
    }

    @Nested
    class RevokeAll {

        @Test
        void revokesWhatTheDryRunCounted() {
            IntStream.range(0, 450).forEach(i -> issue(i % 3 == 0 ? "ben" : "cyd", Sandbox.EVERYTHING));
            KeyQuery bens = KeyQuery.all().ownedBy("ben");
            assertThat(ada.countRevocable(bens)).isEqualTo(150);
            assertThat(ada.revokeAll(bens, "left the company")).isEqualTo(150);
            assertThat(ada.countRevocable(bens)).isZero();
            assertThat(ada.countRevocable(KeyQuery.all())).isEqualTo(300);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ada.revokeAll(KeyQuery.all().limitedTo(1), null))
                    .withMessageStartingWith("query must be without position and limit");
            assertThat(ada.revokeAll(KeyQuery.all(), null)).isEqualTo(300);
        }

        @Test
        void goesByCreatorAndByWhenAKeyWasMade() {
            UUID before = issue("ben", anybodysBy("mallory"));
            UUID byOthers = issue("ben", anybodysBy("cyd"));
            sandbox.clock.move(Duration.ofHours(1));
            Instant breach = sandbox.clock.instant();
            UUID after = issue("ben", anybodysBy("mallory"));
            KeyQuery suspicious = KeyQuery.all().createdBy("mallory").createdBefore(breach);
            assertThat(ada.list(suspicious).keys()).extracting(ApiKey::id).containsExactly(before);
            assertThat(ada.revokeAll(suspicious, "account taken over")).isEqualTo(1);
            assertThat(isRevoked(before)).isTrue();
            assertThat(isRevoked(byOthers)).isFalse();
            assertThat(isRevoked(after)).isFalse();
        }

        @Test
        void staysWithinTheOwnersOfTheAuthority() {
            UUID own = issue("ben", Sandbox.EVERYTHING);
            UUID foreign = issue("cyd", Sandbox.EVERYTHING);
            KeyAdministration ben = apiKeys.administer(Authority.of(Actor.of("ben"), Permissions.none()));
            assertThat(ben.countRevocable(KeyQuery.all())).isEqualTo(1);
            assertThat(ben.revokeAll(KeyQuery.all(), null)).isEqualTo(1);
            assertThat(isRevoked(own)).isTrue();
            assertThat(isRevoked(foreign)).isFalse();
        }

        @Test
        void leavesReasonsOfEarlierRevocations() {
            UUID id = issue("ben", Sandbox.EVERYTHING);
            ada.revoke(id, "first");
            assertThat(ada.revokeAll(KeyQuery.all(), "second")).isZero();
            assertThat(ada.find(id).orElseThrow().revokedReason()).isEqualTo("first");
        }
    }
}
