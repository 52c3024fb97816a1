// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.hashing.SecretDigests;
import dev.apikey.spi.KeyObserver;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.OwnerRights;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The parts that decide, and what keeps them up to date in the background: put together, started and stopped here, and nothing else. Thread-safe.
 */
final class Engine implements AutoCloseable {

    private static final int REPORTS_AN_INTERVAL = 6;
    private static final Duration TELLING_INTERVAL = Duration.ofMillis(250);
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(10);
    private static final Duration POLL_DEADLINE = Duration.ofSeconds(2);

    private final Telling telling;
    private final BackgroundThreads threads;
    private final OwnerRightsCache owners;
    private final KeyCache cache;
    private final Follower follower;
    private final LookUps lookUps;
    private final KeyRecords records;
    private final Hashing hashing;
    private final Rehash rehash;
    private final UseTracker uses;
    private final Authenticator authenticator;

    /**
     * @param prefixes those that are accepted
     * @param clockTicks false = the clock is read for every decision
     * @param ticker a monotonic clock in nanoseconds
     */
    Engine(
            Settings settings,
            Set<String> prefixes,
            KeyStore store,
            SecretHashers hashers,
            MillisClock clock,
            boolean clockTicks,
            LongSupplier ticker) {
        Alarm alarm = new Alarm(ticker);
        telling = new Telling(settings.observer(), clock, alarm);
        threads = new BackgroundThreads(alarm);
        OwnerRights rights = TimedOwnerRights.of(settings.ownerRights(), ticker, telling);
        owners = new OwnerRightsCache(rights, settings.ownerRightsBound(), threads::ask, ticker, alarm);
        uses = new UseTracker(store, ticker, telling, alarm);
        cache = new KeyCache(settings.maxCachedKeys(), uses::keep);
        follower = new Follower(store, cache, settings.staleAfter(), ticker, telling);
        lookUps = new LookUps(store, threads, ticker, telling);
        FailureBudgets budgets = new FailureBudgets(ticker);
        records = new KeyRecords(store, cache, lookUps, budgets, ticker);
        hashing = new Hashing(hashers, threads, ticker, telling);
        rehash = new Rehash(hashers, hashing, store, threads, telling, alarm);
        SecretDigests digests = SecretDigests.withNewKey();
        ColdSecrets coldSecrets = new ColdSecrets(digests, hashers, hashing, budgets, rehash);
        Timekeeper time = new Timekeeper(clock, ticker, clockTicks);
        authenticator = new Authenticator(prefixes, time, follower, records, digests, coldSecrets, owners, uses, alarm);
        start(settings, time);
        startUpkeep(settings, store, clock, alarm);
    }

    /** What a host may set of it. */
    record Settings(
            KeyObserver observer,
            OwnerRights ownerRights,
            Duration ownerRightsBound,
            int maxCachedKeys,
            Duration pollInterval,
            Duration staleAfter,
            Duration flushInterval,
            Upkeep upkeep) {}

    /**
     * What a host may set of what no request depends on.
     *
     * @param interval how often it is done
     */
    record Upkeep(
            Duration interval,
            Duration historyKept,
            Duration usageKept,
            String nodeName,
            List<Duration> noticesAhead) {}

    private void start(Settings settings, Timekeeper time) {
        if (time.isTicking()) {
            threads.tick(Timekeeper.TICK, time::tick);
        }
        threads.everyWithin(settings.pollInterval(), POLL_DEADLINE, follower::poll);
        threads.every(settings.flushInterval(), first(settings.flushInterval()), this::flush);
        threads.tell(TELLING_INTERVAL, telling::tellAll);
    }

    /** Up to half an interval early: nodes that were started together would lock the same rows at the same time, each time again. */
    private static Duration first(Duration interval) {
        int half = (int) interval.toMillis() / 2;
        return Duration.ofMillis(half + new SecureRandom().nextInt(half));
    }

    private void startUpkeep(Settings settings, KeyStore store, MillisClock clock, Alarm alarm) {
        Upkeep upkeep = settings.upkeep();
        Retention retention = new Retention(store, clock, upkeep.historyKept(), upkeep.usageKept());
        threads.every(upkeep.interval(), retention::purge);
        NodeReports node = new NodeReports(store, clock, follower, upkeep.nodeName());
        threads.every(upkeep.interval().dividedBy(REPORTS_AN_INTERVAL), node::report);
        if (!upkeep.noticesAhead().isEmpty()) {
            ExpiryNotices notices = new ExpiryNotices(store, clock, upkeep.noticesAhead(), settings.observer(), alarm);
            threads.every(upkeep.interval(), notices::tell);
        }
    }

    private void flush() {
        uses.flush(cache.all());
    }

    /** In parts, where more keys were used than are taken at once. */
    private void lastFlush() {
        boolean isAll;
        do {
            isAll = cache.whileNobodyLeaves(() -> uses.collect(cache.all().iterator()));
        } while (uses.flush() && !isAll);
    }

    Authenticator authenticator() {
        return authenticator;
    }

    /** The way to change keys. */
    KeyRecords records() {
        return records;
    }

    OwnerRightsCache owners() {
        return owners;
    }

    Hashing hashing() {
        return hashing;
    }

    Telling telling() {
        return telling;
    }

    EngineState state() {
        return new EngineState(
                cache.state(),
                follower.state(),
                hashing.state(rehash.replaced()),
                lookUps.state(),
                uses.unwritten(),
                telling.dropped());
    }

    /** Does this soon, away from everybody who waits, and again until it succeeds. */
    void afterStart(Runnable work) {
        threads.untilDone(RETRY_INTERVAL, work);
    }

    /** Hears now what has changed, instead of half a second later. */
    void poll() {
        follower.poll();
    }

    /** Ends every thread, writes down the uses that were counted, and tells the observer of that. */
    @Override
    public void close() {
        threads.close(this::lastFlush, telling::tellAll);
    }
}
