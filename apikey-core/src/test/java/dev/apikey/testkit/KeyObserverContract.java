// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.spi.EngineEvent;
import dev.apikey.spi.KeyObserver;
import dev.apikey.spi.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link KeyObserver} does: takes every result from any source on any thread, and every event, and throws for none. Extend it. */
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

    @Test
    void takesNoticesOfExpiry() {
        KeyObserver observer = observer();
        ApiKey key = SampleKey.plain().key();
        for (Duration ahead : List.of(Duration.ofMillis(1), Duration.ofDays(30))) {
            assertThatCode(() -> observer.expiring(key, ahead)).doesNotThrowAnyException();
        }
        assertThatCode(() -> observer.expired(key)).doesNotThrowAnyException();
    }

    @Test
    void takesEveryEvent() {
        KeyObserver observer = observer();
        for (Duration took : List.of(Duration.ZERO, Duration.ofMillis(15), Duration.ofNanos(Long.MAX_VALUE))) {
            for (EngineEvent event : events(took)) {
                assertThatCode(() -> observer.happened(event)).doesNotThrowAnyException();
            }
        }
    }

    private static List<EngineEvent> events(Duration took) {
        return List.of(
                new EngineEvent.Hashed(took),
                new EngineEvent.LookedUp(took, true),
                new EngineEvent.LookedUp(took, false),
                new EngineEvent.ChangesSeen(1_000, took),
                new EngineEvent.Flushed(100_000, 3, took),
                new EngineEvent.OwnerAsked(took, true),
                new EngineEvent.OwnerAsked(took, false),
                new EngineEvent.Rehashed(true),
                new EngineEvent.Rehashed(false));
    }

    private static List<AuthenticationResult> results() {
        List<AuthenticationResult> results = new ArrayList<>(List.of(authenticated()));
        for (Reason reason : Reason.values()) {
            results.add(new Rejected(reason, UUID.fromString("123e4567-e89b-42d3-a456-426614174000")));
            results.add(new Rejected(reason, null));
        }
        for (Cause cause : Cause.values()) {
            results.add(new Undecided(cause, Duration.ofSeconds(1)));
        }
        return results;
    }

    /** Only a decision makes one. */
    private static AuthenticationResult authenticated() {
        try (ApiKeys apiKeys = ApiKeys.builder()
                .prefix("acme_live")
                .store(KeyStore.inMemory())
                .hasher(HmacSha256Hasher.of(PepperRing.of(new byte[32])))
                .build()) {
            Authority ben = Authority.of(Actor.of("ben"), Permissions.of("*"));
            IssuedKey issued = apiKeys.administer(ben).issue(KeyRequest.of("CI", Permissions.of("*")));
            return apiKeys.authenticate(issued.revealToken(), "203.0.113.7");
        }
    }
}
