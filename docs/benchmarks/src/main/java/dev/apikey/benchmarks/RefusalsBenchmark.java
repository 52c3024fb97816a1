// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.IssuedKey;
import dev.apikey.KeyAdministration;
import java.security.DigestException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What is refused, by its reason, against one SHA-256 of a single block. Only for an id that nobody has is the store asked, which is in memory here. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RefusalsBenchmark {

    private static final int TEXTS = 1_024;
    private static final int LEFT_OF_A_TOKEN = 80;

    /** Texts that are refused, each for the reason that it is there for. */
    @State(Scope.Benchmark)
    public static class Refused {

        private Texts malformed;
        private Texts damaged;
        private Texts foreignPrefix;
        private Texts wrongCheck;
        private Texts unknown;
        private Texts wrongSecret;
        private Texts wrongSecretOfUnusedKey;
        private Texts revoked;
        private Texts disabled;

        @Setup(Level.Trial)
        public void setUp(WarmBenchmark.Warm warm) {
            ApiKeys apiKeys = warm.apiKeys();
            KeyAdministration keys = Keys.administration(apiKeys);
            malformed =
                    new Texts(apiKeys, Reason.MALFORMED, i -> UUID.randomUUID().toString());
            damaged = new Texts(apiKeys, Reason.DAMAGED, i -> warm.token(i).substring(0, LEFT_OF_A_TOKEN));
            foreignPrefix = new Texts(apiKeys, Reason.FOREIGN_PREFIX, i -> Tokens.ofAnotherService());
            wrongCheck = new Texts(apiKeys, Reason.WRONG_CHECK, i -> Tokens.garbage());
            unknown = new Texts(apiKeys, Reason.UNKNOWN, i -> Tokens.ofNobody());
            wrongSecret = new Texts(apiKeys, Reason.WRONG_SECRET, i -> Tokens.withAnotherSecret(warm.token(i)));
            wrongSecretOfUnusedKey = new Texts(
                    apiKeys,
                    Reason.WRONG_SECRET,
                    i -> Tokens.withAnotherSecret(Keys.issue(keys, "owner").revealToken()));
            revoked = new Texts(apiKeys, Reason.REVOKED, i -> ended(apiKeys, id -> keys.revoke(id, "benchmark")));
            disabled = new Texts(apiKeys, Reason.DISABLED, i -> ended(apiKeys, keys::disable));
        }

        /** A key that was used before. */
        private static String ended(ApiKeys apiKeys, Consumer<UUID> end) {
            IssuedKey issued = Keys.issue(Keys.administration(apiKeys), "owner");
            String token = issued.revealToken();
            Keys.accept(apiKeys, token);
            end.accept(issued.key().id());
            return token;
        }
    }

    /** Texts that are refused for the same reason. */
    private static final class Texts {

        private final ApiKeys apiKeys;
        private final Reason reason;
        private final String[] texts;

        Texts(ApiKeys apiKeys, Reason reason, IntFunction<String> text) {
            this.apiKeys = apiKeys;
            this.reason = reason;
            this.texts = IntStream.range(0, TEXTS).mapToObj(text).toArray(String[]::new);
        }

        AuthenticationResult refuse(WarmBenchmark.Turn turn) {
            AuthenticationResult result = Keys.decide(apiKeys, texts[turn.of(TEXTS)]);
            if (!(result instanceof Rejected rejected) || rejected.reason() != reason) {
                throw new IllegalStateException(result + ", not " + reason);
            }
            return result;
        }
    }

    @Benchmark
    @Label(at = 1, value = "one SHA-256 of a single block")
    public byte[] sha256(WarmBenchmark.Floor floor) throws DigestException {
        return floor.digest();
    }

    @Benchmark
    @Label(at = 2, value = "not the form of a token")
    public AuthenticationResult malformed(Refused refused, WarmBenchmark.Turn turn) {
        return refused.malformed.refuse(turn);
    }

    @Benchmark
    @Label(at = 3, value = "what is left of a token")
    public AuthenticationResult damaged(Refused refused, WarmBenchmark.Turn turn) {
        return refused.damaged.refuse(turn);
    }

    @Benchmark
    @Label(at = 4, value = "another service's prefix")
    public AuthenticationResult foreignPrefix(Refused refused, WarmBenchmark.Turn turn) {
        return refused.foreignPrefix.refuse(turn);
    }

    @Benchmark
    @Label(at = 5, value = "a wrong check")
    public AuthenticationResult wrongCheck(Refused refused, WarmBenchmark.Turn turn) {
        return refused.wrongCheck.refuse(turn);
    }

    @Benchmark
    @Label(at = 10, value = "an id that nobody has")
    public AuthenticationResult unknownId(Refused refused, WarmBenchmark.Turn turn) {
        return refused.unknown.refuse(turn);
    }

    @Benchmark
    @Label(at = 6, value = "a wrong secret")
    public AuthenticationResult wrongSecret(Refused refused, WarmBenchmark.Turn turn) {
        return refused.wrongSecret.refuse(turn);
    }

    /** Nobody has been accepted with it yet: each time, the hash of what was presented is made, by the fast hasher. */
    @Benchmark
    @Label(at = 9, value = "a wrong secret of a key that nobody has used")
    public AuthenticationResult wrongSecretOfUnusedKey(Refused refused, WarmBenchmark.Turn turn) {
        return refused.wrongSecretOfUnusedKey.refuse(turn);
    }

    @Benchmark
    @Label(at = 7, value = "a revoked key")
    public AuthenticationResult revoked(Refused refused, WarmBenchmark.Turn turn) {
        return refused.revoked.refuse(turn);
    }

    @Benchmark
    @Label(at = 8, value = "a disabled key")
    public AuthenticationResult disabled(Refused refused, WarmBenchmark.Turn turn) {
        return refused.disabled.refuse(turn);
    }
}
