// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import de.mkammerer.argon2.Argon2Advanced;
import de.mkammerer.argon2.Argon2Factory;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.KeyAdministration;
import dev.apikey.hashing.Argon2idHasher;
import dev.apikey.spi.KeyStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.AuxCounters;
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
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.ThreadParams;

/** A key's first request on a node, with Argon2id: each key once on each node, and a new node for each iteration. Against the bare native hash of the same costs. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ColdArgon2idBenchmark {

    /** What the hasher calls, and what it gives to it. */
    @State(Scope.Thread)
    public static class Bare {

        private final Argon2Advanced argon2 = Argon2Factory.createAdvanced(Argon2Factory.Argon2Types.ARGON2id);
        private final byte[] secret = "01j9z3k8m4q7r2t5v6w8x9y0zb_0123456789012345678901234567890123456789012"
                .getBytes(StandardCharsets.US_ASCII);
        private final byte[] salt = new byte[16];
    }

    /** Keys in memory, and nodes that know none of them yet. All nodes end after the last iteration: the time of a thread that ends in one is lost. */
    @State(Scope.Benchmark)
    public static class Cold {

        @Param("250")
        private int keys;

        private final List<ApiKeys> nodes = new ArrayList<>();
        private final AtomicInteger used = new AtomicInteger();
        private String[] tokens;
        private int node = -1;

        @Setup(Level.Trial)
        public void setUp(BenchmarkParams benchmark) {
            KeyStore store = KeyStore.inMemory();
            try (ApiKeys issuing = open(store)) {
                KeyAdministration administration = Keys.administration(issuing);
                // As many at once as a node hashes at once, and more on a machine that hashes more.
                tokens = IntStream.range(0, keys * Runtime.getRuntime().availableProcessors())
                        .parallel()
                        .mapToObj(i -> Keys.issue(administration, "owner-" + i).revealToken())
                        .toArray(String[]::new);
            }
            int iterations = benchmark.getWarmup().getCount()
                    + benchmark.getMeasurement().getCount();
            for (int i = 0; i < iterations; i++) {
                nodes.add(open(store));
            }
            nodes.forEach(opened -> Keys.awaitFeed(opened, tokens.length));
        }

        private static ApiKeys open(KeyStore store) {
            return Keys.builder(store).hasher(Argon2idHasher.recommended()).build();
        }

        @Setup(Level.Iteration)
        public void next() {
            node++;
            used.set(0);
        }

        private ApiKeys apiKeys() {
            return nodes.get(node);
        }

        private String unused() {
            int next = used.getAndIncrement();
            if (next >= tokens.length) {
                throw new IllegalStateException("this machine is faster than the keys last: raise their number");
            }
            return tokens[next];
        }

        @TearDown(Level.Trial)
        public void tearDown() {
            nodes.forEach(ApiKeys::close);
        }
    }

    /** How often the store was asked, by all threads together: the first of them says it. A hash that ran in vain would have asked twice. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Asked {

        public long misses;

        @TearDown(Level.Iteration)
        public void tearDown(Cold cold, ThreadParams threads) {
            misses = threads.getThreadIndex() == 0
                    ? cold.apiKeys().state().cache().misses()
                    : 0;
        }
    }

    @Benchmark
    @Label(at = 1, value = "the bare native hash")
    public byte[] argon2id(Bare bare) {
        return bare.argon2.rawHash(2, 19_456, 1, bare.secret, bare.salt);
    }

    @Benchmark
    @Label(at = 2, value = "a first request")
    public AuthenticationResult authenticate(Cold cold, Asked asked) {
        return Keys.accept(cold.apiKeys(), cold.unused());
    }
}
