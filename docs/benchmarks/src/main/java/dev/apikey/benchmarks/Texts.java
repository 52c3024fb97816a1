// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What is presented as a token, and is rejected for the same reason or undecided by the same cause. */
final class Texts {

    static final int COUNT = 1_024;

    private final ApiKeys apiKeys;
    private final Enum<?> expected;
    private final String[] texts;

    /** @param expected the reason, or the cause */
    Texts(ApiKeys apiKeys, Enum<?> expected, IntFunction<String> text) {
        this.apiKeys = apiKeys;
        this.expected = expected;
        this.texts = IntStream.range(0, COUNT).mapToObj(text).toArray(String[]::new);
    }

    /** Until each of them has been answered so. */
    void await() {
        long deadline = System.nanoTime() + 60_000_000_000L;
        for (String text : texts) {
            while (outcome(decide(text)) != expected) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("not " + expected + " within a minute");
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    AuthenticationResult present(WarmBenchmark.Turn turn) {
        AuthenticationResult result = decide(texts[turn.of(COUNT)]);
        Enum<?> outcome = outcome(result);
        if (outcome != expected && !mayBeWrongOnceMore(outcome)) {
            throw new IllegalStateException(result + ", not " + expected);
        }
        return result;
    }

    /** Every few seconds, whoever was wrong too often may be so again. */
    private boolean mayBeWrongOnceMore(@Nullable Enum<?> outcome) {
        return expected == Cause.TOO_MANY_FAILURES && outcome == Reason.WRONG_SECRET;
    }

    private AuthenticationResult decide(String text) {
        return expected instanceof Cause ? Keys.decideOnce(apiKeys, text) : Keys.decide(apiKeys, text);
    }

    private static @Nullable Enum<?> outcome(AuthenticationResult result) {
        if (result instanceof Rejected rejected) {
            return rejected.reason();
        }
        return result instanceof Undecided undecided ? undecided.cause() : null;
    }
}
