// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** However long a flood goes on, it leaves nothing behind: neither its tokens, nor the ids in them, nor where it came from. */
@Timeout(3_600)
class Law9MemoryIsFlatTest {

    /** How many requests of each kind. */
    private static final int FLOOD = Integer.getInteger("apikey.flood", 50_000);
    /** The JVM and the threads of the library keep a little of their own. A request of which anything is kept takes 16 bytes or more. */
    private static final long SLACK = 100 * 1024;

    private static final int LOOKS = 4;
    private static final int ROUNDS = 3;

    private final Sandbox sandbox = new Sandbox();
    private final SecureRandom random = new SecureRandom();
    private final CapturedLog log = CapturedLog.asInProduction();
    private ApiKeys keys = sandbox.builder().build();

    @AfterEach
    void close() {
        keys.close();
        log.close();
    }

    @Test
    void whereKeysAreAskedForThatThereAreNot() {
        assertStaysFlat(
                i -> tokenOf(UUID.randomUUID()), result -> isRejected(result, Reason.UNKNOWN) || isOverloaded(result));
    }

    @Test
    void whereSecretsOfAKnownKeyAreMadeUp() {
        IssuedKey issued = sandbox.issue();
        assertThat(keys.authenticate(issued.revealToken(), "test")).isInstanceOf(Authenticated.class);
        UUID id = issued.key().id();
        assertStaysFlat(i -> tokenOf(id), result -> isRejected(result, Reason.WRONG_SECRET));
    }

    /** The first ones are hashed, each in its flight; later on most are refused, because so many were wrong. */
    @Test
    void whereSecretsOfAKeyWithASlowHashAreMadeUp() {
        UUID id = UUID.randomUUID();
        sandbox.insert(Sandbox.key(id, Permissions.of("*"), null, null, null), ScriptedHasher.HASH);
        ScriptedHasher hasher = ScriptedHasher.slow(() -> false);
        keys.close();
        keys = sandbox.builder().hasher(hasher).build();
        assertStaysFlat(
                i -> tokenOf(id),
                result -> isRejected(result, Reason.WRONG_SECRET)
                        || isUndecided(result, Cause.TOO_MANY_FAILURES)
                        || isOverloaded(result));
        assertThat(hasher.verified()).isPositive();
    }

    @Test
    void whereWhatComesIsNoToken() {
        assertStaysFlat(
                i -> switch (i % 3) {
                    case 0 -> "garbage " + i;
                    case 1 -> "acme_live_" + i;
                    default -> Token.generate("other", UUID.randomUUID(), random);
                },
                Rejected.class::isInstance);
    }

    @Test
    void whereAKeyIsUsedFromEverywhere() {
        String token = sandbox.issue().revealToken();
        assertStaysFlat(i -> token, Authenticated.class::isInstance);
    }

    private String tokenOf(UUID id) {
        return Token.generate("acme_live", id, random);
    }

    private static boolean isRejected(AuthenticationResult result, Reason reason) {
        return result instanceof Rejected rejected && rejected.reason() == reason;
    }

    private static boolean isUndecided(AuthenticationResult result, Cause cause) {
        return result instanceof Undecided undecided && undecided.cause() == cause;
    }

    /** A machine that stands still for two seconds answers this, now and then. */
    private static boolean isOverloaded(AuthenticationResult result) {
        return isUndecided(result, Cause.OVERLOADED);
    }

    /** The first half may fill what has a bound. What requests leave behind they leave each time; what the JVM happens to keep meanwhile it does not. */
    private void assertStaysFlat(IntFunction<String> token, Predicate<AuthenticationResult> expected) {
        int half = FLOOD / 2;
        long allowed = Math.max(SLACK, half);
        send(0, half, token, expected);
        long before = usedBytes();
        long least = Long.MAX_VALUE;
        for (int round = 1; round <= ROUNDS && least >= allowed; round++) {
            send(round * half, (round + 1) * half, token, expected);
            long after = usedBytes();
            least = Math.min(least, after - before);
            before = after;
        }
        assertThat(least)
                .as("bytes that %d more requests left in the heap, in the best of %d rounds", half, ROUNDS)
                .isLessThan(allowed);
    }

    private void send(int from, int to, IntFunction<String> token, Predicate<AuthenticationResult> expected) {
        for (int i = from; i < to; i++) {
            AuthenticationResult result = keys.authenticate(token.apply(i), source(i));
            if (!expected.test(result)) {
                throw new AssertionError("request " + i + " was answered " + result);
            }
        }
    }

    /** An address in a network of its own. */
    private static String source(int number) {
        return "2001:db8:" + Integer.toHexString(number >>> 16) + ":" + Integer.toHexString(number & 0xffff) + "::1";
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < LOOKS; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
