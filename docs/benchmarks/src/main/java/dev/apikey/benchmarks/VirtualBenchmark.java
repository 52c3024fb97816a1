// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import dev.apikey.AuthenticationResult;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Each request on a virtual thread of its own, as servers do from JDK 21 on: whatever a thread keeps for the next request is made anew. A thread that does
 * nothing is a row, too, to be subtracted.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class VirtualBenchmark {

    static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    /** How virtual threads are started, where there are any. */
    @State(Scope.Benchmark)
    public static class Threads {

        private MethodHandle start;

        @Setup
        public void setUp() throws ReflectiveOperationException {
            if (Runtime.version().feature() < FIRST_WITH_VIRTUAL_THREADS) {
                throw new IllegalStateException("virtual threads need JDK 21: set JAVA_HOME");
            }
            start = MethodHandles.publicLookup()
                    .findStatic(
                            Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class));
        }

        void run(Runnable work) throws Throwable {
            Thread thread = (Thread) start.invokeExact(work);
            thread.join();
        }
    }

    /** Where a request leaves its answer. */
    @State(Scope.Thread)
    public static class Answer {

        private final byte[] output = new byte[32];
        private AuthenticationResult result;
    }

    private static void digest(byte[] output) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(new byte[55]);
            sha256.digest(output, 0, output.length);
        } catch (NoSuchAlgorithmException | DigestException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Benchmark
    public void nothing(Threads threads) throws Throwable {
        threads.run(() -> {});
    }

    @Benchmark
    public byte[] sha256(Threads threads, Answer answer) throws Throwable {
        threads.run(() -> digest(answer.output));
        return answer.output;
    }

    @Benchmark
    public AuthenticationResult authenticate(
            Threads threads, Answer answer, WarmBenchmark.Warm warm, WarmBenchmark.Turn turn) throws Throwable {
        String token = warm.token(turn);
        threads.run(() -> answer.result = warm.apiKeys().authenticate(token, "203.0.113.7"));
        return answer.result;
    }
}
