// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.Permissions;
import dev.apikey.spi.KeyObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link KeyObserver} does: takes every result from any source on any thread, and throws for none. Extend it. */
public abstract class KeyObserverContract {

    /** The observer under test; called once for each test. */
    protected abstract KeyObserver observer();

    @Test
    void takesEveryKindOfResult() {
        KeyObserver observer = observer();
        for (AuthenticationResult result : results()) {
            assertThatCode(() -> observer.decided(result, "203.0.113.7")).doesNotThrowAnyException();
        }
    }

    @Test
    void takesWhateverASourceMayHold() {
        KeyObserver observer = observer();
        for (String source :
                List.of("", "\r\nInjected: line", "%n%s{0}${env:HOME}", "\u202Egnihtyna", "x".repeat(100_000))) {
            assertThatCode(() -> observer.decided(new Rejected(Reason.MALFORMED, null), source))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void servesManyThreadsAtOnce() {
        KeyObserver observer = observer();
        assertThatCode(() -> results().parallelStream().forEach(result -> observer.decided(result, "203.0.113.7")))
                .doesNotThrowAnyException();
    }

    private static List<AuthenticationResult> results() {
        ApiKey key = new ApiKey(
                UUID.fromString("123e4567-e89b-42d3-a456-426614174000"),
                "ben",
                "CI",
                Permissions.none(),
                Instant.EPOCH,
                Actor.of("ben"),
                null,
                null,
                null,
                null,
                1,
                "acme_live_***9842");
        List<AuthenticationResult> results = new ArrayList<>(List.of(new Authenticated(key)));
        for (Reason reason : Reason.values()) {
            results.add(new Rejected(reason, key.id()));
            results.add(new Rejected(reason, null));
        }
        for (Cause cause : Cause.values()) {
            results.add(new Undecided(cause, Duration.ofSeconds(1)));
        }
        return results;
    }
}
