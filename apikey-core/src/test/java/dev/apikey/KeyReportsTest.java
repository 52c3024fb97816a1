// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyUse;
import dev.apikey.spi.OwnerRights;
import dev.apikey.spi.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyReportsTest {

    private final Sandbox sandbox = new Sandbox();
    private final KeyAdministration ada = sandbox.builder().build().administer(Sandbox.EVERYTHING);
    private final KeyAdministration cyd =
            sandbox.builder().build().administer(Authority.of(Actor.of("cyd"), Permissions.of("*")));

    private KeyAdministration with(OwnerRights rights) {
        return sandbox.builder().ownerRights(rights).build().administer(Sandbox.EVERYTHING);
    }

    private void insert(String owner, String hash) {
        ApiKey some = Sandbox.key(UUID.randomUUID(), Permissions.of("*"), null, null, null);
        sandbox.insert(
                new ApiKey(
                        some.id(),
                        owner,
                        some.name(),
                        some.permissions(),
                        some.createdAt(),
                        some.createdBy(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        1,
                        null,
                        null,
                        some.hint()),
                hash);
    }

    @Nested
    class GoneOwners {

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 499, 500, 501, 1_000, 1_001, 1_203})
        void areFoundOnEachPageOnceEach(int owners) {
            IntStream.range(0, owners).forEach(i -> insert("gone-" + i, ScriptedHasher.HASH));
            IntStream.range(0, 3).forEach(i -> insert("here-" + i, ScriptedHasher.HASH));
            List<String> asked = new ArrayList<>();
            List<String> gone = with(owner -> {
                        asked.add(owner);
                        return owner.startsWith("gone") ? Optional.empty() : Optional.of(Permissions.none());
                    })
                    .goneOwners();
            assertThat(gone)
                    .hasSize(Math.min(owners, 1_000))
                    .doesNotHaveDuplicates()
                    .allMatch(owner -> owner.startsWith("gone"))
                    .isUnmodifiable();
            assertThat(asked).doesNotHaveDuplicates();
        }

        @Test
        void areNobodyUnlessTheHostSaysSo() {
            sandbox.issue();
            assertThat(ada.goneOwners()).isEmpty();
        }

        @Test
        @SuppressWarnings("NullAway") // what a host does that does not care for null
        void areNotGuessedWhereTheHostFails() {
            sandbox.issue();
            assertThatExceptionOfType(NullPointerException.class)
                    .isThrownBy(() -> with(owner -> null).goneOwners())
                    .withMessage("OwnerRights answered null");
            for (Broken broken : List.of(Broken.RUNTIME, Broken.ARGUMENT, Broken.LINKAGE, Broken.ASSERTION)) {
                assertThatExceptionOfType(Throwable.class)
                        .isThrownBy(() -> with(owner -> {
                                    throw broken.raise();
                                })
                                .goneOwners())
                        .withMessage("broken on purpose");
            }
        }
    }

    @Nested
    class CountByHash {

        @Test
        void countsLiveKeysOfEachKind() {
            insert("ben", "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA");
            insert("cyd", "$argon2id$v=19$m=19456,t=2,p=1$b3RoZXI$b3RoZXI");
            insert("ben", "garbage");
            UUID revoked = sandbox.issue().key().id();
            ada.revoke(revoked, null);
            UUID disabled = sandbox.issue().key().id();
            ada.disable(disabled);
            ada.issue(KeyRequest.of("CI", Permissions.of("*")).withLifetime(Lifetime.ofDays(1)));
            String hmac = sandbox.store.find(disabled).orElseThrow().hashKind();
            assertThat(ada.countByHash())
                    .isEqualTo(Map.of("argon2id v=19 m=19456,t=2,p=1", 2L, hmac, 2L, "unknown", 1L));
            sandbox.clock.move(Duration.ofDays(1));
            assertThat(ada.countByHash()).containsEntry(hmac, 1L);
        }

        @Test
        void namesThoseThatCanBeVerified() {
            sandbox.issue();
            String today = sandbox.store
                    .countByHashKind(Sandbox.NOW)
                    .keySet()
                    .iterator()
                    .next();
            ApiKeys keys = sandbox.builder().build();
            assertThat(keys.canVerify(today)).isTrue();
            assertThat(keys.canVerify("hmac-sha256 k=000000000000")).isFalse();
            assertThat(keys.canVerify("unknown")).isFalse();
        }
    }

    @Nested
    class Usage {

        private final UUID id = sandbox.issue().key().id();
        private final LocalDate today = LocalDate.parse("2026-11-24");

        private void use(LocalDate day, long count) {
            sandbox.store.recordUse(List.of(new KeyUse(id, day, count, Sandbox.NOW)));
        }

        @ParameterizedTest
        @ValueSource(ints = {0, -1, 367, Integer.MIN_VALUE, Integer.MAX_VALUE})
        void isOfOneToThreeHundredAndSixtySixDays(int days) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ada.usage(id, days))
                    .withMessage("days must be from 1 to 366");
        }

        @Test
        void countsTodayAsOneOfTheDays() {
            use(today.plusDays(1), 1);
            use(today, 2);
            use(today.minusDays(1), 3);
            use(today.minusDays(365), 4);
            use(today.minusDays(366), 5);
            assertThat(ada.usage(id, 1)).containsExactly(new DailyUse(today, 2));
            assertThat(ada.usage(id, 2)).containsExactly(new DailyUse(today.minusDays(1), 3), new DailyUse(today, 2));
            assertThat(ada.usage(id, 366))
                    .containsExactly(
                            new DailyUse(today.minusDays(365), 4),
                            new DailyUse(today.minusDays(1), 3),
                            new DailyUse(today, 2));
        }

        @Test
        void isNothingForUnknownForeignAndDeletedKeys() {
            use(today, 2);
            assertThat(ada.usage(UUID.randomUUID(), 30)).isEmpty();
            assertThat(cyd.usage(id, 30)).isEmpty();
            ada.delete(id);
            assertThat(ada.usage(id, 30)).isEmpty();
        }

        @Test
        void worksOnTheFirstDayOfTime() {
            KeyAdministration early =
                    sandbox.builder().clock(() -> Instant.EPOCH).build().administer(Sandbox.EVERYTHING);
            assertThat(early.usage(id, 366)).isEmpty();
        }
    }

    @Nested
    class History {

        private final UUID id = sandbox.issue().key().id();

        @ParameterizedTest
        @ValueSource(ints = {0, -1, 201, Integer.MAX_VALUE})
        void isOfOneToTwoHundredEvents(int limit) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ada.history(id, Long.MAX_VALUE, limit))
                    .withMessage("limit must be from 1 to 200");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ada.history(Long.MAX_VALUE, limit))
                    .withMessage("limit must be from 1 to 200");
        }

        @Test
        void isReadPageByPageTheLatestFirst() {
            for (int i = 0; i < 250; i++) {
                String name = "name " + i;
                ada.update(id, key -> key.withName(name));
            }
            List<RecordedEvent> latest = ada.history(id, Long.MAX_VALUE, 200);
            List<RecordedEvent> earlier = ada.history(id, latest.get(199).sequence(), 200);
            assertThat(latest).hasSize(200);
            assertThat(earlier).hasSize(51);
            List<RecordedEvent> all = new ArrayList<>(latest);
            all.addAll(earlier);
            assertThat(all)
                    .extracting(RecordedEvent::sequence)
                    .containsExactlyElementsOf(
                            IntStream.range(0, 251).mapToObj(i -> 251L - i).toList());
            assertThat(ada.history(id, 1, 200)).isEmpty();
            assertThat(ada.history(id, Long.MIN_VALUE, 200)).isEmpty();
        }

        @Test
        void answersAfterTheDeletionWhoeverCouldSeeTheKey() {
            KeyAdministration ben =
                    sandbox.builder().build().administer(Authority.of(Actor.of("ben"), Permissions.none()));
            ada.delete(id);
            for (KeyAdministration allowed : List.of(ada, ben)) {
                assertThat(allowed.history(id, Long.MAX_VALUE, 10))
                        .extracting(recorded -> recorded.event().kind())
                        .containsExactly(KeyEvent.Kind.DELETED, KeyEvent.Kind.ISSUED);
            }
            assertThat(cyd.history(id, Long.MAX_VALUE, 10)).isEmpty();
            assertThat(ben.history(UUID.randomUUID(), Long.MAX_VALUE, 10)).isEmpty();
        }

        @Test
        void ofAllIsForWhoManagesAll() {
            sandbox.issue();
            assertThat(ada.history(Long.MAX_VALUE, 10)).hasSize(2).isUnmodifiable();
            assertThatExceptionOfType(AuthorityExceededException.class)
                    .isThrownBy(() -> cyd.history(Long.MAX_VALUE, 10))
                    .withMessage("this takes an authority over the keys of all owners");
        }
    }

    @Nested
    class Bounds {

        private final Authority ben = Authority.of(Actor.of("ben"), Permissions.of("files:*"));

        private IssuingBounds of(ApiKeys.Builder builder, Authority authority) {
            return builder.build().administer(authority).bounds();
        }

        @Test
        void areTheHostsForSomebodyWhoseAuthorityHasNoEnd() {
            IssuingBounds bounds = of(sandbox.builder(), ben);
            assertThat(bounds.authority()).isEqualTo(ben);
            assertThat(bounds.longest()).isEqualTo(Duration.ofDays(365));
            assertThat(bounds.mayNeverExpire()).isTrue();
            assertThat(of(sandbox.builder().maxLifetime(Duration.ofDays(7)), ben)
                            .longest())
                    .isEqualTo(Duration.ofDays(7));
        }

        @Test
        void doNotPromiseKeysWithoutEndThatTheHostForbids() {
            assertThat(of(sandbox.builder().requireExpiry(), ben).mayNeverExpire())
                    .isFalse();
            assertThat(of(sandbox.builder().defaultLifetime(Lifetime.ofDays(30)), ben)
                            .mayNeverExpire())
                    .isFalse();
        }

        @Test
        void endWithTheAuthority() {
            Instant now = sandbox.builder().build().administer(ben).now();
            IssuingBounds soon = of(sandbox.builder(), ben.withLatestExpiry(now.plus(Duration.ofDays(3))));
            assertThat(soon.longest()).isEqualTo(Duration.ofDays(3));
            assertThat(soon.mayNeverExpire()).isFalse();
            IssuingBounds late = of(sandbox.builder(), ben.withLatestExpiry(now.plus(Duration.ofDays(1_000))));
            assertThat(late.longest()).isEqualTo(Duration.ofDays(365));
            assertThat(late.mayNeverExpire()).isFalse();
        }
    }

    @Nested
    class Grantable {

        @Test
        void isTheHostsVocabularyThenOfOursWhatTheCeilingAllows() {
            assertThat(cyd.grantable())
                    .containsExactly(
                            "files:read", "files:write", "rooms:read", "rooms:write", "default:read", "default:write");
            assertThat(ada.grantable()).endsWith("default:read", "default:write", "apikeys:read", "apikeys:write");
            KeyAdministration nothing =
                    sandbox.builder().build().administer(Authority.of(Actor.of("ben"), Permissions.none()));
            assertThat(nothing.grantable()).containsExactly("files:read", "files:write", "rooms:read", "rooms:write");
        }
    }
}
