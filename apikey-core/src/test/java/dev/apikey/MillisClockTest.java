// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MillisClockTest {

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    /** Nobody can say what is expired by such a clock. */
    static Stream<Instant> impossible() {
        return Stream.of(
                Instant.MIN,
                Instant.EPOCH.minusNanos(1),
                Instant.EPOCH.minusMillis(1),
                Instant.parse("+10000-01-01T00:00:00Z"),
                Instant.MAX);
    }

    @Nested
    class Now {

        @ParameterizedTest
        @ValueSource(strings = {"1970-01-01T00:00:00Z", "2026-11-24T10:00:00.123Z", "9999-12-31T23:59:59.999Z"})
        void isCutToTheMillisecond(String shown) {
            Instant instant = Instant.parse(shown);
            assertThat(new MillisClock(() -> instant).now()).isEqualTo(instant);
            assertThat(new MillisClock(() -> instant.plusNanos(999_999)).now()).isEqualTo(instant);
        }

        @ParameterizedTest
        @MethodSource("dev.apikey.MillisClockTest#impossible")
        void isRefusedAtTheEndsOfTime(Instant shown) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> new MillisClock(() -> shown).now())
                    .withMessage("the clock shows " + shown.truncatedTo(ChronoUnit.MILLIS)
                            + ": set it to a time from 1970 to 9999");
        }
    }

    @Nested
    class Administration {

        private final Sandbox sandbox = new Sandbox();
        private final UUID active = sandbox.issue().key().id();
        private final UUID disabled = sandbox.issue().key().id();

        private List<Runnable> operations(InstantSource clock) {
            ApiKeys.Builder builder = sandbox.builder().clock(clock);
            KeyAdministration keys = builder.build().administer(Sandbox.EVERYTHING);
            return List.of(
                    () -> keys.issue(KeyRequest.of("CI", Permissions.of("*"))),
                    () -> keys.issue(KeyRequest.of("CI", Permissions.of("*")).withLifetime(Lifetime.ofDays(365))),
                    () -> keys.update(active, key -> key.withName("other")),
                    () -> keys.disable(active),
                    () -> keys.enable(disabled),
                    () -> keys.rotate(active, Rotation.standard()),
                    () -> keys.revoke(active, null),
                    () -> keys.revoke(List.of(active, disabled), "lost"),
                    () -> keys.revokeAll(KeyQuery.all(), null),
                    () -> keys.countRevocable(KeyQuery.all()),
                    () -> keys.delete(active),
                    () -> keys.list(KeyQuery.all()),
                    () -> keys.count(KeyQuery.all()),
                    () -> keys.usage(active, 30),
                    keys::countByHash);
        }

        @ParameterizedTest
        @MethodSource("dev.apikey.MillisClockTest#impossible")
        void saysThatTheClockIsWrongAndStoresNothing(Instant shown) {
            sandbox.builder().build().administer(Sandbox.EVERYTHING).disable(disabled);
            var before = sandbox.events();
            for (Runnable operation : operations(() -> shown)) {
                assertThatIllegalStateException()
                        .isThrownBy(operation::run)
                        .withMessageStartingWith("the clock shows " + shown.truncatedTo(ChronoUnit.MILLIS));
            }
            assertThat(sandbox.events()).isEqualTo(before);
        }

        @Test
        void throwsWhatTheClockThrowsAndStoresNothing() {
            for (Broken broken : Broken.values()) {
                var before = sandbox.events();
                for (Runnable operation : operations(() -> {
                    throw broken.raise();
                })) {
                    assertThat(catchThrowable(operation::run)).as("%s", broken).hasMessage("broken on purpose");
                }
                assertThat(sandbox.events()).isEqualTo(before);
            }
        }

        @Test
        void worksAtTheFirstAndTheLastMillisecond() {
            for (Instant edge : List.of(Instant.EPOCH, LAST)) {
                KeyAdministration keys =
                        sandbox.builder().clock(() -> edge).build().administer(Sandbox.EVERYTHING);
                ApiKey key = keys.issue(KeyRequest.of("CI", Permissions.of("*")).withLifetime(Lifetime.ofDays(1)))
                        .key();
                assertThat(key.expiresAt()).isEqualTo(edge.plus(Duration.ofDays(1)));
                assertThat(keys.rotate(key.id(), Rotation.standard())).isPresent();
                assertThat(keys.revoke(key.id(), null).orElseThrow().revokedAt())
                        .isEqualTo(edge);
            }
        }
    }
}
