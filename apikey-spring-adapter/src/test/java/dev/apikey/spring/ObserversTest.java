// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.Permissions;
import dev.apikey.spi.EngineEvent;
import dev.apikey.spi.KeyObserver;
import dev.apikey.testkit.KeyObserverContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ObserversTest extends KeyObserverContract {

    private static final ApiKey KEY = new ApiKey(
            UUID.randomUUID(),
            "ben",
            "CI",
            Permissions.of("files:read"),
            Instant.EPOCH,
            Actor.of("ben"),
            null,
            null,
            null,
            null,
            null,
            1,
            null,
            null,
            "acme_live_***9842");

    private final List<String> heard = new ArrayList<>();

    private final KeyObserver listening = new KeyObserver() {
        @Override
        public void decided(AuthenticationResult result, String source) {
            heard.add("decided");
        }

        @Override
        public void expiring(ApiKey key, Duration ahead) {
            heard.add("expiring " + ahead.toDays());
        }

        @Override
        public void expired(ApiKey key) {
            heard.add("expired");
        }

        @Override
        public void happened(EngineEvent event) {
            heard.add("happened");
        }
    };

    private static final KeyObserver BROKEN = (result, source) -> {
        throw new AssertionError("broken");
    };

    @Override
    protected KeyObserver observer() {
        return new Observers(List.of((result, source) -> {}, new Observers(List.of())));
    }

    @Test
    void areToldEverythingEach() {
        KeyObserver both = new Observers(List.of(listening, listening));
        both.decided(new Rejected(Reason.UNKNOWN, null), "test");
        both.expiring(KEY, Duration.ofDays(7));
        both.expired(KEY);
        both.happened(new EngineEvent.Rehashed(true));
        assertThat(heard)
                .containsExactly(
                        "decided", "decided", "expiring 7", "expiring 7", "expired", "expired", "happened", "happened");
    }

    @Test
    void areToldWhateverAnotherOneThrows() {
        KeyObserver all = new Observers(List.of(BROKEN, BROKEN, listening));
        assertThatThrownBy(() -> all.decided(new Rejected(Reason.UNKNOWN, null), "test"))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("broken");
        assertThat(heard).containsExactly("decided");
    }
}
