// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.hashing.SecretDigests.Digest;
import dev.apikey.spi.FoundKey;
import dev.apikey.spi.KeyUse;
import dev.apikey.spi.StoredKey;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyCacheTest {

    private final AtomicLong left = new AtomicLong();

    private KeyCache cache(int maxKeys) {
        KeyCache cache = new KeyCache(maxKeys, uses -> left.addAndGet(uses.count()));
        cache.restart(1);
        return cache;
    }

    private static CachedKey keep(KeyCache cache, UUID id, long sequence) {
        StoredKey stored = new StoredKey(Sandbox.key(id, Permissions.of("*"), null, null, null), ScriptedHasher.HASH);
        return cache.keep(stored, new FoundKey(Optional.of(stored), sequence), cache.epoch());
    }

    @Test
    void holdsNoMoreKeysThanItIsToldTo() {
        for (int maxKeys : new int[] {1, 2, 63, 64, 65, 1_000}) {
            KeyCache cache = cache(maxKeys);
            for (int i = 0; i < 5_000; i++) {
                CachedKey kept = keep(cache, UUID.randomUUID(), 1);
                assertThat(cache.state().keys() <= maxKeys).isTrue();
                assertThat(cache.get(kept.id()) == kept).as("the newest").isTrue();
            }
        }
    }

    @Test
    void remembersOnceWhatKeysHaveInCommon() {
        KeyCache cache = cache(10);
        ApiKey one = recordOf(keep(cache, UUID.randomUUID(), 1)).key();
        ApiKey other = recordOf(keep(cache, UUID.randomUUID(), 1)).key();
        assertThat(other.permissions()).isSameAs(one.permissions());
        assertThat(other.id()).isNotEqualTo(one.id());
    }

    private static KeyRecord recordOf(CachedKey entry) {
        return Objects.requireNonNull(entry.record());
    }

    /** What a key counted that is leaving must not be missed by whoever collects the last uses. */
    @Test
    void letsNobodyCollectWhileAKeyLeaves() {
        AtomicReference<@Nullable KeyCache> full = new AtomicReference<>();
        AtomicLong told = new AtomicLong();
        AtomicLong collected = new AtomicLong(-1);
        AtomicReference<@Nullable Crowd<Boolean>> collecting = new AtomicReference<>();
        KeyCache cache = new KeyCache(1, uses -> {
            KeyCache leaving = Objects.requireNonNull(full.get());
            Crowd<Boolean> other = new Crowd<>(1, () -> {
                return leaving.whileNobodyLeaves(() -> {
                    collected.set(told.get());
                    return true;
                });
            });
            collecting.set(other);
            Crowd.await(() -> other.count(Thread.State.WAITING) == 1);
            told.addAndGet(uses.count());
        });
        full.set(cache);
        cache.restart(1);
        assertThat(keep(cache, UUID.randomUUID(), 1).used(Sandbox.NOW.toEpochMilli()))
                .isTrue();
        keep(cache, UUID.randomUUID(), 1);
        try (Crowd<Boolean> other = Objects.requireNonNull(collecting.get())) {
            assertThat(other.outcomes()).hasSize(1);
        }
        assertThat(collected).hasValue(1);
    }

    @Test
    void holdsHardlyMoreWhereManyComeAtOnce() {
        KeyCache cache = cache(200);
        AtomicInteger most = new AtomicInteger();
        try (Crowd<Boolean> crowd = new Crowd<>(8, () -> {
            for (int i = 0; i < 5_000; i++) {
                boolean counted = keep(cache, UUID.randomUUID(), 1).used(Sandbox.NOW.toEpochMilli());
                left.addAndGet(counted ? 0 : 1); // It has left already: whoever uses it counts it elsewhere.
                most.accumulateAndGet(cache.state().keys(), Math::max);
            }
            return true;
        })) {
            assertThat(crowd.outcomes()).hasSize(8);
        }
        assertThat(most.get()).isLessThanOrEqualTo(200 + 8);
        cache.all().forEach(key -> {
            KeyUse uses = key.takeUses();
            left.addAndGet(uses == null ? 0 : uses.count());
        });
        assertThat(left).as("neither lost nor counted twice").hasValue(40_000);
    }

    /** A hundred keys in daily use, and a thousand that come once each. */
    @Test
    void letsThoseGoFirstThatWereNotUsedForLongest() {
        KeyCache cache = cache(300);
        UUID[] daily = IntStream.range(0, 100).mapToObj(i -> UUID.randomUUID()).toArray(UUID[]::new);
        for (UUID id : daily) {
            keep(cache, id, 1).used(Sandbox.NOW.plusSeconds(1_000).toEpochMilli());
        }
        for (int i = 0; i < 1_000; i++) {
            keep(cache, UUID.randomUUID(), 1).used(Sandbox.NOW.toEpochMilli());
        }
        long there =
                IntStream.range(0, 100).filter(i -> cache.get(daily[i]) != null).count();
        assertThat(there).isGreaterThan(80);
    }

    /** Where the cache is full, somebody who renamed a key would have made others forget their secrets. */
    @Test
    void makesNoRoomForAKeyThatIsThereAlready() {
        KeyCache cache = cache(10);
        UUID[] ids = IntStream.range(0, 10).mapToObj(i -> UUID.randomUUID()).toArray(UUID[]::new);
        for (UUID id : ids) {
            keep(cache, id, 1).remember(new VerifiedSecret(ScriptedHasher.HASH, new Digest(1, 2, 3, 4), 5));
        }
        for (int i = 0; i < 100; i++) {
            keep(cache, ids[i % 10], 2 + i);
        }
        for (UUID id : ids) {
            assertThat(cache.get(id))
                    .isNotNull()
                    .satisfies(
                            key -> assertThat(key.verified(ScriptedHasher.HASH)).isNotNull());
        }
    }

    /** It may say what the new feed will never take back. */
    @Test
    void keepsNoRecordThatWasReadBeforeTheFeedTurnedOutToBeAnother() {
        KeyCache cache = cache(10);
        UUID id = UUID.randomUUID();
        StoredKey stored = new StoredKey(Sandbox.key(id, Permissions.of("*"), null, null, null), ScriptedHasher.HASH);
        FoundKey found = new FoundKey(Optional.of(stored), 1);
        long epoch = cache.epoch();
        cache.restart(1);
        assertThat(cache.epoch()).isNotEqualTo(epoch);
        assertThat(cache.keep(stored, found, epoch).record()).isNull();
        assertThat(cache.keep(stored, found, cache.epoch()).record()).isNotNull();
    }

    @Test
    void keepsTheNewerRecord() {
        KeyCache cache = cache(10);
        UUID id = UUID.randomUUID();
        keep(cache, id, 5);
        assertThat(keep(cache, id, 4).record())
                .isNotNull()
                .extracting(KeyRecord::sequence)
                .isEqualTo(5L);
        assertThat(keep(cache, id, 6).record())
                .isNotNull()
                .extracting(KeyRecord::sequence)
                .isEqualTo(6L);
    }
}
