// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Each request on a virtual thread of its own, as servers do from JDK 21 on: whatever a thread keeps for the next request is made anew. A hundred threads are
 * started and then waited for, so that not every one of them wakes up who waits. A thread that does nothing is a row, too, to be subtracted.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class VirtualBenchmark {

    static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    private static final int THREADS = 100;

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

        Thread start(Runnable work) throws Throwable {
            return (Thread) start.invokeExact(work);
        }
    }

    /** Where requests leave their answers. */
    @State(Scope.Thread)
    public static class Answers {

        private final Thread[] running = new Thread[THREADS];
        private final Object[] given = new Object[THREADS];

        /** @param work makes one of the answers */
        Object[] await(Threads threads, IntFunction<Object> work) throws Throwable {
            Arrays.fill(given, null);
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                running[i] = threads.start(() -> given[number] = work.apply(number));
            }
            for (Thread thread : running) {
                thread.join();
            }
            for (Object answer : given) {
                if (answer == null) {
                    throw new IllegalStateException("no answer");
                }
            }
            return given;
        }
    }

    private static byte[] digest() {
        try {
            byte[] output = new byte[32];
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(new byte[55]);
            sha256.digest(output, 0, output.length);
            return output;
        } catch (NoSuchAlgorithmException | DigestException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Benchmark
    @Label(at = 1, value = "a thread that does nothing")
    @OperationsPerInvocation(THREADS)
    public Object nothing(Threads threads, Answers answers) throws Throwable {
        return answers.await(threads, number -> answers);
    }

    /** With an object of its own for the algorithm, as every thread needs. */
    @Benchmark
    @Label(at = 2, value = "one SHA-256 of a single block")
    @OperationsPerInvocation(THREADS)
    public Object sha256(Threads threads, Answers answers) throws Throwable {
        return answers.await(threads, number -> digest());
    }

    @Benchmark
    @Label(at = 3, value = "a right token")
    @OperationsPerInvocation(THREADS)
    public Object authenticate(Threads threads, Answers answers, WarmBenchmark.Warm warm, WarmBenchmark.Turn turn)
            throws Throwable {
        int first = turn.of(1 << 20);
        return answers.await(threads, number -> Keys.accept(warm.apiKeys(), warm.token(first + number * 7)));
    }
}
