// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.hashing.SecretDigests;
import dev.apikey.spi.KeyUse;
import dev.apikey.spi.StoredKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CachedKeyTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 24);
    private static final SecretDigests.Digest DIGEST = new SecretDigests.Digest(1, 2, 3, 4);
    private static final VerifiedSecret SECRET = new VerifiedSecret("$old", DIGEST, 5);

    private final UUID id = UUID.randomUUID();
    private final CachedKey key = new CachedKey(id);

    private KeyRecord record(String hash, long sequence) {
        return new KeyRecord(new StoredKey(Sandbox.key(id, Permissions.of("*"), null, null, null), hash), sequence);
    }

    @Nested
    class Uses {

        @Test
        void areCountedWithTheLastOfThem() {
            for (int i = 0; i < 1_000; i++) {
                assertThat(key.used(Sandbox.NOW.plusMillis(i).toEpochMilli())).isTrue();
            }
            assertThat(key.used(Sandbox.NOW.toEpochMilli())).isTrue();
            assertThat(key.takeUses()).isEqualTo(new KeyUse(id, TODAY, 1_001, Sandbox.NOW.plusMillis(999)));
            assertThat(key.takeUses()).isNull();
        }

        @Test
        void ofAnotherDayAreNotMixed() {
            Instant midnight = Instant.parse("2026-11-25T00:00:00Z");
            assertThat(key.used(midnight.minusMillis(1).toEpochMilli())).isTrue();
            assertThat(key.used(midnight.toEpochMilli())).isFalse();
            assertThat(key.takeUses()).isEqualTo(new KeyUse(id, TODAY, 1, midnight.minusMillis(1)));
            assertThat(key.used(midnight.toEpochMilli())).isTrue();
            assertThat(key.used(midnight.minusMillis(1).toEpochMilli())).isFalse();
            assertThat(key.takeUses()).isEqualTo(new KeyUse(id, TODAY.plusDays(1), 1, midnight));
        }

        @Test
        void areNotCountedOnceItIsRetired() {
            key.used(Sandbox.NOW.toEpochMilli());
            assertThat(key.retire()).isEqualTo(new KeyUse(id, TODAY, 1, Sandbox.NOW));
            assertThat(key.used(Sandbox.NOW.toEpochMilli())).isFalse();
            assertThat(key.takeUses()).isNull();
            assertThat(key.used(Sandbox.NOW.toEpochMilli()))
                    .as("taking does not revive it")
                    .isFalse();
            assertThat(key.retire()).isNull();
        }

        @Test
        void areNeitherLostNorCountedTwiceByManyThreads() {
            AtomicLong taken = new AtomicLong();
            try (Crowd<Boolean> crowd = new Crowd<>(8, () -> {
                for (int i = 0; i < 20_000; i++) {
                    key.used(Sandbox.NOW.toEpochMilli());
                    KeyUse uses = i % 100 == 0 ? key.takeUses() : null;
                    taken.addAndGet(uses == null ? 0 : uses.count());
                }
                return true;
            })) {
                assertThat(crowd.outcomes()).hasSize(8);
            }
            KeyUse rest = key.takeUses();
            assertThat(taken.get() + (rest == null ? 0 : rest.count())).isEqualTo(160_000);
        }

        @Test
        void lookAtTheRealClockAtFirstAndNowAndThen() {
            int exact = 0;
            for (int i = 0; i < 640; i++) {
                exact += key.needsExactTime() ? 1 : 0;
                key.used(Sandbox.NOW.toEpochMilli());
            }
            assertThat(exact).isEqualTo(10);
        }
    }

    @Nested
    class TheRecord {

        @Test
        void isForgottenByALaterEventOnly() {
            key.put(record("$old", 5));
            key.changed(5);
            assertThat(key.record()).isNotNull();
            key.changed(6);
            assertThat(key.record()).isNull();
        }

        /** The record with the other hash would have stayed, however often it was revoked. */
        @Test
        void isForgottenAlsoWhereItGetsAnotherHashInTheSameMoment() {
            AtomicBoolean over = new AtomicBoolean();
            try (Crowd<Boolean> rehashing = new Crowd<>(1, () -> {
                while (!over.get()) {
                    key.rehashed("$old", "$new");
                    key.rehashed("$new", "$old");
                }
                return true;
            })) {
                for (int i = 0; i < 200_000; i++) {
                    key.put(record("$old", 5));
                    key.changed(6);
                    assertThat(key.record() == null).isTrue();
                }
                over.set(true);
                assertThat(rehashing.outcomes()).hasSize(1);
            }
        }
    }

    @Nested
    class Secret {

        @Test
        void isKnownForItsHashOnly() {
            key.remember(SECRET);
            assertThat(key.verified("$old")).isEqualTo(SECRET);
            assertThat(key.verified("$new")).isNull();
        }

        /** The store may show either, and a caller who was let in before must never have to wait for a slow hash. */
        @Test
        void staysKnownWhicheverOfItsHashesIsStored() {
            key.put(record("$old", 5));
            key.remember(SECRET);
            key.expect("$old", "$new");
            assertThat(key.verified("$old")).matches(SECRET::isSameSecret);
            assertThat(key.verified("$new")).matches(SECRET::isSameSecret);
            assertThat(key.verified("$other")).isNull();
            key.rehashed("$old", "$new");
            assertThat(key.verified("$new")).isNotNull();
            assertThat(key.record()).isNotNull().satisfies(record -> {
                assertThat(record.hash()).isEqualTo("$new");
                assertThat(record.sequence()).isEqualTo(5);
            });
        }

        @Test
        void isNotTakenForThatOfAnotherHash() {
            key.put(record("$other", 5));
            key.remember(new VerifiedSecret("$other", DIGEST, 5));
            key.expect("$old", "$new");
            key.rehashed("$old", "$new");
            assertThat(key.verified("$new")).isNull();
            assertThat(key.verified("$other")).isNotNull();
            assertThat(key.record()).isNotNull().extracting(KeyRecord::hash).isEqualTo("$other");
        }

        @Test
        void isAnotherWhereAnyPartDiffers() {
            for (int i = 0; i < 5; i++) {
                long[] parts = {1, 2, 3, 4, 5};
                parts[i] ^= 1L << 63;
                VerifiedSecret other = new VerifiedSecret(
                        "$old", new SecretDigests.Digest(parts[0], parts[1], parts[2], parts[3]), parts[4]);
                assertThat(SECRET.isSameSecret(other)).as("part %d", i).isFalse();
            }
            assertThat(SECRET.isSameSecret(new VerifiedSecret("$new", DIGEST, 5)))
                    .isTrue();
        }

        @Test
        void isInNoText() {
            assertThat(SECRET).hasToString("VerifiedSecret");
            assertThat(DIGEST).hasToString("Digest");
        }
    }
}
