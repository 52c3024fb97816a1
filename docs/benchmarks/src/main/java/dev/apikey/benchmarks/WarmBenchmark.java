// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.spi.KeyStore;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A key that this process has verified before, against one SHA-256 of a single block; and what is refused without asking anybody. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WarmBenchmark {

    /** The floor: what the contestants cannot do without. */
    @State(Scope.Thread)
    public static class Floor {

        private final byte[] block = new byte[55];
        private final byte[] output = new byte[32];
        private MessageDigest sha256;

        @Setup
        public void setUp() throws NoSuchAlgorithmException {
            sha256 = MessageDigest.getInstance("SHA-256");
        }
    }

    /** Keys that have all been used once. */
    @State(Scope.Benchmark)
    public static class Warm {

        @Param("1024")
        private int keys;

        private ApiKeys apiKeys;
        private String[] tokens;
        private String[] wrong;
        private String garbage;

        @Setup(Level.Trial)
        public void setUp() {
            apiKeys =
                    Keys.builder(KeyStore.inMemory()).hasher(Keys.fastHasher()).build();
            tokens = Keys.issue(apiKeys, keys);
            Keys.awaitFeed(apiKeys, keys);
            wrong = new String[keys];
            for (int i = 0; i < keys; i++) {
                if (!(apiKeys.authenticate(tokens[i], "benchmark") instanceof Authenticated)) {
                    throw new IllegalStateException("not accepted");
                }
                wrong[i] = Tokens.withAnotherSecret(tokens[i]);
            }
            garbage = tokens[0].substring(0, tokens[0].length() - 1) + (tokens[0].endsWith("0") ? "1" : "0");
        }

        ApiKeys apiKeys() {
            return apiKeys;
        }

        String token(Turn turn) {
            return tokens[turn.of(tokens.length)];
        }

        @TearDown(Level.Trial)
        public void tearDown() {
            apiKeys.close();
        }
    }

    /** Which key comes next. */
    @State(Scope.Thread)
    public static class Turn {

        private int next = Thread.currentThread().hashCode();

        int of(int keys) {
            next = next * 1_664_525 + 1_013_904_223;
            return (int) ((next & 0xffffffffL) * keys >>> 32);
        }
    }

    @Benchmark
    public byte[] sha256(Floor floor) throws DigestException {
        floor.sha256.update(floor.block);
        floor.sha256.digest(floor.output, 0, floor.output.length);
        return floor.output;
    }

    @Benchmark
    public AuthenticationResult authenticate(Warm warm, Turn turn) {
        return warm.apiKeys.authenticate(warm.token(turn), "203.0.113.7");
    }

    @Benchmark
    public AuthenticationResult refuseWrongSecret(Warm warm, Turn turn) {
        return warm.apiKeys.authenticate(warm.wrong[turn.of(warm.wrong.length)], "203.0.113.7");
    }

    @Benchmark
    public AuthenticationResult refuseWrongCheck(Warm warm) {
        return warm.apiKeys.authenticate(warm.garbage, "203.0.113.7");
    }
}
