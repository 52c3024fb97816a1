// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Callers that ask again as soon as they are answered, each on a connection of its own, which they open again where it ends; or on a new connection from a new
 * address each time.
 */
final class Load implements AutoCloseable {

    private static final int MAX_SAMPLES = 2_000_000;
    private static final int OK = 200;

    private final AtomicBoolean ended = new AtomicBoolean();
    private final String path;
    private final List<Caller> callers;
    private long began = System.nanoTime();

    private Load(String path, Opening opening, boolean once, List<Supplier<String>> tokens) {
        this.path = path;
        callers = tokens.stream().map(token -> new Caller(opening, once, token)).toList();
        callers.forEach(Thread::start);
    }

    /** How a connection is opened. */
    private interface Opening {

        Connection open() throws IOException;
    }

    /** One caller for each of these, which supply the token of each request. */
    static Load start(int port, String path, List<Supplier<String>> tokens) {
        return new Load(path, () -> Connection.open(port), false, tokens);
    }

    /** As many callers with the same supply. */
    static Load start(int port, String path, int count, Supplier<String> token) {
        return start(port, path, Collections.nCopies(count, token));
    }

    /** The same, and each request comes from an address that was not there before. */
    static Load startFromElsewhere(int port, String path, int count, Supplier<String> token) {
        return new Load(path, () -> Connection.openFromElsewhere(port), true, Collections.nCopies(count, token));
    }

    /**
     * What was answered in some time.
     *
     * @param statuses how many answers had which
     * @param p99Nanos 99 of 100 requests whose answer was 200 had it within this time; NaN if there were none
     */
    record Measured(double seconds, Map<Integer, Long> statuses, double p99Nanos) {

        long requests() {
            return statuses.values().stream().mapToLong(Long::longValue).sum();
        }

        /** Whatever the answer was. */
        double perSecond() {
            return requests() / seconds;
        }

        /** Those whose answer was 200. */
        double acceptedPerSecond() {
            return statuses.getOrDefault(OK, 0L) / seconds;
        }

        boolean isAllAccepted() {
            return statuses.keySet().equals(Set.of(OK));
        }
    }

    /** Forgets what was answered until now. */
    void reset() {
        callers.forEach(Caller::reset);
        began = System.nanoTime();
    }

    /** Since the last reset. */
    Measured measured() {
        double seconds = (System.nanoTime() - began) / 1e9;
        Map<Integer, Long> statuses = new TreeMap<>();
        callers.forEach(caller -> caller.addTo(statuses));
        // Sorting takes a while, in which callers go on.
        long[] times = callers.stream().flatMapToLong(Caller::times).sorted().toArray();
        return new Measured(seconds, statuses, times.length == 0 ? Double.NaN : times[(int) (times.length * 0.99)]);
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

        private final Opening opening;
        private final boolean once;
        private final Supplier<String> token;
        private final Map<Integer, Long> statuses = new TreeMap<>();
        private long[] times = new long[1_024];
        private int count;

        Caller(Opening opening, boolean once, Supplier<String> token) {
            this.opening = opening;
            this.once = once;
            this.token = token;
            setDaemon(true);
        }

        @Override
        public void run() {
            while (!ended.get()) {
                try {
                    askUntilClosed(opening.open());
                } catch (IOException down) {
                    LockSupport.parkNanos(20_000_000); // Until the server is up again.
                }
            }
        }

        private void askUntilClosed(Connection opened) {
            try (Connection connection = opened) {
                do {
                    ask(connection);
                } while (!once && !ended.get() && connection.isOpen());
            } catch (IOException broken) {
                // As good as closed.
            }
        }

        private void ask(Connection connection) throws IOException {
            String presented = token.get();
            long began = System.nanoTime();
            int status = connection.get(path, presented);
            note(System.nanoTime() - began, status);
        }

        private synchronized void note(long nanos, int status) {
            statuses.merge(status, 1L, Long::sum);
            if (status != OK) {
                return;
            }
            if (count == times.length && count < MAX_SAMPLES) {
                times = Arrays.copyOf(times, 2 * count);
            }
            if (count < times.length) {
                times[count++] = nanos;
            }
        }

        private synchronized void reset() {
            count = 0;
            statuses.clear();
        }

        private synchronized void addTo(Map<Integer, Long> sums) {
            statuses.forEach((status, answers) -> sums.merge(status, answers, Long::sum));
        }

        private synchronized LongStream times() {
            return Arrays.stream(Arrays.copyOf(times, count));
        }
    }
}
