// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.actuator;

import dev.apikey.ApiKeys;
import dev.apikey.EngineState;
import dev.apikey.spi.SecretHasher;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Whether this node can decide about keys, out of what it knows: nobody waits for a database here. Thread-safe.
 *
 * <p>The hashers' own tests, microseconds for HMAC and less than a millisecond for Argon2id, run once a minute at most, however often somebody asks.
 */
final class KeyHealth {

    private static final long TESTED_FOR_NANOS = Duration.ofMinutes(1).toNanos();

    private final ApiKeys apiKeys;
    private final List<SecretHasher> hashers;
    private final RecentRefusals refusals;
    private final LongSupplier ticker;
    private final AtomicReference<Tested> tested;

    /** @param ticker a monotonic clock in nanoseconds */
    KeyHealth(ApiKeys apiKeys, List<SecretHasher> hashers, RecentRefusals refusals, LongSupplier ticker) {
        this.apiKeys = apiKeys;
        this.hashers = List.copyOf(hashers);
        this.refusals = refusals;
        this.ticker = ticker;
        this.tested = new AtomicReference<>(test());
    }

    /** What the hashers said of themselves, and when. */
    private record Tested(boolean working, Map<String, String> words, long at) {}

    enum Verdict {
        /** Decides. */
        UP,
        /** Refuses, until what it names in its details is over. */
        REFUSING,
        /** Cannot verify secrets. */
        BROKEN
    }

    record Diagnosis(Verdict verdict, Map<String, Object> details) {}

    Diagnosis diagnose() {
        EngineState state = apiKeys.state();
        EngineState.Feed feed = state.feed();
        Optional<String> refusing = feed.leaseAge().compareTo(feed.staleAfter()) >= 0
                ? Optional.of("the database does not tell what has changed: every key is answered 503")
                : refusals.cause().map(cause -> "keys were answered 503, and none was accepted since: " + cause);
        Tested hashing = tested();
        Verdict working = refusing.isPresent() ? Verdict.REFUSING : Verdict.UP;
        return new Diagnosis(hashing.working() ? working : Verdict.BROKEN, details(state, refusing, hashing));
    }

    private static Map<String, Object> details(EngineState state, Optional<String> refusing, Tested hashing) {
        Map<String, Object> details = new LinkedHashMap<>();
        refusing.ifPresent(reason -> details.put("reason", reason));
        details.put("leaseAgeMillis", state.feed().leaseAge().toMillis());
        details.put("staleAfterMillis", state.feed().staleAfter().toMillis());
        details.put("lastChange", state.feed().sequence());
        details.put("hashers", hashing.words());
        details.put("hashesWaiting", state.hashing().waiting());
        details.put("unwrittenUses", state.unwrittenUses());
        return details;
    }

    private Tested tested() {
        Tested last = Objects.requireNonNull(tested.get());
        if (ticker.getAsLong() - last.at() < TESTED_FOR_NANOS) {
            return last;
        }
        Tested begun = new Tested(last.working(), last.words(), ticker.getAsLong());
        if (!tested.compareAndSet(last, begun)) {
            return last; // Somebody else is at it.
        }
        Tested now = test();
        tested.compareAndSet(begun, now);
        return now;
    }

    private Tested test() {
        Map<String, String> words = new LinkedHashMap<>();
        boolean working = true;
        for (SecretHasher hasher : hashers) {
            try {
                hasher.selfTest();
                words.put(hasher.algorithm(), "works");
            } catch (Throwable broken) {
                words.put(hasher.algorithm(), String.valueOf(broken.getMessage()));
                working = false;
            }
        }
        return new Tested(working, Map.copyOf(words), ticker.getAsLong());
    }
}
