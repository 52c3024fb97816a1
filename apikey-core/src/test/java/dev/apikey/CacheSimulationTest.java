// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.FoundKey;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.spi.StoredKey;
import dev.apikey.testkit.ForwardingStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Cache and follower in ten thousand seeded interleavings: look-ups and polls that see the store at one moment and tell of it at a later one, changes here and
 * elsewhere in between, restarts of the feed. Whatever is cached must show every change that this node has heard of.
 */
class CacheSimulationTest {

    private static final int SEEDS = Integer.getInteger("apikey.seeds", 10_000);
    private static final int STEPS = 60;

    @Test
    void neverKeepsARecordThatIsOlderThanWhatWasHeard() {
        long first = Long.getLong("apikey.seed", System.nanoTime());
        System.out.println("CacheSimulationTest: seeds from -Dapikey.seed=" + first);
        long kept = 0;
        for (int i = 0; i < SEEDS; i++) {
            kept += new Run(first + i).run();
        }
        assertThat(kept).as("records that were found in the cache").isGreaterThan(SEEDS);
    }

    private static final class Run {

        private final long seed;
        private final Random random;
        private final KeyStore truth = KeyStore.inMemory();
        private final List<UUID> ids = List.of(new UUID(1, 1), new UUID(2, 2), new UUID(3, 3));
        /** The version that somebody on this node was told to be committed. */
        private final Map<UUID, Long> toldHere = new HashMap<>();

        private final KeyCache cache;
        private final Follower follower;
        private long nanos;
        private int depth;
        private long kept;

        Run(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.cache = new KeyCache(1 + random.nextInt(4), uses -> {});
            KeyStore slow = new ForwardingStore(truth) {
                @Override
                public List<RecordedEvent> events(long from, int limit) {
                    List<RecordedEvent> page = super.events(from, limit);
                    others();
                    return page;
                }

                @Override
                public List<RecordedEvent> history(@Nullable UUID keyId, long before, int limit) {
                    List<RecordedEvent> page = super.history(keyId, before, limit);
                    others();
                    return page;
                }
            };
            this.follower = new Follower(
                    slow, cache, 2 + random.nextInt(4), Duration.ofSeconds(10), () -> nanos, Silence.TELLING);
        }

        long run() {
            for (int i = 0; i < STEPS; i++) {
                step();
                check();
            }
            return kept;
        }

        /** What others do while somebody waits for an answer. */
        private void others() {
            depth++;
            for (int i = random.nextInt(3); i > 0 && depth < 4; i--) {
                step();
                check();
            }
            depth--;
        }

        private void step() {
            nanos++;
            UUID id = ids.get(random.nextInt(ids.size()));
            switch (random.nextInt(8)) {
                case 0, 1 -> commit(id, false);
                case 2 -> commit(id, true);
                case 3, 4 -> follower.poll();
                default -> lookUp(id);
            }
        }

        private void lookUp(UUID id) {
            long epoch = cache.epoch();
            FoundKey found = truth.lookUp(id);
            others();
            found.key().ifPresent(stored -> cache.keep(stored, found, epoch));
        }

        private void commit(UUID id, boolean here) {
            KeyChange change = truth.find(id).map(this::next).orElseGet(() -> insertion(id));
            CommitOutcome outcome = truth.commit(List.of(change));
            assertThat(outcome).isEqualTo(CommitOutcome.COMMITTED);
            if (here) {
                others();
                cache.changedHere(List.of(id), ++nanos);
                toldHere.merge(id, versionAfter(change), Math::max);
            }
        }

        private KeyChange next(StoredKey stored) {
            ApiKey after = stored.key().atNextVersion();
            return new KeyChange.Update(
                    after,
                    KeyEvent.changed(KeyEvent.Kind.UPDATED, stored.key(), after, Sandbox.ADA, null, Sandbox.NOW));
        }

        private static KeyChange insertion(UUID id) {
            ApiKey key = Sandbox.key(id, Permissions.of("*"), null, null, null);
            return new KeyChange.Insert(
                    new StoredKey(key, ScriptedHasher.HASH), KeyEvent.issued(key, Sandbox.ADA, Sandbox.NOW));
        }

        private static long versionAfter(KeyChange change) {
            return change instanceof KeyChange.Update update ? update.key().version() : 1;
        }

        private void check() {
            assertThat(cache.state().keys()).isLessThanOrEqualTo(5);
            for (UUID id : ids) {
                CachedKey entry = cache.get(id);
                KeyRecord record = entry == null ? null : entry.record();
                if (record != null) {
                    kept++;
                    check(id, record);
                }
            }
        }

        private void check(UUID id, KeyRecord record) {
            long heard = follower.sequence();
            List<Long> missed = new ArrayList<>();
            for (RecordedEvent recorded : truth.events(1, 10_000)) {
                boolean isOfKey = recorded.event().keyId().equals(id);
                if (isOfKey && recorded.sequence() > record.sequence() && recorded.sequence() <= heard) {
                    missed.add(recorded.sequence());
                }
            }
            assertThat(missed)
                    .as("seed %d: events that a cached record misses", seed)
                    .isEmpty();
            assertThat(record.key().version())
                    .as("seed %d: the version that was committed here", seed)
                    .isGreaterThanOrEqualTo(toldHere.getOrDefault(id, 0L));
        }
    }
}
