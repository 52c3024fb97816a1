// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.actuator;

import dev.apikey.ApiKeys;
import dev.apikey.EngineState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What the engine tells of itself at the moment when a registry asks: a few reads of memory. Immutable. */
record EngineGauges(MeterRegistry registry, ApiKeys apiKeys) {

    static void bindTo(MeterRegistry registry, ApiKeys apiKeys) {
        EngineGauges gauges = new EngineGauges(registry, apiKeys);
        gauges.bindCache();
        gauges.bindFeed();
        gauges.bindQueues();
    }

    private void bindCache() {
        gauge(
                "apikey.cache.size",
                "Keys that this node remembers",
                state -> state.cache().keys());
        gauge(
                "apikey.cache.max",
                "Keys that this node may remember",
                state -> state.cache().maxKeys());
        String gets =
                "Tokens that were recognised by what is remembered (hit), or for which the database was asked (miss)";
        count("apikey.cache.gets", gets, state -> state.cache().hits(), "result", "hit");
        count("apikey.cache.gets", gets, state -> state.cache().misses(), "result", "miss");
    }

    private void bindFeed() {
        time(
                "apikey.feed.lease.age",
                "How long ago the feed of changes had been read to its end: how far this node may lag",
                state -> state.feed().leaseAge());
        time(
                "apikey.feed.stale.after",
                "The age of the lease from which this node refuses",
                state -> state.feed().staleAfter());
        gauge(
                "apikey.feed.sequence",
                "The number of the last change that holds here",
                state -> state.feed().sequence());
        count(
                "apikey.feed.restarts",
                "How often the feed was another one, and everything was read anew",
                state -> state.feed().restarts());
    }

    private void bindQueues() {
        gauge(
                "apikey.hash.permits",
                "Slow hashes that may run at once",
                state -> state.hashing().permits());
        gauge(
                "apikey.hash.running",
                "Slow hashes that run",
                state -> state.hashing().running());
        gauge(
                "apikey.hash.waiting",
                "Slow hashes that wait for their turn",
                state -> state.hashing().waiting());
        time(
                "apikey.hash.delay",
                "How long the next slow hash waits for those who were wrong to be paid for",
                state -> state.hashing().delay());
        gauge(
                "apikey.lookups.running",
                "Reads of the database that requests wait for",
                state -> state.lookUps().running());
        gauge(
                "apikey.lookups.waiting",
                "Reads of the database that wait for their turn",
                state -> state.lookUps().waiting());
        gauge("apikey.uses.unwritten", "Keys whose uses the database has not taken yet", EngineState::unwrittenUses);
        count(
                "apikey.events.untold",
                "Events that are in no timer, because there were too many at a time",
                EngineState::untoldEvents);
    }

    private void gauge(String name, String description, ToDoubleFunction<EngineState> value) {
        Gauge.builder(name, apiKeys, keys -> value.applyAsDouble(keys.state()))
                .description(description)
                .register(registry);
    }

    private void time(String name, String description, Function<EngineState, Duration> value) {
        TimeGauge.builder(
                        name,
                        apiKeys,
                        TimeUnit.NANOSECONDS,
                        keys -> value.apply(keys.state()).toNanos())
                .description(description)
                .register(registry);
    }

    private void count(String name, String description, ToDoubleFunction<EngineState> value, String... tags) {
        FunctionCounter.builder(name, apiKeys, keys -> value.applyAsDouble(keys.state()))
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
