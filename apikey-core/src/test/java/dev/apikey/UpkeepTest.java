// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.spi.KeyObserver;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.NodeReport;
import dev.apikey.testkit.ForwardingStore;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is done in the background of an application, as its host has set it. */
class UpkeepTest {

    private static final Duration OFTEN = Duration.ofMillis(60);
    private static final int PATIENCE_SECONDS = 30;

    private final Sandbox sandbox = new Sandbox();
    private final ConcurrentMap<String, BlockingQueue<Object>> asked = new ConcurrentHashMap<>();
    private final KeyStore store = new ForwardingStore(sandbox.store) {
        @Override
        public boolean purgeEvents(Instant before, int limit) {
            queue("events").add(before);
            return super.purgeEvents(before, limit);
        }

        @Override
        public boolean purgeUsage(LocalDate before, int limit) {
            queue("usage").add(before);
            return super.purgeUsage(before, limit);
        }

        @Override
        public Optional<KeyOrder.Position> expiryMark(Duration ahead) {
            queue("notices").add(ahead);
            return super.expiryMark(ahead);
        }

        @Override
        public void reportNode(NodeReport report, Instant forgottenBefore) {
            queue("nodes").add(report.name());
            super.reportNode(report, forgottenBefore);
        }
    };

    private BlockingQueue<Object> queue(String what) {
        return asked.computeIfAbsent(what, name -> new LinkedBlockingQueue<>());
    }

    private Object next(String what) throws InterruptedException {
        Object next = queue(what).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as(what).isNotNull();
        return next;
    }

    private ApiKeys.Builder builder() {
        return sandbox.builder(store).upkeepInterval(OFTEN);
    }

    @Test
    void erasesWhatTheHostDoesNotWantToKeep() throws Exception {
        try (ApiKeys keys = builder()
                .keepHistory(Duration.ofDays(100))
                .keepUsage(Duration.ofDays(50))
                .build()) {
            for (int again = 0; again < 2; again++) {
                assertThat(next("events")).isEqualTo(Sandbox.NOW.minus(Duration.ofDays(100)));
                assertThat(next("usage")).isEqualTo(LocalDate.of(2026, 11, 24).minusDays(50));
            }
            assertThat(keys).isNotNull();
        }
    }

    @Test
    void tellsOperatorsOfTheNode() throws Exception {
        try (ApiKeys keys = builder().nodeName("web-1").build()) {
            assertThat(next("nodes")).isEqualTo("web-1");
            assertThat(next("nodes")).isEqualTo("web-1");
            assertThat(keys).isNotNull();
        }
    }

    @Test
    void tellsTheObserverWhatExpires() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        KeyObserver observer = new KeyObserver() {
            @Override
            public void decided(AuthenticationResult result, String source) {}

            @Override
            public void expiring(ApiKey key, Duration ahead) {
                told.add(key.name() + " " + ahead.toDays());
            }
        };
        try (ApiKeys keys = builder().observer(observer).build()) {
            keys.administer(Sandbox.EVERYTHING)
                    .issue(KeyRequest.of("CI", Permissions.of("*")).withLifetime(Lifetime.of(Duration.ofDays(10))));
            assertThat(List.of(next("notices"), next("notices"), next("notices"), next("notices")))
                    .containsExactly(Duration.ZERO, Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(30));
            sandbox.clock.move(Duration.ofDays(4));
            assertThat(told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("CI 7");
        }
    }

    @Test
    void asksForNoExpiryWhereNobodyListens() throws Exception {
        try (ApiKeys keys = builder().build()) {
            for (int i = 0; i < 3; i++) {
                next("usage");
            }
            assertThat(queue("notices")).isEmpty();
            assertThat(keys).isNotNull();
        }
    }
}
