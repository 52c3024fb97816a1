// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.actuator;

import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.EngineState;
import dev.apikey.spi.SecretHasher;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Whether this node can decide about keys, out of what it knows: nobody waits for a database here, unless a hash could not be verified just now
 * ({@link HasherFault}). Thread-safe.
 *
 * <p>The hashers' own tests, microseconds for HMAC and less than a millisecond for Argon2id, run once a minute at most, however often somebody asks.
 */
final class KeyHealth {

    private final ApiKeys apiKeys;
    private final RecentRefusals refusals;
    private final HasherFault hasherFault;
    private final OnceAMinute<Tested> tested;

    /** @param ticker a monotonic clock in nanoseconds */
    KeyHealth(ApiKeys apiKeys, List<SecretHasher> hashers, RecentRefusals refusals, LongSupplier ticker) {
        this.apiKeys = apiKeys;
        this.refusals = refusals;
        List<SecretHasher> all = List.copyOf(hashers);
        this.hasherFault = new HasherFault(apiKeys, all, ticker);
        this.tested = new OnceAMinute<>(() -> test(all), ticker);
    }

    /** What the hashers said of themselves. */
    private record Tested(boolean working, Map<String, String> words) {}

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
        Optional<String> refusing = refusing(state.feed());
        Tested hashing = tested.answer();
        Verdict working = refusing.isPresent() ? Verdict.REFUSING : Verdict.UP;
        return new Diagnosis(hashing.working() ? working : Verdict.BROKEN, details(state, refusing, hashing));
    }

    private Optional<String> refusing(EngineState.Feed feed) {
        return feed.leaseAge().compareTo(feed.staleAfter()) >= 0
                ? Optional.of("the database does not tell what has changed: every key is answered 503")
                : refusals.causes().stream()
                        .filter(cause -> cause != Cause.HASHER || hasherFault.isOfThisNode())
                        .findFirst()
                        .map(cause -> "keys were answered 503, and none was accepted since: " + cause);
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

    private static Tested test(List<SecretHasher> hashers) {
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
        return new Tested(working, Map.copyOf(words));
    }
}
