// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.actuator;

import dev.apikey.ApiKey;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.spi.EngineEvent;
import dev.apikey.spi.KeyObserver;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what is decided and what the engine does. All meters are there from the start, and their tags are words of ours: whatever clients send, there are
 * as many as before. Thread-safe.
 *
 * <p>A request adds to counters of our own, which a registry reads when it likes. Only the thread that tells of events meets a registry: one that is slow or
 * throws loses measurements, and nothing else.
 */
final class KeyMeters implements KeyObserver {

    static final String OUTCOME = "outcome";
    private static final String REHASHES = "Hashes of older algorithms, costs or peppers that were to be replaced";

    private final LongAdder authenticated = new LongAdder();
    private final Map<Reason, LongAdder> rejected = new EnumMap<>(Reason.class);
    private final Map<Cause, LongAdder> undecided = new EnumMap<>(Cause.class);
    private final Map<Duration, LongAdder> notices = new LinkedHashMap<>();
    private final LongAdder changes = new LongAdder();
    private final LongAdder written = new LongAdder();
    private final LongAdder notWritten = new LongAdder();
    private final LongAdder notReplaced = new LongAdder();
    private final Map<MeterRegistry, EngineTimers> timers = new ConcurrentHashMap<>();

    /** @param ahead how long before their expiry keys are told of */
    KeyMeters(Collection<Duration> ahead) {
        for (Reason reason : Reason.values()) {
            rejected.put(reason, new LongAdder());
        }
        for (Cause cause : Cause.values()) {
            undecided.put(cause, new LongAdder());
        }
        ahead.forEach(duration -> notices.put(duration, new LongAdder()));
    }

    @Override
    public void decided(AuthenticationResult result, String source) {
        counter(result).increment();
    }

    private LongAdder counter(AuthenticationResult result) {
        if (result instanceof Rejected refused) {
            return Objects.requireNonNull(rejected.get(refused.reason()));
        }
        if (result instanceof Undecided unknown) {
            return Objects.requireNonNull(undecided.get(unknown.cause()));
        }
        return authenticated;
    }

    @Override
    public void expiring(ApiKey key, Duration ahead) {
        LongAdder told = notices.get(ahead);
        if (told != null) {
            told.increment();
        }
    }

    @Override
    public void expired(ApiKey key) {
        expiring(key, Duration.ZERO);
    }

    @Override
    public void happened(EngineEvent event) {
        if (event instanceof EngineEvent.ChangesSeen seen) {
            changes.add(seen.changes());
        } else if (event instanceof EngineEvent.Flushed flushed) {
            written.add(flushed.keys());
            notWritten.add(flushed.failures());
        } else if (event instanceof EngineEvent.Rehashed rehashed && !rehashed.replaced()) {
            notReplaced.increment();
        }
        record(event);
    }

    /** The first failure is thrown when every registry has been told, so that it is logged. */
    private void record(EngineEvent event) {
        RuntimeException failure = null;
        for (Map.Entry<MeterRegistry, EngineTimers> each : timers.entrySet()) {
            try {
                each.getValue().record(event);
            } catch (RuntimeException | Error broken) {
                failure = failure == null
                        ? new IllegalStateException(each.getKey().getClass().getName(), broken)
                        : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Registers every meter, those that are read off the engine among them. */
    void bindTo(MeterRegistry registry, ApiKeys apiKeys) {
        bindDecisions(registry);
        EngineGauges.bindTo(registry, apiKeys);
        count(registry, "apikey.feed.changes", "Changes that the feed told of", changes);
        count(
                registry,
                "apikey.uses.written",
                "Keys whose use was written down, each once for a day and flush",
                written);
        count(registry, "apikey.uses.failures", "Batches of uses that the database did not take", notWritten);
        FunctionCounter.builder(
                        "apikey.rehashes",
                        apiKeys,
                        keys -> keys.state().hashing().replaced())
                .description(REHASHES)
                .tag(OUTCOME, "replaced")
                .register(registry);
        count(registry, "apikey.rehashes", REHASHES, notReplaced, OUTCOME, "failed");
        notices.forEach((ahead, told) -> count(
                registry,
                "apikey.expiry.notices",
                "Keys of which this node told that they expire so long ahead, or have expired (0d)",
                told,
                "ahead",
                ahead.equals(Duration.ofDays(ahead.toDays()))
                        ? ahead.toDays() + "d"
                        : ahead.toString().toLowerCase(Locale.ROOT)));
        timers.computeIfAbsent(registry, EngineTimers::of);
    }

    private void bindDecisions(MeterRegistry registry) {
        decisions(registry, authenticated, "authenticated", "none");
        rejected.forEach((reason, counted) -> decisions(registry, counted, "rejected", lowerCase(reason)));
        undecided.forEach((cause, counted) -> decisions(registry, counted, "undecided", lowerCase(cause)));
    }

    private static void decisions(MeterRegistry registry, LongAdder counted, String outcome, String reason) {
        String description = "Tokens that were judged, and why they were not accepted";
        count(registry, "apikey.decisions", description, counted, OUTCOME, outcome, "reason", reason);
    }

    private static String lowerCase(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private static void count(
            MeterRegistry registry, String name, String description, LongAdder counted, String... tags) {
        FunctionCounter.builder(name, counted, LongAdder::sum)
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
