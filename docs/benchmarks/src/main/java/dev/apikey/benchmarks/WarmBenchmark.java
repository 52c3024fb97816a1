// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.spi.KeyStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
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
import org.openjdk.jmh.infra.ThreadParams;

/** A key that this process has verified before, against one SHA-256 of a single block. */
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

        byte[] digest() throws DigestException {
            sha256.update(block);
            sha256.digest(output, 0, output.length);
            return output;
        }
    }

    /** Keys that have all been used once. */
    @State(Scope.Benchmark)
    public static class Warm {

        @Param("1024")
        private int keys;

        private ApiKeys apiKeys;
        private String[] tokens;

        @Setup(Level.Trial)
        public void setUp() {
            apiKeys = Keys.builder(KeyStore.inMemory())
                    .hasher(Keys.fastHasher())
                    .flushInterval(Duration.ofMinutes(10)) // Uses of a million keys at once are more than the rest.
                    .build();
            tokens = Keys.issue(apiKeys, keys);
            Keys.awaitFeed(apiKeys, keys);
            for (String token : tokens) {
                Keys.accept(apiKeys, token);
            }
        }

        ApiKeys apiKeys() {
            return apiKeys;
        }

        /** The first is number 0; after the last comes the first again. */
        String token(int number) {
            return tokens[number % tokens.length];
        }

        @TearDown(Level.Trial)
        public void tearDown() {
            apiKeys.close();
        }
    }

    /**
     * What somebody would write for himself who may keep no token: a map from its digest to whose it is. It asks nobody whether the key is still good, knows no
     * expiry and counts no use.
     */
    @State(Scope.Benchmark)
    public static class DigestMap {

        private final ConcurrentMap<Digest, String> owners = new ConcurrentHashMap<>();

        @Setup(Level.Trial)
        public void setUp(Warm warm, Floor floor) {
            for (int i = 0; i < warm.tokens.length; i++) {
                owners.put(Digest.of(warm.tokens[i], floor.sha256), "owner " + i);
            }
        }

        private record Digest(long first, long second, long third, long fourth) {

            static Digest of(String token, MessageDigest sha256) {
                ByteBuffer digest = ByteBuffer.wrap(sha256.digest(token.getBytes(StandardCharsets.US_ASCII)));
                return new Digest(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
            }
        }

        String owner(String token, Floor floor) {
            String owner = owners.get(Digest.of(token, floor.sha256));
            if (owner == null) {
                throw new IllegalStateException("not found");
            }
            return owner;
        }
    }

    /**
     * The tokens as a thread presents them: the keys come at random, and the texts lie in memory one behind the other, because a server has just read the one
     * that it asks about.
     */
    @State(Scope.Thread)
    public static class Presented {

        private String[] tokens;
        private int last;

        @Setup(Level.Trial)
        public void setUp(Warm warm, ThreadParams threads) {
            List<String> shuffled = Arrays.asList(warm.tokens.clone());
            Collections.shuffle(shuffled, new Random(threads.getThreadIndex()));
            tokens = shuffled.stream()
                    .map(token -> new String(token.toCharArray()))
                    .toArray(String[]::new);
        }

        String token() {
            last = last + 1 == tokens.length ? 0 : last + 1;
            return tokens[last];
        }
    }

    /** Which comes next. */
    @State(Scope.Thread)
    public static class Turn {

        private int next = Thread.currentThread().hashCode();

        int of(int keys) {
            next = next * 1_664_525 + 1_013_904_223;
            return (int) ((next & 0xffffffffL) * keys >>> 32);
        }
    }

    @Benchmark
    @Label(at = 1, value = "one SHA-256 of a single block")
    public byte[] sha256(Floor floor) throws DigestException {
        return floor.digest();
    }

    @Benchmark
    @Label(at = 3, value = "a look-up in a map of digests")
    public String digestAndMap(DigestMap map, Presented presented, Floor floor) {
        return map.owner(presented.token(), floor);
    }

    @Benchmark
    @Label(at = 2, value = "a right token")
    public AuthenticationResult authenticate(Warm warm, Presented presented) {
        return Keys.accept(warm.apiKeys, presented.token());
    }
}
