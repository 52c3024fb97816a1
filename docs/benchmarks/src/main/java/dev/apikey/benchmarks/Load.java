// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Callers that ask again as soon as they are answered, each on a connection of its own, which they open again where it breaks. */
final class Load implements AutoCloseable {

    private static final int MAX_SAMPLES = 2_000_000;

    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<Caller> callers;

    private Load(int port, String path, List<Supplier<String>> tokens) {
        callers = tokens.stream().map(token -> new Caller(port, path, token)).toList();
        callers.forEach(Thread::start);
    }

    /** One caller for each of these, which supply the token of each request. */
    static Load start(int port, String path, List<Supplier<String>> tokens) {
        return new Load(port, path, tokens);
    }

    /** As many callers with the same supply. */
    static Load start(int port, String path, int count, Supplier<String> token) {
        return new Load(
                port, path, IntStream.range(0, count).mapToObj(i -> token).toList());
    }

    /**
     * What was answered in some seconds.
     *
     * @param p99Nanos 99 of 100 requests were answered within this time
     */
    record Measured(double perSecond, long p50Nanos, long p99Nanos, long maxNanos, String statuses) {}

    /** Forgets what was answered until now. */
    void reset() {
        callers.forEach(Caller::reset);
    }

    Measured measured(double seconds) {
        long[] times = callers.stream().flatMapToLong(Caller::times).sorted().toArray();
        ConcurrentMap<Integer, LongAdder> statuses = new ConcurrentHashMap<>();
        callers.forEach(caller -> caller.statuses.forEach((status, count) ->
                statuses.computeIfAbsent(status, any -> new LongAdder()).add(count.sum())));
        return new Measured(
                statuses.values().stream().mapToLong(LongAdder::sum).sum() / seconds,
                at(times, 0.5),
                at(times, 0.99),
                at(times, 1),
                statuses.toString());
    }

    private static long at(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    }

    @Override
    public void close() {
        ended.set(true);
        for (Caller caller : callers) {
            try {
                caller.join(40_000);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private final class Caller extends Thread {

        private final int port;
        private final String path;
        private final Supplier<String> token;
        private final ConcurrentMap<Integer, LongAdder> statuses = new ConcurrentHashMap<>();
        private long[] times = new long[1_024];
        private int count;

        Caller(int port, String path, Supplier<String> token) {
            this.port = port;
            this.path = path;
            this.token = token;
            setDaemon(true);
        }

        @Override
        public void run() {
            while (!ended.get()) {
                try (Connection connection = Connection.open(port)) {
                    while (!ended.get()) {
                        ask(connection);
                    }
                } catch (IOException broken) {
                    LockSupport.parkNanos(20_000_000); // The server may be on its way down, or up.
                }
            }
        }

        private void ask(Connection connection) throws IOException {
            String presented = token.get();
            long began = System.nanoTime();
            int status = connection.get(path, presented);
            note(System.nanoTime() - began, status);
        }

        private synchronized void note(long nanos, int status) {
            if (count == times.length && count < MAX_SAMPLES) {
                times = Arrays.copyOf(times, 2 * count);
            }
            if (count < times.length) {
                times[count++] = nanos;
            }
            statuses.computeIfAbsent(status, any -> new LongAdder()).increment();
        }

        private synchronized void reset() {
            count = 0;
            statuses.clear();
        }

        private synchronized LongStream times() {
            return Arrays.stream(Arrays.copyOf(times, count));
        }
    }
}
