// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest {

    @Nested
    class Undecided {

        @ParameterizedTest
        @CsvSource({
            "PT0.000000001S, 1",
            "PT0.5S, 1",
            "PT0.999999999S, 1",
            "PT1S, 1",
            "PT1.000000001S, 2",
            "PT1.999S, 2",
            "PT2S, 2",
            "PT1M0.1S, 61"
        })
        void asksToWaitForWholeSecondsAndNeverLess(Duration retryAfter, String seconds) {
            Refusal refusal = Refusal.undecided(retryAfter);
            assertThat(refusal.status()).isEqualTo(503);
            assertThat(refusal.fields()).containsOnlyKeys("Retry-After").containsEntry("Retry-After", seconds);
        }

        @ParameterizedTest
        @CsvSource({"PT0S", "PT-0.5S", "PT-5S"})
        void asksToWaitForASecondAtLeast(Duration retryAfter) {
            assertThat(Refusal.undecided(retryAfter).fields()).containsEntry("Retry-After", "1");
        }
    }
}
