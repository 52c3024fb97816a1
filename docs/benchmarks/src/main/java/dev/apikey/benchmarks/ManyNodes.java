// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.apikey.ApiKeys;
import dev.apikey.AuthenticationResult;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.KeyAdministration;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.EngineEvent;
import dev.apikey.spi.KeyObserver;
import dev.apikey.spi.SecretHasher;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What many nodes ask of one PostgreSQL: as many as you like in this process, each with its own pool of two connections, its own threads and its own memory, on
 * a server that counts transactions and computes in processes of its own.
 */
final class ManyNodes implements AutoCloseable {

    private static final long SETTLING_NANOS = 2_000_000_000L;
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int PARTS = 3;
    private static final Duration DEFAULT_POLL = Duration.ofMillis(500);

    private final Databases database;
    private final PostgresWork work;
    private final List<HikariDataSource> pools = new ArrayList<>();
    private final List<ApiKeys> nodes = new ArrayList<>();
    private final SecretHasher hasher = Keys.fastHasher();
    private final Flushes flushes = new Flushes(new AtomicLong(), new AtomicLong());

    private ManyNodes() {
        database = Databases.start("postgresql");
        KeySchema.apply(database.dataSource());
        work = PostgresWork.of(database.dataSource());
    }

    /** What became of the uses that all nodes wrote down. */
    private record Flushes(AtomicLong all, AtomicLong batchesGivenUp) implements KeyObserver {

        @Override
        public void decided(AuthenticationResult result, String source) {}

        @Override
        public void happened(EngineEvent event) {
            if (event instanceof EngineEvent.Flushed flushed) {
                all.incrementAndGet();
                batchesGivenUp.addAndGet(flushed.failures());
            }
        }
    }

    /** How much of it was done, and how often it failed. */
    private record Done(long count, long failed) {}

    /** Something that takes its time, done in parts. */
    private interface Doing {

        /** @param part from 0 */
        Done run(int part);
    }

    /** What was done in a part of the time, and what PostgreSQL did meanwhile. */
    private record Part(Done done, double seconds, PostgresWork.Reading spent) {

        double each(double whole) {
            return whole / seconds;
        }

        double processors() {
            return spent.cpu().toNanos() / 1e9 / seconds;
        }
    }

    private static String[] part(String[] tokens, int number) {
        int size = (tokens.length + PARTS - 1) / PARTS;
        return Arrays.copyOfRange(tokens, number * size, Math.min(tokens.length, (number + 1) * size));
    }

    /**
     * A line for each thing that nodes do.
     *
     * @param count how many nodes
     * @param keys how many keys are in use on each of them
     * @param period how long uses are looked at, which are written down every 30 seconds; all else is looked at for a third of it, in three parts each
     * @param revocations how many are timed
     */
    static void print(PrintStream out, int count, int keys, Duration period, int revocations) {
        try (ManyNodes all = new ManyNodes()) {
            all.start(1, DEFAULT_POLL);
            String[] tokens = Keys.issue(all.nodes.get(0), keys);
            Report.printHead(
                    out,
                    String.format(
                            Locale.ROOT,
                            "%d nodes, %,d keys, %d s for uses, medians of three parts",
                            count,
                            keys,
                            period.toSeconds()),
                    Databases.POSTGRESQL);
            out.println(
                    "| What they do | how often | each second | failed | transactions each second | rows written each second"
                            + " | PostgreSQL, of one processor | noise | flushes | batches given up |");
            out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
            Duration part = period.dividedBy(PARTS);
            Duration shortPart = part.dividedBy(3);
            for (int poll : new int[] {250, 900, 500}) {
                all.start(count, Duration.ofMillis(poll));
                all.row(
                        out,
                        "nothing: they ask what has changed, every " + poll + " ms",
                        shortPart,
                        number -> new Done(0, 0));
            }
            // Before any request: uses are written up to half a minute later.
            all.row(
                    out,
                    "a change on every node, again and again",
                    shortPart,
                    number -> all.changeFor(tokens, shortPart));
            all.row(
                    out,
                    "a request with every key for the first time on every node",
                    Duration.ZERO,
                    number -> new Done(all.askEverywhere(part(tokens, number)), 0));
            all.row(
                    out,
                    "a request with every key again and again on every node",
                    part,
                    number -> new Done(all.askFor(tokens, part), 0));
            all.tellReach(out, tokens, revocations);
        }
    }

    /** In the place of those that run. */
    private void start(int count, Duration pollInterval) {
        end();
        for (int i = 0; i < count; i++) {
            HikariDataSource pool = database.openPool(2);
            pools.add(pool);
            nodes.add(Keys.builder(JdbiKeyStore.of(pool))
                    .hasher(hasher)
                    .pollInterval(pollInterval)
                    .observer(flushes)
                    .build());
        }
        LockSupport.parkNanos(SETTLING_NANOS);
    }

    private void row(PrintStream out, String what, Duration atLeast, Doing doing) {
        long flushesBefore = flushes.all.get();
        long givenUpBefore = flushes.batchesGivenUp.get();
        List<Part> parts =
                IntStream.range(0, PARTS).mapToObj(i -> part(atLeast, doing, i)).toList();
        Spread processors = spread(parts, Part::processors);
        out.printf(
                Locale.ROOT,
                "| %s | %,d | %,.0f | %,d | %.0f | %.0f | %.1f %% | ± %.1f %% | %d | %d |%n",
                what,
                parts.stream().mapToLong(part -> part.done.count).sum(),
                spread(parts, part -> part.each(part.done.count)).median(),
                parts.stream().mapToLong(part -> part.done.failed).sum(),
                spread(parts, part -> part.each(part.spent.transactions())).median(),
                spread(parts, part -> part.each(part.spent.rowsWritten())).median(),
                100 * processors.median(),
                100 * processors.noise(),
                flushes.all.get() - flushesBefore,
                flushes.batchesGivenUp.get() - givenUpBefore);
    }

    private static Spread spread(List<Part> parts, ToDoubleFunction<Part> figure) {
        return Spread.of(parts.stream().mapToDouble(figure).toArray());
    }

    private Part part(Duration atLeast, Doing doing, int number) {
        PostgresWork.Reading before = work.read();
        long start = System.nanoTime();
        Done done = doing.run(number);
        LockSupport.parkNanos(atLeast.toNanos() - (System.nanoTime() - start));
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Part(done, seconds, work.read().since(before));
    }

    private long askEverywhere(String... tokens) {
        for (String token : tokens) {
            nodes.forEach(node -> accept(node, token));
        }
        return (long) tokens.length * nodes.size();
    }

    private long askFor(String[] tokens, Duration period) {
        long end = System.nanoTime() + period.toNanos();
        long requests = 0;
        while (System.nanoTime() < end) {
            requests += askEverywhere(tokens);
            LockSupport.parkNanos(20_000_000); // There is room beside them: PostgreSQL shares the processors.
        }
        return requests;
    }

    /** As often as it takes, up to the deadline: a look-up may take longer than a request waits. */
    private static UUID accept(ApiKeys node, String token) {
        AuthenticationResult result = node.authenticate(token, "benchmark");
        for (long start = System.nanoTime(); result instanceof Undecided && isInTime(start); ) {
            LockSupport.parkNanos(10_000_000);
            result = node.authenticate(token, "benchmark");
        }
        if (result instanceof Authenticated authenticated) {
            return authenticated.key().id();
        }
        throw new IllegalStateException("not accepted: " + result);
    }

    private static boolean isInTime(long start) {
        return System.nanoTime() - start < DEADLINE.toNanos();
    }

    /** Each node gives another name to a key of its own, again as soon as that is done. */
    private Done changeFor(String[] tokens, Duration period) {
        long end = System.nanoTime() + period.toNanos();
        AtomicLong changes = new AtomicLong();
        AtomicLong failed = new AtomicLong();
        List<Thread> changing = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            KeyAdministration keys = Keys.administration(nodes.get(i));
            UUID id = accept(nodes.get(i), tokens[i]);
            changing.add(new Thread(() -> {
                for (int number = 0; System.nanoTime() < end; number++) {
                    String name = "Name " + number;
                    (isDone(() -> keys.update(id, key -> key.withName(name))) ? changes : failed).incrementAndGet();
                }
            }));
        }
        changing.forEach(Thread::start);
        changing.forEach(ManyNodes::join);
        return new Done(changes.get(), failed.get());
    }

    private static boolean isDone(Runnable change) {
        try {
            change.run();
            return true;
        } catch (RuntimeException failure) {
            return false; // It waited for too long for its turn, for instance.
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(TimeUnit.MINUTES.toMillis(1));
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** From the return of a revocation on the first node to the last refusal on all of them. */
    private void tellReach(PrintStream out, String[] tokens, int revocations) {
        KeyAdministration keys = Keys.administration(nodes.get(0));
        long[] reach = new long[revocations];
        for (int i = 0; i < revocations; i++) {
            String token = tokens[i];
            askEverywhere(token); // A node that remembers nothing of the key would look it up, and hear at once.
            keys.revoke(accept(nodes.get(0), token), "benchmark");
            long revoked = System.nanoTime();
            nodes.forEach(node -> awaitRefusal(node, token));
            reach[i] = System.nanoTime() - revoked;
        }
        Arrays.sort(reach);
        out.printf(
                Locale.ROOT,
                "%nA revocation had reached all of them after %s (median of %d), %s at the most; they ask every %d ms.%n",
                Report.time(reach[revocations / 2]),
                revocations,
                Report.time(reach[revocations - 1]),
                DEFAULT_POLL.toMillis());
    }

    private static void awaitRefusal(ApiKeys node, String token) {
        long start = System.nanoTime();
        while (!(node.authenticate(token, "benchmark") instanceof Rejected)) {
            if (!isInTime(start)) {
                throw new IllegalStateException("a revocation did not reach a node in " + DEADLINE.toSeconds() + " s");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void end() {
        nodes.forEach(ApiKeys::close);
        pools.forEach(HikariDataSource::close);
        nodes.clear();
        pools.clear();
    }

    @Override
    public void close() {
        end();
        database.close();
    }
}
