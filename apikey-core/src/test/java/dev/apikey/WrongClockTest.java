// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Undecided;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** By a clock that nobody can issue keys by, nobody can say what is expired either. */
class WrongClockTest {

    @ParameterizedTest
    @MethodSource("dev.apikey.MillisClockTest#impossible")
    void decidesNothing(Instant shown) {
        Sandbox sandbox = new Sandbox();
        IssuedKey expired = sandbox.builder()
                .build()
                .administer(Sandbox.EVERYTHING)
                .issue(KeyRequest.of("CI", Permissions.of("*")).withLifetime(Lifetime.ofDays(1)));
        ApiKeys keys = sandbox.builder().clock(() -> shown).build();
        assertThat(keys.authenticate(expired.revealToken(), "test"))
                .isEqualTo(new Undecided(Cause.CLOCK, Duration.ofSeconds(1)));
    }
}
