// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import de.mkammerer.argon2.Argon2Advanced;
import de.mkammerer.argon2.Argon2Factory;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.spi.KeyStore;
import java.nio.charset.StandardCharsets;
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

/** A key that this process does not remember, with Argon2id: 200 keys at random, of which one is remembered. Against the bare native hash of the same costs. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ColdArgon2idBenchmark {

    /** Keys in memory. */
    @State(Scope.Benchmark)
    public static class Cold {

        @Param("200")
        private int keys;

        private final Argon2Advanced argon2 = Argon2Factory.createAdvanced(Argon2Factory.Argon2Types.ARGON2id);
        private final byte[] secret = "01j9z3k8m4q7r2t5v6w8x9y0zb_0123456789012345678901234567890123456789012"
                .getBytes(StandardCharsets.US_ASCII);
        private final byte[] salt = new byte[16];
        private ApiKeys apiKeys;
        private String[] tokens;

        @Setup(Level.Trial)
        public void setUp() {
            apiKeys = Keys.builder(KeyStore.inMemory())
                    .hasher(Argon2idHasher.recommended())
                    .maxCachedKeys(1)
                    .build();
            tokens = Keys.issue(apiKeys, keys);
        }

        @TearDown(Level.Trial)
        public void tearDown() {
            apiKeys.close();
        }
    }

    @Benchmark
    public byte[] argon2id(Cold cold) {
        return cold.argon2.rawHash(2, 19_456, 1, cold.secret, cold.salt);
    }

    @Benchmark
    public AuthenticationResult authenticate(Cold cold, WarmBenchmark.Turn turn) {
        AuthenticationResult result = cold.apiKeys.authenticate(cold.tokens[turn.of(cold.keys)], "benchmark");
        if (!(result instanceof Authenticated)) {
            throw new IllegalStateException("not accepted: " + result);
        }
        return result;
    }
}
