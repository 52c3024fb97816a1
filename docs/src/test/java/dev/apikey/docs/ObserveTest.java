// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.Authority;
import dev.apikey.EngineState;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.spi.EngineEvent;
import dev.apikey.spi.KeyObserver;
import dev.apikey.spi.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The lines by which a host's metrics hear of the engine, with the least that metrics can be. */
class ObserveTest {

    private final Metrics metrics = new Metrics();

    /** Stands for a library of metrics. */
    private static final class Metrics {

        private final Map<String, Integer> counts = new ConcurrentHashMap<>();
        private final List<Duration> hashes = new CopyOnWriteArrayList<>();
        private final Map<String, Supplier<? extends Number>> gauges = new ConcurrentHashMap<>();

        void count(String name, Object tag) {
            counts.merge(name + " " + tag, 1, Integer::sum);
        }

        void time(String name, Duration taken) {
            assertThat(name).isEqualTo("apikey.hash");
            hashes.add(taken);
        }

        Number value(String gauge) {
            return Objects.requireNonNull(gauges.get(gauge), gauge).get();
        }

        void gauge(String name, Supplier<? extends Number> value) {
            gauges.put(name, value);
        }
    }

    // region observer
    private record Meters(Metrics metrics) implements KeyObserver {

        @Override
        public void decided(AuthenticationResult result, String source) {
            if (result instanceof Rejected rejected) {
                metrics.count("apikey.rejected", rejected.reason());
            } else if (result instanceof Undecided undecided) {
                metrics.count("apikey.undecided", undecided.cause());
            }
        }

        @Override
        public void happened(EngineEvent event) {
            if (event instanceof EngineEvent.Hashed hashed) {
                metrics.time("apikey.hash", hashed.took());
            }
        }
    }
    // end observer

    @Test
    void metricsHearOfDecisionsAndHashesAndAskForTheRest() {
        // region observe
        ApiKeys apiKeys = ApiKeys.builder()
                .prefix("acme_live")
                .store(KeyStore.inMemory())
                .observer(new Meters(metrics))
                .build();
        Supplier<EngineState> state = apiKeys::state;
        metrics.gauge("apikey.cache.hits", () -> state.get().cache().hits());
        metrics.gauge("apikey.hash.waiting", () -> state.get().hashing().waiting());
        metrics.gauge("apikey.lease.age", () -> state.get().feed().leaseAge().toMillis());
        // end observe
        try (apiKeys) {
            String token = apiKeys.administer(Authority.of(Actor.of("ada"), Permissions.of("*")))
                    .issue(KeyRequest.of("CI pipeline", Permissions.of("*")))
                    .revealToken();
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            // Nothing is remembered before the feed has been read for the first time.
            while (apiKeys.state().cache().hits() == 0 && System.nanoTime() < deadline) {
                assertThat(apiKeys.authenticate(token, "test")).isInstanceOf(Authenticated.class);
            }
            apiKeys.authenticate("garbage", "test");
        }
        assertThat(metrics.counts).isEqualTo(Map.of("apikey.rejected MALFORMED", 1));
        assertThat(metrics.hashes).hasSize(2);
        assertThat(metrics.value("apikey.cache.hits").longValue()).isEqualTo(1);
        assertThat(metrics.value("apikey.hash.waiting").intValue()).isZero();
        assertThat(metrics.value("apikey.lease.age").longValue()).isNotNegative();
    }
}
