// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Requests at a fixed rate, on connections that take turns. Each has its time, and what it takes is counted from that time, sent or not: callers who wait for
 * a late answer before they ask again would leave out just those requests that would have waited, too. What a caller takes to wake up is in it. The first tenth
 * of each round does not count: its connections are new, and their threads, too.
 */
final class OpenLoop {

    private static final int OK = 200;

    private final int port;
    private final String path;
    private final List<Supplier<String>> tokens;
    private final double perSecond;
    private final List<Round> rounds = new ArrayList<>();
    private final Map<Integer, Long> statuses = new TreeMap<>();

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

    /** What a caller has seen. */
    private record Seen(long[] times, Map<Integer, Long> statuses) {}

    /**
     * Lasts until all requests that are due in this time have been answered, which takes longer where the server is too slow.
     *
     * @throws IllegalStateException if one is not answered at all
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
            List<Future<Seen>> callers = new ArrayList<>();
            for (int i = 0; i < tokens.size(); i++) {
                callers.add(threads.submit(caller(connections.get(i), i, first, requests)));
            }
            List<Seen> seen = callers.stream().map(OpenLoop::seen).toList();
            double took = (System.nanoTime() - first) / 1e9 * counted(requests) / requests;
            seen.forEach(
                    caller -> caller.statuses().forEach((status, count) -> statuses.merge(status, count, Long::sum)));
            rounds.add(new Round(
                    took,
                    seen.stream()
                            .flatMapToLong(caller -> Arrays.stream(caller.times()))
                            .toArray()));
        } finally {
            threads.shutdownNow();
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    private static int counted(int requests) {
        return requests - requests / 10;
    }

    private Callable<Seen> caller(Connection connection, int turn, long first, int requests) {
        return () -> {
            long[] times = new long[counted(requests)];
            Map<Integer, Long> answers = new TreeMap<>();
            for (int i = 0; i < requests; i++) {
                long due = first + (long) (((double) i * tokens.size() + turn) * 1e9 / perSecond);
                await(due);
                int status = connection.get(path, tokens.get(turn).get());
                answers.merge(status, 1L, Long::sum);
                int place = i - (requests - times.length);
                if (place >= 0) {
                    times[place] = System.nanoTime() - due;
                }
            }
            return new Seen(times, answers);
        };
    }

    private static void await(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static Seen seen(Future<Seen> caller) {
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

    /** How many answers had which status, also of those whose times do not count. */
    Map<Integer, Long> statuses() {
        return statuses;
    }

    /** @throws IllegalStateException if a request was not answered 200 */
    void requireAllAccepted() {
        if (!statuses.keySet().equals(Set.of(OK))) {
            throw new IllegalStateException("not all were accepted: " + statuses);
        }
    }

    /** So many answers there were in each second. */
    double answeredPerSecond() {
        return rounds.stream().mapToDouble(round -> round.times.length).sum()
                / rounds.stream().mapToDouble(round -> round.seconds).sum();
    }
}
