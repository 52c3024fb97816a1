// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import java.security.DigestException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
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

    private static final String SOURCE = "203.0.113.7";
    private static final int TEXTS = 1_024;

    /** Texts that are refused, each for the reason that it is there for. */
    @State(Scope.Benchmark)
    public static class Refused {

        private String[] malformed;
        private String[] wrongChecks;
        private String[] unknown;
        private String[] wrongSecrets;
        private String[] revoked;

        @Setup(Level.Trial)
        public void setUp(WarmBenchmark.Warm warm, WarmBenchmark.Turn turn) {
            malformed = texts(warm, Reason.MALFORMED, () -> UUID.randomUUID().toString());
            wrongChecks = texts(warm, Reason.WRONG_CHECK, Tokens::garbage);
            unknown = texts(warm, Reason.UNKNOWN, Tokens::ofNobody);
            wrongSecrets = texts(warm, Reason.WRONG_SECRET, () -> Tokens.withAnotherSecret(warm.token(turn)));
            revoked = texts(warm, Reason.REVOKED, () -> revoked(warm));
        }

        private static String revoked(WarmBenchmark.Warm warm) {
            String token = Keys.issue(warm.apiKeys(), 1)[0];
            if (warm.apiKeys().authenticate(token, SOURCE) instanceof Authenticated known) {
                Keys.administration(warm.apiKeys()).revoke(known.key().id(), null);
            }
            return token;
        }

        private static String[] texts(WarmBenchmark.Warm warm, Reason reason, Supplier<String> text) {
            String[] texts = Stream.generate(text).limit(TEXTS).toArray(String[]::new);
            for (String refused : texts) {
                if (!(warm.apiKeys().authenticate(refused, SOURCE) instanceof Rejected rejected
                        && rejected.reason() == reason)) {
                    throw new IllegalStateException("not " + reason);
                }
            }
            return texts;
        }
    }

    private static AuthenticationResult refuse(WarmBenchmark.Warm warm, WarmBenchmark.Turn turn, String[] texts) {
        return warm.apiKeys().authenticate(texts[turn.of(TEXTS)], SOURCE);
    }

    @Benchmark
    public byte[] sha256(WarmBenchmark.Floor floor) throws DigestException {
        return floor.digest();
    }

    @Benchmark
    public AuthenticationResult malformed(Refused refused, WarmBenchmark.Warm warm, WarmBenchmark.Turn turn) {
        return refuse(warm, turn, refused.malformed);
    }

    @Benchmark
    public AuthenticationResult wrongCheck(Refused refused, WarmBenchmark.Warm warm, WarmBenchmark.Turn turn) {
        return refuse(warm, turn, refused.wrongChecks);
    }

    @Benchmark
    public AuthenticationResult unknownId(Refused refused, WarmBenchmark.Warm warm, WarmBenchmark.Turn turn) {
        return refuse(warm, turn, refused.unknown);
    }

    @Benchmark
    public AuthenticationResult wrongSecret(Refused refused, WarmBenchmark.Warm warm, WarmBenchmark.Turn turn) {
        return refuse(warm, turn, refused.wrongSecrets);
    }

    @Benchmark
    public AuthenticationResult revoked(Refused refused, WarmBenchmark.Warm warm, WarmBenchmark.Turn turn) {
        return refuse(warm, turn, refused.revoked);
    }
}
