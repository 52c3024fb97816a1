// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyEvent.Kind;
import dev.apikey.spi.RecordedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A version more, an event more, in the same commit; and no event where nothing changed. */
class Law8EveryChangeLeavesHistoryTest {

    private final Sandbox sandbox = new Sandbox();
    private final KeyAdministration keys = sandbox.builder().build().administer(Sandbox.EVERYTHING);

    @Test
    void everyStepOfARandomWalkIsThereOnce() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<UUID> ids = new ArrayList<>();
        for (int step = 0; step < 2_000; step++) {
            sandbox.clock.move(Duration.ofMillis(1 + random.nextInt(1_000)));
            List<RecordedEvent> before = sandbox.events();
            if (ids.isEmpty() || random.nextInt(10) == 0) {
                UUID id = keys.issue(KeyRequest.of("CI", Permissions.of("*")))
                        .key()
                        .id();
                ids.add(id);
                assertOneMore(seed, before, new KeyEvent(id, Kind.ISSUED, Sandbox.ADA, null, sandbox.clock.instant()));
            } else {
                change(seed, before, ids.get(random.nextInt(ids.size())), random.nextInt(3));
            }
        }
        assertThat(sandbox.events())
                .extracting(RecordedEvent::sequence)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    private void change(long seed, List<RecordedEvent> before, UUID id, int what) {
        ApiKey old = keys.find(id).orElseThrow();
        Kind kind = List.of(Kind.DISABLED, Kind.ENABLED, Kind.REVOKED).get(what);
        String reason = kind == Kind.REVOKED ? "lost" : null;
        ApiKey now = switch (kind) {
            case DISABLED -> keys.disable(id).orElseThrow();
            case ENABLED -> keys.enable(id).orElseThrow();
            default -> keys.revoke(id, reason).orElseThrow();
        };
        assertThat(keys.find(id)).as("seed %d", seed).contains(now);
        if (now.equals(old)) {
            assertThat(sandbox.events()).as("seed %d", seed).isEqualTo(before);
        } else {
            assertThat(now.version()).as("seed %d", seed).isEqualTo(old.version() + 1);
            assertOneMore(seed, before, new KeyEvent(id, kind, Sandbox.ADA, reason, sandbox.clock.instant()));
        }
    }

    private void assertOneMore(long seed, List<RecordedEvent> before, KeyEvent event) {
        List<RecordedEvent> expected = new ArrayList<>(before);
        expected.add(new RecordedEvent(before.size() + 1L, event));
        assertThat(sandbox.events()).as("seed %d", seed).isEqualTo(expected);
    }

    @Test
    void whatCannotBeRecordedDoesNotHappen() {
        UUID id = sandbox.issue().key().id();
        ForwardingStore unwritable = new ForwardingStore(sandbox.store) {
            @Override
            public boolean commit(List<KeyChange> changes) {
                throw Broken.RUNTIME.raise();
            }
        };
        KeyAdministration broken = sandbox.builder(unwritable).build().administer(Sandbox.EVERYTHING);
        assertThatIllegalStateException().isThrownBy(() -> broken.issue(KeyRequest.of("CI", Permissions.of("*"))));
        assertThatIllegalStateException().isThrownBy(() -> broken.disable(id));
        assertThatIllegalStateException().isThrownBy(() -> broken.revoke(id, null));
        assertThat(keys.find(id).orElseThrow().version()).isEqualTo(1);
        assertThat(sandbox.events()).hasSize(1);
    }

    @Test
    void authenticatingIsNoChange() {
        IssuedKey issued = sandbox.issue();
        ForwardingStore store = new ForwardingStore(sandbox.store);
        sandbox.builder(store).build().authenticate(issued.revealToken(), "test");
        assertThat(store.commits()).isZero();
        assertThat(sandbox.events()).hasSize(1);
    }
}
