// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyEvent.Kind;
import dev.apikey.spi.KeyVersion;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.testkit.ForwardingStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A version more, an event more, in the same commit; and no event where nothing changed. */
class Law8EveryChangeLeavesHistoryTest {

    private final Sandbox sandbox = new Sandbox();
    private final KeyAdministration keys = sandbox.builder().build().administer(Sandbox.EVERYTHING);
    private final List<UUID> ids = new ArrayList<>();

    @Test
    void everyStepOfARandomWalkIsThereOnce() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<KeyEvent> expected = new ArrayList<>();
        for (int step = 0; step < 3_000; step++) {
            sandbox.clock.move(Duration.ofMillis(1 + random.nextInt(1_000)));
            if (ids.isEmpty() || random.nextInt(8) == 0) {
                ApiKey key =
                        keys.issue(KeyRequest.of("CI", Permissions.of("*"))).key();
                ids.add(key.id());
                expected.add(KeyEvent.issued(key, Sandbox.ADA, sandbox.clock.instant()));
            } else {
                expected.addAll(change(ids.get(random.nextInt(ids.size())), random));
            }
            assertThat(sandbox.events()).as("seed %d", seed).hasSize(expected.size());
        }
        assertThat(sandbox.events())
                .as("seed %d", seed)
                .extracting(RecordedEvent::event)
                .isEqualTo(expected);
        assertThat(sandbox.events())
                .extracting(RecordedEvent::sequence)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    /** Makes a change, and says what history must say about it. */
    private List<KeyEvent> change(UUID id, Random random) {
        ApiKey before = keys.find(id).orElseThrow();
        Instant now = sandbox.clock.instant();
        try {
            switch (random.nextInt(6)) {
                case 0 -> keys.disable(id);
                case 1 -> keys.enable(id);
                case 2 -> keys.update(id, key -> key.withName("name " + random.nextInt(3)));
                case 3 -> keys.revoke(id, "lost");
                case 4 -> {
                    keys.delete(id);
                    ids.remove(id);
                    return List.of(KeyEvent.deleted(before, Sandbox.ADA, now));
                }
                default -> {
                    ApiKey successor =
                            keys.rotate(id, Rotation.standard()).orElseThrow().key();
                    ids.add(successor.id());
                    return List.of(changed(Kind.ROTATED, before, null), KeyEvent.issued(successor, Sandbox.ADA, now));
                }
            }
        } catch (KeyStateException refused) {
            assertThat(keys.find(id)).contains(before);
            return List.of();
        }
        ApiKey after = keys.find(id).orElseThrow();
        if (after.equals(before)) {
            return List.of();
        }
        assertThat(after.version()).isEqualTo(before.version() + 1);
        return List.of(changed(kindOf(before, after), before, after.revokedReason()));
    }

    private KeyEvent changed(Kind kind, ApiKey before, @Nullable String reason) {
        ApiKey after = keys.find(before.id()).orElseThrow();
        return KeyEvent.changed(kind, before, after, Sandbox.ADA, reason, sandbox.clock.instant());
    }

    private static Kind kindOf(ApiKey before, ApiKey after) {
        if (after.revokedAt() != null) {
            return Kind.REVOKED;
        }
        if (!after.name().equals(before.name())) {
            return Kind.UPDATED;
        }
        return after.disabledAt() != null ? Kind.DISABLED : Kind.ENABLED;
    }

    @Test
    void tellsOldAndNewAndWhoAndWhyAndWhen() {
        UUID id = sandbox.issue().key().id();
        sandbox.clock.move(Duration.ofMinutes(1));
        Actor cyd = new Actor("cyd", "Cyd Charisse");
        KeyAdministration byCyd = sandbox.builder()
                .build()
                .administer(Authority.of(cyd, Permissions.of("*")).withOwners(Owners.all()));
        byCyd.update(id, key -> key.withName("Nightly").withPermissions(Permissions.of("files:read")));
        byCyd.revoke(id, "left in a log");
        assertThat(keys.history(id, Long.MAX_VALUE, 2))
                .extracting(RecordedEvent::event)
                .containsExactly(
                        new KeyEvent(
                                id,
                                "ben",
                                Kind.REVOKED,
                                cyd,
                                "left in a log",
                                Sandbox.NOW.plusSeconds(60),
                                new KeyEvent.Facts("Nightly", Permissions.of("files:read"), null),
                                new KeyEvent.Facts("Nightly", Permissions.of("files:read"), null),
                                null),
                        new KeyEvent(
                                id,
                                "ben",
                                Kind.UPDATED,
                                cyd,
                                null,
                                Sandbox.NOW.plusSeconds(60),
                                new KeyEvent.Facts("CI", Permissions.of("*"), null),
                                new KeyEvent.Facts("Nightly", Permissions.of("files:read"), null),
                                null));
    }

    @Test
    void whatCannotBeRecordedDoesNotHappen() {
        ApiKey key = sandbox.issue().key();
        UUID id = key.id();
        ForwardingStore unwritable = new ForwardingStore(sandbox.store) {
            @Override
            public CommitOutcome commit(List<KeyChange> changes, @Nullable KeyVersion asker) {
                throw Broken.RUNTIME.raise();
            }
        };
        KeyAdministration broken = sandbox.builder(unwritable).build().administer(Sandbox.EVERYTHING);
        assertThatIllegalStateException().isThrownBy(() -> broken.issue(KeyRequest.of("CI", Permissions.of("*"))));
        assertThatIllegalStateException().isThrownBy(() -> broken.disable(id));
        assertThatIllegalStateException().isThrownBy(() -> broken.update(id, old -> old.withName("new")));
        assertThatIllegalStateException().isThrownBy(() -> broken.rotate(id, Rotation.standard()));
        assertThatIllegalStateException().isThrownBy(() -> broken.revoke(id, null));
        assertThatIllegalStateException().isThrownBy(() -> broken.revokeAll(KeyQuery.all(), null));
        assertThatIllegalStateException().isThrownBy(() -> broken.delete(id));
        assertThat(keys.find(id)).contains(key);
        assertThat(sandbox.events()).hasSize(1);
    }

    @Test
    void authenticatingIsNoChange() {
        IssuedKey issued = sandbox.issue();
        ForwardingStore store = new ForwardingStore(sandbox.store);
        try (ApiKeys used = sandbox.builder(store).build()) {
            used.authenticate(issued.revealToken(), "test");
        }
        assertThat(store.commits()).isZero();
        assertThat(sandbox.events()).hasSize(1);
        assertThat(keys.find(issued.key().id()).orElseThrow())
                .satisfies(key -> assertThat(key.version()).isEqualTo(1))
                .satisfies(key -> assertThat(key.lastUsedAt()).isEqualTo(Sandbox.NOW));
    }
}
