// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Requests at a fixed rate, on connections that take turns. Each has its time, and what it takes is counted from that time, sent or not: callers who wait for
 * a late answer before they ask again would leave out just those requests that would have waited, too. What a caller takes to wake up is in it.
 */
final class OpenLoop {

    private static final int OK = 200;

    private final int port;
    private final String path;
    private final List<Supplier<String>> tokens;
    private final double perSecond;
    private final List<Round> rounds = new ArrayList<>();

    /** @param tokens supply the token of each request, for one connection each */
    OpenLoop(int port, String path, List<Supplier<String>> tokens, double perSecond) {
        this.port = port;
        this.path = path;
        this.tokens = tokens;
        this.perSecond = perSecond;
    }

    /** Times in nanoseconds, the shortest first. */
    private static final class Round {

        private final double seconds;
        private final long[] times;

        Round(double seconds, long[] times) {
            this.seconds = seconds;
            this.times = times;
            Arrays.sort(times);
        }

        long quantile(double share) {
            return times[(int) (times.length * share)];
        }
    }

    /**
     * Lasts until all requests that are due in this time have been answered, which takes longer where the server is too slow.
     *
     * @throws IllegalStateException if one is not answered 200
     */
    void round(double seconds) throws IOException {
        int requests = (int) Math.max(1, seconds * perSecond / tokens.size());
        List<Connection> connections = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(tokens.size());
        try {
            for (int i = 0; i < tokens.size(); i++) {
                connections.add(Connection.open(port));
            }
            long first = System.nanoTime() + 20_000_000;
            List<Future<long[]>> callers = new ArrayList<>();
            for (int i = 0; i < tokens.size(); i++) {
                callers.add(threads.submit(caller(connections.get(i), i, first, requests)));
            }
            long[] times = callers.stream()
                    .flatMapToLong(caller -> Arrays.stream(times(caller)))
                    .toArray();
            rounds.add(new Round((System.nanoTime() - first) / 1e9, times));
        } finally {
            threads.shutdownNow();
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    private Callable<long[]> caller(Connection connection, int place, long first, int requests) {
        return () -> {
            long[] times = new long[requests];
            for (int i = 0; i < requests; i++) {
                long due = first + (long) (((double) i * tokens.size() + place) * 1e9 / perSecond);
                await(due);
                int status = connection.get(path, tokens.get(place).get());
                times[i] = System.nanoTime() - due;
                if (status != OK) {
                    throw new IllegalStateException("answered " + status);
                }
            }
            return times;
        };
    }

    private static void await(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static long[] times(Future<long[]> caller) {
        try {
            return caller.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        } catch (ExecutionException failure) {
            throw new IllegalStateException("a request failed", failure.getCause());
        }
    }

    /** What so many of all requests took at most, in nanoseconds: 0.99 of them, for instance. */
    double quantile(double share) {
        return new Round(
                        0,
                        rounds.stream()
                                .flatMapToLong(round -> Arrays.stream(round.times))
                                .toArray())
                .quantile(share);
    }

    /** The same in each round, the shortest first. */
    double[] quantiles(double share) {
        return rounds.stream()
                .mapToDouble(round -> round.quantile(share))
                .sorted()
                .toArray();
    }

    /** So many answers there were in each second. */
    double answeredPerSecond() {
        return rounds.stream().mapToDouble(round -> round.times.length).sum()
                / rounds.stream().mapToDouble(round -> round.seconds).sum();
    }
}
