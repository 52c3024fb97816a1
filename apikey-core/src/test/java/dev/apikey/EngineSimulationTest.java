// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.hashing.SecretDigests;
import dev.apikey.spi.FoundKey;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyUse;
import dev.apikey.spi.OwnerRights;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.spi.SecretHasher;
import dev.apikey.testkit.ForwardingStore;
import dev.apikey.testkit.MovableClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * The whole engine of one node in ten thousand seeded runs: requests, changes here and elsewhere, polls and flushes, each of which may begin while another one
 * waits for the store or a hash; a store that fails now and then; clocks that jump, and in half of the runs a tick that tells the time late. Beside it stands
 * what a few lines say must come of it.
 */
class EngineSimulationTest {

    private static final int SEEDS = 10_000;
    private static final int STEPS = 40;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final List<Broken> FAULTS = List.of(Broken.values());
    private static final SecretHasher HASHER = Sandbox.cheapHasher();
    private static final List<Held> KEYS = Stream.generate(Held::next).limit(3).toList();
    private static final BackgroundThreads NONE = new BackgroundThreads(new Alarm(() -> 0));

    @AfterAll
    static void close() {
        NONE.close();
    }

    @Test
    void decidesWhatItMustWhateverComesInBetween() {
        long first = Long.getLong("apikey.seed", System.nanoTime());
        System.out.println("EngineSimulationTest: seeds from -Dapikey.seed=" + first);
        Map<String, Integer> seen = new HashMap<>();
        try (CapturedLog unread = new CapturedLog()) {
            for (int i = 0; i < SEEDS; i++) {
                new Run(first + i, seen).run();
                unread.forget();
            }
        }
        assertThat(seen.keySet())
                .as("everything that can come of a request")
                .contains(
                        "Authenticated",
                        "DISABLED",
                        "EXPIRED",
                        "WRONG_SECRET",
                        "STORE",
                        "STALE",
                        "HASHER",
                        "TOO_MANY_FAILURES");
    }

    /** A key, with the token that its owner has. */
    private record Held(UUID id, String token, String hash) {

        static Held next() {
            UUID id = UUID.randomUUID();
            String token = Token.generate("acme_live", id, new SecureRandom());
            Token read = (Token) Token.read(token, Set.of("acme_live"));
            return new Held(id, token, HASHER.hash(read.subject()));
        }
    }

    /** What the node must not fall behind, from the beginning of a request on. */
    private record Known(long version, long judgedNanos, int walls, boolean warm) {}

    private static final class Run {

        private final long seed;
        private final Random random;
        private final Map<String, Integer> seen;
        private final Sandbox sandbox = new Sandbox();
        private final KeyStore truth = sandbox.store;
        private final MovableClock clock = sandbox.clock;
        private final boolean evicts;
        private final boolean ticks;
        private final Timekeeper time;

        private final Map<UUID, Instant> expiries = new HashMap<>();
        private final List<Instant> walls = new ArrayList<>(List.of(clock.instant()));
        private final Map<UUID, Long> toldHere = new HashMap<>();
        private final Map<UUID, Integer> rightHashes = new HashMap<>();
        private final Map<String, Deque<Long>> wrongHashes = new HashMap<>();
        private final Map<UUID, Map<LocalDate, Long>> uses = new HashMap<>();
        private final Set<UUID> warm = new HashSet<>();
        private final Set<String> beingHashed = new HashSet<>();
        private final Set<UUID> beingRead = new HashSet<>();
        private String source = "";

        private final KeyCache cache;
        private final Follower follower;
        private final KeyRecords records;
        private final UseTracker tracker;
        private final Authenticator authenticator;
        private long nanos = Long.MAX_VALUE - Duration.ofSeconds(20).toNanos();
        private long asked;
        private long leasedSince = nanos;
        private long readNanos = nanos;
        private Instant readWall = clock.instant();
        private long faults;
        private int depth;

        Run(long seed, Map<String, Integer> seen) {
            this.seed = seed;
            this.random = new Random(seed);
            this.seen = seen;
            this.evicts = random.nextInt(4) == 0;
            this.ticks = random.nextBoolean();
            KEYS.forEach(this::insert);
            Alarm alarm = new Alarm(() -> nanos);
            KeyStore store = new Slow();
            this.tracker = new UseTracker(store, () -> nanos, Silence.TELLING, alarm);
            this.cache = new KeyCache(evicts ? 1 + random.nextInt(2) : 100, tracker::keep);
            this.follower = new Follower(store, cache, 2 + random.nextInt(4), LIMIT, () -> nanos, Silence.TELLING);
            FailureBudgets budgets = new FailureBudgets(() -> nanos);
            this.records = new KeyRecords(
                    store, cache, new LookUps(store, inline(), () -> nanos, Silence.TELLING), budgets, () -> nanos);
            SecretHashers hashers = new SecretHashers(List.of(new SimulatedHasher()));
            Hashing hashing = new Hashing(hashers, 1, 1, inline(), () -> 0, Silence.TELLING);
            SecretDigests digests = SecretDigests.withNewKey();
            this.time = new Timekeeper(new MillisClock(this::readWall), () -> nanos, ticks);
            this.authenticator = new Authenticator(
                    Set.of("acme_live"),
                    time,
                    follower,
                    records,
                    digests,
                    new ColdSecrets(
                            digests,
                            hashers,
                            hashing,
                            budgets,
                            new Rehash(hashers, hashing, store, NONE, Silence.TELLING, alarm)),
                    new OwnerRightsCache(
                            OwnerRights.unlimited(), Duration.ofSeconds(60), Runnable::run, () -> nanos, alarm),
                    tracker,
                    alarm);
        }

        /** One key in three expires, after some jumps of the clock. */
        private void insert(Held key) {
            Instant expiresAt =
                    random.nextInt(3) == 0 ? Sandbox.NOW.plus(Duration.ofHours(random.nextInt(1, 200))) : null;
            if (expiresAt != null) {
                expiries.put(key.id(), expiresAt);
            }
            sandbox.insert(Sandbox.key(key.id(), Permissions.of("*"), expiresAt, null, null), key.hash());
        }

        /** Only the timekeeper reads it, with the other clock. */
        private Instant readWall() {
            readNanos = nanos;
            readWall = clock.instant();
            return readWall;
        }

        /** Workers that do everything at once, on the only thread. */
        private static Workers inline() {
            return new Workers(
                    new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new PriorityBlockingQueue<>()) {
                        @Override
                        public void execute(Runnable work) {
                            work.run();
                        }
                    },
                    0,
                    1_000,
                    Duration.ofSeconds(2));
        }

        /** Reads at one moment and answers at a later one, or fails. */
        private final class Slow extends ForwardingStore {

            Slow() {
                super(truth);
            }

            private void failOrPass() {
                if (random.nextInt(20) == 0) {
                    faults++;
                    throw FAULTS.get(random.nextInt(FAULTS.size())).raise();
                }
                others();
            }

            @Override
            public FoundKey lookUp(UUID id) {
                FoundKey found = truth.lookUp(id);
                boolean outermost = beingRead.add(id);
                try {
                    failOrPass();
                } finally {
                    if (outermost) {
                        beingRead.remove(id);
                    }
                }
                return found;
            }

            @Override
            public List<RecordedEvent> events(long from, int limit) {
                asked = nanos;
                List<RecordedEvent> page = super.events(from, limit);
                failOrPass();
                return page;
            }

            @Override
            public List<RecordedEvent> history(@Nullable UUID keyId, long before, int limit) {
                asked = nanos;
                List<RecordedEvent> page = super.history(keyId, before, limit);
                failOrPass();
                return page;
            }

            @Override
            public void recordUse(Collection<KeyUse> batch) {
                failOrPass();
                super.recordUse(batch);
            }
        }

        /** Slow, and right. */
        private final class SimulatedHasher implements SecretHasher {

            @Override
            public String algorithm() {
                return HASHER.algorithm();
            }

            @Override
            public boolean isSlow() {
                return true;
            }

            @Override
            public String hash(byte[] secret) {
                return HASHER.hash(secret);
            }

            @Override
            public boolean verify(byte[] secret, String hash) {
                if (random.nextInt(20) == 0) {
                    faults++;
                    throw FAULTS.get(random.nextInt(FAULTS.size())).raise();
                }
                UUID id = idOf(hash);
                boolean right = HASHER.verify(secret, hash);
                if (right) {
                    assertThat(rightHashes.merge(id, 1, Integer::sum))
                            .as("seed %d: slow hashes of a secret that the cache has room for", seed)
                            .isLessThanOrEqualTo(evicts ? STEPS * 10 : 1);
                } else {
                    countWrong(source + " " + id);
                }
                others();
                return right;
            }

            private UUID idOf(String hash) {
                return KEYS.stream()
                        .filter(key -> key.hash().equals(hash))
                        .findFirst()
                        .orElseThrow()
                        .id();
            }

            @Override
            public void selfTest() {}
        }

        /** Ten, and one more in six seconds: eleven never lie closer together. */
        private void countWrong(String sourceAndKey) {
            Deque<Long> times = wrongHashes.computeIfAbsent(sourceAndKey, any -> new ArrayDeque<>());
            times.addLast(nanos);
            if (times.size() > 10) {
                assertThat(nanos - times.removeFirst())
                        .as("seed %d: nanoseconds for eleven wrong hashes", seed)
                        .isGreaterThanOrEqualTo(Duration.ofMillis(5_980).toNanos());
            }
        }

        void run() {
            for (int i = 0; i < STEPS; i++) {
                step();
            }
            assertUsesAreWritten();
        }

        /** What others do while somebody waits for an answer. */
        private void others() {
            String before = source;
            depth++;
            for (int i = random.nextInt(3); i > 0 && depth < 4; i--) {
                step();
            }
            depth--;
            source = before;
        }

        private void step() {
            nanos++;
            Held key = KEYS.get(random.nextInt(KEYS.size()));
            switch (random.nextInt(17)) {
                case 0 -> commit(key.id(), false);
                case 1 -> commit(key.id(), true);
                case 2, 3 -> poll();
                case 4 -> nanos += random.nextInt(3) == 0 ? LIMIT.toNanos() / 2 : random.nextInt(1_000_000_000);
                case 5 -> jump();
                case 6 -> flush();
                case 7, 8 -> guess(key);
                case 9 -> attack(key);
                case 10 -> tick();
                default -> request(key);
            }
        }

        private void jump() {
            clock.move(Duration.ofHours(random.nextInt(-30, 60)));
            walls.add(clock.instant());
        }

        private void tick() {
            if (ticks) {
                time.tick();
            }
        }

        private void poll() {
            try {
                follower.poll();
                leasedSince = asked - leasedSince > 0 ? asked : leasedSince;
            } catch (Throwable broken) {
                assertThat(faults).isPositive();
            }
        }

        private void flush() {
            tracker.flush(cache.all());
        }

        private void commit(UUID id, boolean here) {
            ApiKey before = truth.find(id).orElseThrow().key();
            ApiKey after = before.disabledAt() == null ? before.disabled(Sandbox.NOW) : before.enabled();
            KeyEvent event = KeyEvent.changed(KeyEvent.Kind.UPDATED, before, after, Sandbox.ADA, null, Sandbox.NOW);
            List<KeyChange> change = List.of(new KeyChange.Update(after, event));
            if (here) {
                records.commit(change, null);
                toldHere.merge(id, after.version(), Math::max);
            } else {
                truth.commit(change);
            }
        }

        /** The version that was made by the last event of a key that this node has heard of, or that it was told to have committed. */
        private Known known(UUID id) {
            long heard = 1;
            for (RecordedEvent recorded : truth.events(1, 10_000)) {
                boolean isHeard = recorded.sequence() <= follower.sequence();
                heard += isHeard
                                && recorded.sequence() > KEYS.size()
                                && recorded.event().keyId().equals(id)
                        ? 1
                        : 0;
            }
            return new Known(
                    Math.max(heard, toldHere.getOrDefault(id, 0L)),
                    ticks ? readNanos : nanos,
                    walls.size(),
                    !evicts && warm.contains(id));
        }

        private void attack(Held key) {
            for (int i = depth == 0 && random.nextInt(16) == 0 ? 25 : 1; i > 0; i--) {
                guess(key);
            }
        }

        private void guess(Held key) {
            String wrong = Token.generate("acme_live", key.id(), new SeededRandom(random.nextLong()));
            AuthenticationResult result = authenticate(key, wrong);
            assertThat(result).as("seed %d: a wrong secret", seed).isNotInstanceOf(Authenticated.class);
        }

        private void request(Held key) {
            Known known = known(key.id());
            Instant ticked = readWall;
            AuthenticationResult result = authenticate(key, key.token());
            List<Instant> since = walls.subList(known.walls() - 1, walls.size());
            Instant expiresAt = expiries.getOrDefault(key.id(), Instant.MAX);
            if (result instanceof Authenticated) {
                assertActiveSince(key.id(), known);
                assertThat(known.judgedNanos() - leasedSince)
                        .as("seed %d: age of the lease, at the last tick if there are ticks", seed)
                        .isLessThan(LIMIT.toNanos());
                assertThat((ticks && ticked.isBefore(expiresAt))
                                || since.stream().anyMatch(expiresAt::isAfter))
                        .as("seed %d: a key that has expired at %s, at all of %s", seed, expiresAt, since)
                        .isTrue();
                warm.add(key.id());
                count(key.id());
            } else if (result instanceof Rejected rejected) {
                assertThat(rejected.reason()).as("seed %d", seed).isIn(Reason.DISABLED, Reason.EXPIRED);
                assertThat(rejected.reason() == Reason.DISABLED
                                || !since.stream().allMatch(expiresAt::isAfter))
                        .as("seed %d: a key that expires at %s, at all of %s", seed, expiresAt, since)
                        .isTrue();
            } else if (known.warm()) {
                Undecided undecided = (Undecided) result;
                assertThat(undecided.cause())
                        .as("seed %d: a secret that was verified before", seed)
                        .isIn(Cause.STORE, Cause.STALE);
            }
        }

        private AuthenticationResult authenticate(Held key, String token) {
            if (beingRead.contains(key.id())) {
                nanos += Duration.ofMillis(100).toNanos(); // Nobody can wait here for what waits for him.
            }
            if (!beingHashed.add(token)) {
                return new Undecided(Cause.STORE, Duration.ZERO);
            }
            source = "source " + random.nextInt(2);
            AuthenticationResult result = authenticator.authenticate(token, source);
            beingHashed.remove(token);
            boolean interrupted = Thread.interrupted();
            assertThat(interrupted).as("seed %d: interrupted", seed).isFalse();
            seen.merge(nameOf(result), 1, Integer::sum);
            return result;
        }

        private static String nameOf(AuthenticationResult result) {
            return result instanceof Rejected rejected
                    ? rejected.reason().name()
                    : result instanceof Undecided undecided ? undecided.cause().name() : "Authenticated";
        }

        /** Whether the key was active at some time since the request began, as far as the node could know. Versions alternate. */
        private void assertActiveSince(UUID id, Known known) {
            long last = truth.find(id).orElseThrow().key().version();
            assertThat(known.version() % 2 == 1 || last > known.version())
                    .as("seed %d: a key that is disabled since version %d, of %d", seed, known.version(), last)
                    .isTrue();
        }

        private void count(UUID id) {
            uses.computeIfAbsent(id, any -> new HashMap<>())
                    .merge(LocalDate.ofInstant(readWall, ZoneOffset.UTC), 1L, Long::sum);
        }

        private void assertUsesAreWritten() {
            for (int i = 0; i < 100; i++) {
                depth = 4;
                flush();
            }
            for (Held key : KEYS) {
                Map<LocalDate, Long> written = new HashMap<>();
                for (DailyUse use : truth.usage(key.id(), LocalDate.EPOCH, LocalDate.of(9999, 12, 31))) {
                    written.merge(use.day(), use.count(), Long::sum);
                }
                assertThat(written)
                        .as("seed %d: uses of each day", seed)
                        .isEqualTo(uses.getOrDefault(key.id(), Map.of()));
            }
        }
    }
}
