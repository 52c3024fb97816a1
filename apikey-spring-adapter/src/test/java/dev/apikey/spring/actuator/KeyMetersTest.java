// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.actuator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.spi.EngineEvent;
import dev.apikey.spi.KeyObserver;
import dev.apikey.spi.KeyStore;
import dev.apikey.testkit.KeyObserverContract;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.json.JacksonJsonParser;

@Timeout(120)
class KeyMetersTest {

    private final KeyMeters meters = new KeyMeters(List.of(Duration.ofDays(30), Duration.ofHours(12), Duration.ZERO));
    private final ApiKeys apiKeys = ApiKeys.builder()
            .prefix("acme_test")
            .store(KeyStore.inMemory())
            .hasher(Argon2idHasher.of(64, 1, 1))
            .observer(meters)
            .build();

    @AfterEach
    void close() {
        apiKeys.close();
    }

    private IssuedKey issued() {
        return apiKeys.administer(Authority.of(Actor.of("ada"), Permissions.of("*")))
                .issue(KeyRequest.of("CI pipeline", Permissions.of("*")));
    }

    private String issue() {
        return issued().revealToken();
    }

    private MeterRegistry bound(MeterRegistry registry) {
        meters.bindTo(registry, apiKeys);
        return registry;
    }

    @Nested
    class Contract extends KeyObserverContract {

        @Override
        protected KeyObserver observer() {
            bound(new SimpleMeterRegistry());
            return meters;
        }
    }

    @Nested
    class Count {

        @Test
        void decisionsByOutcomeAndReason() {
            MeterRegistry registry = bound(new SimpleMeterRegistry());
            assertThat(apiKeys.authenticate(issue(), "test")).isInstanceOf(Authenticated.class);
            apiKeys.authenticate("garbage", "test");
            apiKeys.authenticate("garbage", "test");
            assertThat(decisions(registry, "authenticated", "none")).isEqualTo(1);
            assertThat(decisions(registry, "rejected", "malformed")).isEqualTo(2);
            assertThat(decisions(registry, "undecided", "store")).isZero();
            apiKeys.close();
            apiKeys.authenticate("garbage", "test");
            assertThat(decisions(registry, "undecided", "closed")).isEqualTo(1);
        }

        @Test
        void whatTheEngineTells() {
            MeterRegistry registry = bound(new SimpleMeterRegistry());
            meters.happened(new EngineEvent.Hashed(Duration.ofMillis(15)));
            meters.happened(new EngineEvent.LookedUp(Duration.ofMillis(2), false));
            meters.happened(new EngineEvent.OwnerAsked(Duration.ofMillis(3), true));
            meters.happened(new EngineEvent.ChangesSeen(7, Duration.ofMillis(400)));
            meters.happened(new EngineEvent.Flushed(500, 1, Duration.ofMillis(9)));
            meters.happened(new EngineEvent.Rehashed(false));
            meters.happened(new EngineEvent.Rehashed(true)); // which the engine's state counts
            assertThat(registry.get("apikey.hash").timer().totalTime(TimeUnit.MILLISECONDS))
                    .isEqualTo(15);
            assertThat(registry.get("apikey.lookups")
                            .tag("outcome", "failed")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("apikey.owners")
                            .tag("outcome", "answered")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("apikey.feed.reach").timer().max(TimeUnit.MILLISECONDS))
                    .isEqualTo(400);
            assertThat(counter(registry, "apikey.feed.changes")).isEqualTo(7);
            assertThat(counter(registry, "apikey.uses.written")).isEqualTo(500);
            assertThat(counter(registry, "apikey.uses.failures")).isEqualTo(1);
            assertThat(counter(registry, "apikey.rehashes", "outcome", "failed"))
                    .isEqualTo(1);
            assertThat(counter(registry, "apikey.rehashes", "outcome", "replaced"))
                    .isZero();
        }

        @Test
        void noticesOfExpiryByHowLongAhead() {
            MeterRegistry registry = bound(new SimpleMeterRegistry());
            ApiKey key = issued().key();
            meters.expiring(key, Duration.ofDays(30));
            meters.expiring(key, Duration.ofHours(12));
            meters.expiring(key, Duration.ofHours(13)); // not among the host's
            meters.expired(key);
            assertThat(counter(registry, "apikey.expiry.notices", "ahead", "30d"))
                    .isEqualTo(1);
            assertThat(counter(registry, "apikey.expiry.notices", "ahead", "pt12h"))
                    .isEqualTo(1);
            assertThat(counter(registry, "apikey.expiry.notices", "ahead", "0d"))
                    .isEqualTo(1);
        }

        @Test
        void onceInEachRegistryHoweverOftenTheyAreBound() {
            MeterRegistry one = bound(bound(new SimpleMeterRegistry()));
            MeterRegistry other = bound(new SimpleMeterRegistry());
            meters.happened(new EngineEvent.Hashed(Duration.ofMillis(15)));
            assertThat(List.of(one, other))
                    .allSatisfy(registry -> assertThat(
                                    registry.get("apikey.hash").timer().count())
                            .isEqualTo(1));
        }
    }

    private static double decisions(MeterRegistry registry, String outcome, String reason) {
        return counter(registry, "apikey.decisions", "outcome", outcome, "reason", reason);
    }

    private static double counter(MeterRegistry registry, String name, String... tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }

    @Nested
    class UnderAFlood {

        @Test
        void ofDistinctTokensThereAreAsManyMetersAsBefore() {
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            bound(registry);
            String token = issue();
            Set<Meter.Id> before = ids(registry);
            long lines = registry.scrape().lines().count();
            String check = token.substring(token.length() - 6);
            for (int i = 0; i < 100_000; i++) {
                apiKeys.authenticate(token.substring(0, token.length() - 6) + i + check, "source " + i);
            }
            apiKeys.authenticate(token, "test");
            assertThat(decisions(registry, "rejected", "damaged") + decisions(registry, "rejected", "wrong_check"))
                    .isEqualTo(100_000);
            assertThat(ids(registry)).isEqualTo(before);
            assertThat(registry.scrape().lines().count()).isEqualTo(lines);
        }

        private static Set<Meter.Id> ids(MeterRegistry registry) {
            return registry.getMeters().stream().map(Meter::getId).collect(Collectors.toSet());
        }
    }

    @Nested
    class ABackEnd {

        private final CountDownLatch released = new CountDownLatch(1);

        /** Whose timers do something else than to record. */
        private MeterRegistry withTimers(Runnable instead) {
            return new SimpleMeterRegistry(SimpleConfig.DEFAULT, Clock.SYSTEM) {
                @Override
                protected Timer newTimer(Meter.Id id, DistributionStatisticConfig distribution, PauseDetector pauses) {
                    return new CumulativeTimer(id, clock, distribution, pauses, getBaseTimeUnit(), false) {
                        @Override
                        protected void recordNonNegative(long amount, TimeUnit unit) {
                            instead.run();
                        }
                    };
                }

                /** Comes first among those that are told. */
                @Override
                public int hashCode() {
                    return 0;
                }
            };
        }

        @Test
        void thatHangsHoldsUpNobody() {
            CountDownLatch hanging = new CountDownLatch(1);
            bound(withTimers(() -> {
                hanging.countDown();
                await(released);
            }));
            String token = issue();
            assertThat(apiKeys.authenticate(token, "test")).isInstanceOf(Authenticated.class);
            await(hanging); // The first hash is being told.
            for (int i = 0; i < 10_000; i++) {
                assertThat(apiKeys.authenticate(token, "test")).isInstanceOf(Authenticated.class);
            }
            assertThat(apiKeys.authenticate(issue(), "test")).isInstanceOf(Authenticated.class);
            released.countDown();
        }

        @Test
        void thatThrowsChangesNothing() {
            CountDownLatch threw = new CountDownLatch(1);
            bound(withTimers(() -> {
                threw.countDown();
                throw new IllegalStateException("the back end is gone");
            }));
            MeterRegistry good = bound(new SimpleMeterRegistry());
            String token = issue();
            await(threw);
            assertThat(apiKeys.authenticate(token, "test")).isInstanceOf(Authenticated.class);
            assertThat(decisions(good, "authenticated", "none")).isEqualTo(1);
            long before = good.get("apikey.hash").timer().count();
            assertThatThrownBy(() -> meters.happened(new EngineEvent.Hashed(Duration.ofMillis(15))))
                    .as("so that it is logged")
                    .hasRootCauseMessage("the back end is gone");
            assertThat(good.get("apikey.hash").timer().count()).isGreaterThan(before);
        }

        @Test
        void thatIsAbsentIsMissedByNobody() {
            assertThat(apiKeys.authenticate(issue(), "test")).isInstanceOf(Authenticated.class);
        }

        private static void await(CountDownLatch latch) {
            try {
                assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException stopped) {
                throw new AssertionError(stopped);
            }
        }
    }

    @Nested
    class ThePages {

        private static final Path REFERENCE = Path.of("../docs/reference");
        /** In JSON, its quotation marks are escaped. */
        private static final Pattern VALUE = Pattern.compile("[{,]([a-z_]+)[=!]?[=~]\\\\?\"");

        private static final Pattern GROUPS = Pattern.compile("\\b(?:by|without) \\(([a-z_, ]+)\\)");
        private static final Pattern LEGEND = Pattern.compile("\\{\\{([a-z_]+)}}");
        private static final Pattern METRIC = Pattern.compile("\\bapikey_[a-z_]+\\b");

        @Test
        void listEveryMeterAndNoOther() throws IOException {
            KeyMeters asInstalled =
                    new KeyMeters(List.of(Duration.ofDays(30), Duration.ofDays(7), Duration.ofDays(1), Duration.ZERO));
            MeterRegistry registry = new SimpleMeterRegistry();
            asInstalled.bindTo(registry, apiKeys);
            assertThat(Files.readString(REFERENCE.resolve("metrics.md"))).contains(table(registry));
        }

        private static String table(MeterRegistry registry) {
            Map<String, List<Meter.Id>> byName = registry.getMeters().stream()
                    .map(Meter::getId)
                    .collect(Collectors.groupingBy(Meter.Id::getName, TreeMap::new, Collectors.toList()));
            StringBuilder table = new StringBuilder("| Meter | Kind | Tags | Meaning |\n| --- | --- | --- | --- |\n");
            byName.forEach((name, ids) -> table.append("| `")
                    .append(name)
                    .append("` | ")
                    .append(kind(registry, ids.get(0)))
                    .append(" | ")
                    .append(tags(ids))
                    .append(" | ")
                    .append(ids.get(0).getDescription())
                    .append(" |\n"));
            return table.toString();
        }

        private static String kind(MeterRegistry registry, Meter.Id id) {
            Meter meter = registry.get(id.getName()).meter();
            return meter instanceof Timer ? "timer" : meter instanceof FunctionCounter ? "counter" : "gauge";
        }

        private static String tags(List<Meter.Id> ids) {
            Map<String, Set<String>> tags = new TreeMap<>();
            ids.forEach(id -> id.getTags()
                    .forEach(tag -> tags.computeIfAbsent(tag.getKey(), any -> new TreeSet<>())
                            .add(tag.getValue())));
            return tags.entrySet().stream()
                    .map(tag -> "`" + tag.getKey() + "`: " + String.join(", ", tag.getValue()))
                    .collect(Collectors.joining("; "));
        }

        @Test
        void drawNothingThatIsNotThere() throws IOException {
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            bound(registry);
            Set<String> scraped = METRIC.matcher(registry.scrape())
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.toSet());
            Set<String> labels = labels(VALUE, registry.scrape());
            labels.add("instance"); // which Prometheus itself puts to all that it scrapes
            String dashboard = Files.readString(REFERENCE.resolve("grafana-dashboard.json"));
            List<String> expressions = Pattern.compile("\"expr\": \"(.*)\"")
                    .matcher(dashboard)
                    .results()
                    .map(expression -> expression.group(1))
                    .toList();
            assertThat(new JacksonJsonParser().parseMap(dashboard)).containsKeys("title", "panels");
            assertThat(expressions).hasSizeGreaterThan(8);
            assertThat(labels(VALUE, dashboard)).isNotEmpty().isSubsetOf(labels);
            assertThat(labels(LEGEND, dashboard)).isNotEmpty().isSubsetOf(labels);
            assertThat(labels(GROUPS, dashboard)).hasSizeGreaterThan(2).isSubsetOf(labels);
            assertThat(expressions)
                    .allSatisfy(expression -> assertThat(
                                    METRIC.matcher(expression).results().map(MatchResult::group))
                            .isNotEmpty()
                            .isSubsetOf(scraped));
        }

        /** @param pattern whose first group are labels, with commas between them */
        private static Set<String> labels(Pattern pattern, String text) {
            return pattern.matcher(text)
                    .results()
                    .flatMap(match -> Stream.of(match.group(1).split(", *", -1)))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
