// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.spi.KeyObserver;
import dev.apikey.testkit.KeyObserverContract;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DecisionLogTest extends KeyObserverContract {

    @Override
    protected KeyObserver observer() {
        return new DecisionLog();
    }

    @Test
    void saysWhyATokenWasRejected() {
        UUID id = UUID.randomUUID();
        try (CapturedLog log = new CapturedLog()) {
            observer().decided(new Rejected(Reason.REVOKED, id), "203.0.113.7");
            assertThat(log.text()).contains("\"203.0.113.7\"", "REVOKED", id.toString());
        }
    }

    @Test
    void keepsToOneLineWhateverTheSourceHolds() {
        try (CapturedLog log = new CapturedLog()) {
            observer().decided(new Rejected(Reason.MALFORMED, null), "\r\nWARNING all is well {0}");
            assertThat(log.text().strip()).hasLineCount(1).contains("\\u000d\\u000aWARNING all is well {0}");
        }
    }

    @Test
    void saysNothingOfWhatIsNotRejected() {
        try (CapturedLog log = new CapturedLog()) {
            observer().decided(new Undecided(Cause.STORE, Duration.ofSeconds(1)), "203.0.113.7");
            assertThat(log.text()).isEmpty();
        }
    }

    @Test
    void saysItAlsoWhereTheHostHasAnObserverAndThatThrows() {
        UUID id = UUID.randomUUID();
        KeyObserver both = new DecisionLog((result, source) -> {
            throw new IllegalStateException("broken");
        });
        try (CapturedLog log = new CapturedLog()) {
            assertThatThrownBy(() -> both.decided(new Rejected(Reason.REVOKED, id), "203.0.113.7"))
                    .hasMessage("broken");
            assertThat(log.text()).contains("REVOKED", id.toString());
        }
    }
}
