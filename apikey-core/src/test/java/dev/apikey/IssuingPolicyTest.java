// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.apikey.spi.OwnerRights;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssuingPolicyTest {

    private final Sandbox sandbox = new Sandbox();

    private static @Nullable Instant expiry(ApiKeys.Builder builder, @Nullable Lifetime asked) {
        return builder.build()
                .administer(Sandbox.EVERYTHING)
                .issue(new KeyRequest("CI", Permissions.of("*"), "ben", asked))
                .key()
                .expiresAt();
    }

    private void assertRefused(ApiKeys.Builder builder, @Nullable Lifetime asked, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> expiry(builder, asked))
                .withMessage(message);
        assertThat(sandbox.events()).isEmpty();
    }

    @Nested
    class DefaultLifetime {

        @Test
        void isWithoutEnd() {
            assertThat(expiry(sandbox.builder(), null)).isNull();
        }

        @Test
        void isUsedWhereNothingElseIsAskedAndNowhereElse() {
            ApiKeys.Builder builder = sandbox.builder().defaultLifetime(Lifetime.ofDays(30));
            assertThat(expiry(builder, null)).isEqualTo(Sandbox.NOW.plus(Duration.ofDays(30)));
            assertThat(expiry(builder, Lifetime.ofDays(31))).isEqualTo(Sandbox.NOW.plus(Duration.ofDays(31)));
            assertThat(expiry(builder, Lifetime.neverEnding())).isNull();
        }

        @Test
        void mayBeAsLongAsTheLongest() {
            ApiKeys.Builder builder =
                    sandbox.builder().maxLifetime(Duration.ofDays(7)).defaultLifetime(Lifetime.ofDays(7));
            assertThat(expiry(builder, null)).isEqualTo(Sandbox.NOW.plus(Duration.ofDays(7)));
        }

        @Test
        void isRefusedAtTheStartWhereItContradictsTheOthers() {
            Lifetime tooLong = Lifetime.of(Duration.ofDays(7).plusMillis(1));
            for (ApiKeys.Builder contradiction : List.of(
                    sandbox.builder().maxLifetime(Duration.ofDays(7)).defaultLifetime(tooLong),
                    sandbox.builder().defaultLifetime(tooLong).maxLifetime(Duration.ofDays(7)),
                    sandbox.builder().requireExpiry().defaultLifetime(Lifetime.neverEnding()),
                    sandbox.builder().defaultLifetime(Lifetime.ofDays(366)))) {
                assertThatIllegalArgumentException()
                        .isThrownBy(contradiction::build)
                        .withMessage("defaultLifetime must be one that maxLifetime and requireExpiry allow");
            }
        }
    }

    @Nested
    class MaxLifetime {

        @Test
        void isThreeHundredAndSixtyFiveDays() {
            assertThat(expiry(sandbox.builder(), Lifetime.ofDays(365)))
                    .isEqualTo(Sandbox.NOW.plus(Duration.ofDays(365)));
        }

        @Test
        void refusesAMillisecondMore() {
            Lifetime longer = Lifetime.of(Duration.ofDays(365).plusMillis(1));
            assertRefused(sandbox.builder(), longer, "lifetime must be at most 365 days");
        }

        @Test
        void isNamedExactlyWhereItIsNoNumberOfDays() {
            ApiKeys.Builder builder = sandbox.builder().maxLifetime(Duration.ofMinutes(90));
            assertRefused(builder, Lifetime.ofDays(1), "lifetime must be at most PT1H30M");
        }

        @Test
        void refusesWhatWouldOverflow() {
            Lifetime eternal = Lifetime.of(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
            assertRefused(sandbox.builder(), eternal, "lifetime must be at most 365 days");
            assertRefused(sandbox.builder(), Lifetime.ofDays(100_000), "lifetime must be at most 365 days");
        }

        @Test
        void leavesKeysWithoutEndToRequireExpiry() {
            assertThat(expiry(sandbox.builder().maxLifetime(Duration.ofMillis(1)), Lifetime.neverEnding()))
                    .isNull();
        }

        @Test
        void isFromAMillisecondToAHundredYears() {
            ApiKeys.Builder builder = sandbox.builder();
            for (Duration allowed : List.of(Duration.ofMillis(1), Duration.ofDays(36_500))) {
                assertThatCode(() -> builder.maxLifetime(allowed)).doesNotThrowAnyException();
            }
            for (Duration refused : List.of(
                    Duration.ZERO,
                    Duration.ofMillis(1).minusNanos(1),
                    Duration.ofDays(-1),
                    Duration.ofDays(36_500).plusNanos(1),
                    Duration.ofSeconds(Long.MAX_VALUE),
                    Duration.ofSeconds(Long.MIN_VALUE))) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> builder.maxLifetime(refused))
                        .withMessage("maxLifetime must be from 1 millisecond to 36500 days");
            }
        }
    }

    @Nested
    class RequireExpiry {

        @Test
        void refusesKeysWithoutEndHoweverTheyAreAskedFor() {
            ApiKeys.Builder builder = sandbox.builder().requireExpiry();
            assertRefused(builder, null, "lifetime must be set: the longest is 365 days");
            assertRefused(builder, Lifetime.neverEnding(), "lifetime must be set: the longest is 365 days");
        }

        @Test
        void isMetByTheDefault() {
            ApiKeys.Builder builder = sandbox.builder().requireExpiry().defaultLifetime(Lifetime.ofDays(1));
            assertThat(expiry(builder, null)).isEqualTo(Sandbox.NOW.plus(Duration.ofDays(1)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> expiry(builder, Lifetime.neverEnding()))
                    .withMessageStartingWith("lifetime must be set");
        }

        @Test
        void leavesTheKeysThatExist() {
            IssuedKey endless = sandbox.issue();
            assertThat(sandbox.builder().requireExpiry().build().authenticate(endless.revealToken(), "test"))
                    .isInstanceOf(AuthenticationResult.Authenticated.class);
        }
    }

    @Nested
    class MaxLiveKeys {

        @Test
        void countsKeysThatAreNeitherRevokedNorExpired() {
            KeyAdministration keys = sandbox.builder().maxLiveKeys(2).build().administer(Sandbox.EVERYTHING);
            KeyRequest request = KeyRequest.of("CI", Permissions.of("*")).withOwner("ben");
            ApiKey first = keys.issue(request).key();
            keys.disable(first.id());
            keys.issue(request.withLifetime(Lifetime.of(Duration.ofMillis(1))));
            assertThatExceptionOfType(LimitReachedException.class)
                    .isThrownBy(() -> keys.issue(request))
                    .withMessageStartingWith("the owner has 2 live keys, the most that he may have")
                    .satisfies(refused -> assertThat(refused.retryAfter()).isNull());
            keys.issue(request.withOwner("cyd"));
            sandbox.clock.move(Duration.ofMillis(1));
            keys.issue(request);
            keys.revoke(first.id(), null);
            keys.issue(request);
            assertThatExceptionOfType(LimitReachedException.class).isThrownBy(() -> keys.issue(request));
        }

        @ParameterizedTest
        @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
        void isAtLeastOne(int keys) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> sandbox.builder().maxLiveKeys(keys))
                    .withMessage("maxLiveKeys must be at least 1");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> sandbox.builder().maxIssuedPerHour(keys))
                    .withMessage("maxIssuedPerHour must be at least 1");
        }
    }

    @Nested
    class TheBoundOfOwnerRights {

        @Test
        void isFromASecondToAnHour() {
            for (Duration allowed : List.of(Duration.ofSeconds(1), Duration.ofHours(1))) {
                assertThatCode(() -> sandbox.builder().ownerRights(OwnerRights.unlimited(), allowed))
                        .doesNotThrowAnyException();
            }
            for (Duration refused : List.of(
                    Duration.ZERO,
                    Duration.ofSeconds(1).minusNanos(1),
                    Duration.ofHours(1).plusNanos(1),
                    Duration.ofSeconds(Long.MAX_VALUE))) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> sandbox.builder().ownerRights(OwnerRights.unlimited(), refused))
                        .withMessage("bound of owner rights must be from 1 second to 1 hour");
            }
        }
    }
}
