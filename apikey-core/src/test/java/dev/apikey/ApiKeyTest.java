// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKey.State;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiKeyTest {

    private static final Instant NOW = Sandbox.NOW;

    private static ApiKey key(@Nullable Instant expiresAt, @Nullable Instant disabledAt, @Nullable Instant revokedAt) {
        return Sandbox.key(UUID.randomUUID(), Permissions.of("*"), expiresAt, disabledAt, revokedAt);
    }

    @Nested
    class StateAt {

        @ParameterizedTest
        @CsvSource({
            "false,false,false,ACTIVE",
            "true,false,false,DISABLED",
            "false,true,false,EXPIRED",
            "true,true,false,EXPIRED",
            "false,false,true,REVOKED",
            "true,false,true,REVOKED",
            "false,true,true,REVOKED",
            "true,true,true,REVOKED"
        })
        void isTheLaterOneInTheOrderOfTheWords(boolean disabled, boolean expired, boolean revoked, State state) {
            ApiKey key = key(expired ? NOW : null, disabled ? NOW : null, revoked ? NOW : null);
            assertThat(key.state(NOW)).isEqualTo(state);
        }

        @Test
        void isExpiredFromThatVeryInstantOn() {
            ApiKey key = key(NOW, null, null);
            assertThat(key.state(NOW.minusMillis(1))).isEqualTo(State.ACTIVE);
            assertThat(key.state(NOW.minusNanos(1))).isEqualTo(State.ACTIVE);
            assertThat(key.state(NOW)).isEqualTo(State.EXPIRED);
            assertThat(key.state(NOW.plusNanos(1))).isEqualTo(State.EXPIRED);
            assertThat(key.state(Instant.MAX)).isEqualTo(State.EXPIRED);
            assertThat(key.state(Instant.MIN)).isEqualTo(State.ACTIVE);
        }

        /** A clock that goes back must not bring a key back: nothing but expiry asks it. */
        @Test
        void doesNotAskTheClockAboutDisablingAndRevoking() {
            assertThat(key(null, NOW, null).state(NOW.minusSeconds(1))).isEqualTo(State.DISABLED);
            assertThat(key(null, null, NOW).state(NOW.minusSeconds(1))).isEqualTo(State.REVOKED);
        }
    }

    @Nested
    class Changed {

        private final ApiKey key = key(NOW.plusSeconds(9), null, null);

        @Test
        void isOneVersionFurtherAndOtherwiseTheSame() {
            ApiKey disabled = key.disabled(NOW);
            ApiKey revoked = disabled.revoked(NOW.plusSeconds(1), "lost");
            assertThat(disabled)
                    .usingRecursiveComparison()
                    .ignoringFields("disabledAt", "version")
                    .isEqualTo(key);
            assertThat(disabled.version()).isEqualTo(2);
            assertThat(revoked)
                    .usingRecursiveComparison()
                    .ignoringFields("revokedAt", "revokedReason", "version")
                    .isEqualTo(disabled);
            assertThat(revoked.version()).isEqualTo(3);
            assertThat(disabled.enabled())
                    .usingRecursiveComparison()
                    .ignoringFields("version")
                    .isEqualTo(key);
        }

        @Test
        void staysRevokedWhenEnabled() {
            ApiKey revoked = key.disabled(NOW).revoked(NOW, "lost").enabled();
            assertThat(revoked.state(NOW)).isEqualTo(State.REVOKED);
            assertThat(revoked.revokedReason()).isEqualTo("lost");
        }
    }
}
