// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKey;
import dev.apikey.DailyUse;
import dev.apikey.KeyQuery;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.spi.StoredKey;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A node that is killed in the middle of anything leaves whole changes only, and all of those that it was told are made. */
public abstract class KillContract {

    /** How often a node is killed. */
    private static final int KILLS = Integer.getInteger("apikey.kills", 3);

    private static final int MOST_CHANGES = 80;

    private final EmptyDatabase database;
    private final Set<UUID> issued = new HashSet<>();
    private final Set<UUID> revoked = new HashSet<>();
    private final Set<UUID> deleted = new HashSet<>();
    private final Map<UUID, Long> used = new HashMap<>();

    protected KillContract(EmptyDatabase database) {
        this.database = database;
    }

    @Test
    void leavesWholeChangesWhereverANodeIsKilled() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed of the kills: " + seed);
        Random random = new Random(seed);
        try (ConnectionPool pool = database.open()) {
            KeySchema.apply(pool.dataSource());
        }
        for (int kill = 0; kill < KILLS; kill++) {
            workUntilKilled(random);
            try (ConnectionPool pool = database.open()) {
                assertWhole(JdbiKeyStore.of(pool.dataSource()));
            }
        }
        assertThat(revoked).isNotEmpty();
    }

    private void workUntilKilled(Random random) throws IOException, InterruptedException {
        int changes = 10 + random.nextInt(MOST_CHANGES);
        try (ChildProcess child = ChildProcess.start(KilledNode.class, database, Long.toString(random.nextLong()))) {
            for (int change = 0; change < changes; change++) {
                assertThat(note(child.line())).as("it works until it is killed").isTrue();
            }
            long until = System.nanoTime() + random.nextInt(5_000_000);
            while (System.nanoTime() < until) {
                Thread.onSpinWait(); // Somewhere in the next change.
            }
            child.kill();
            boolean saidMore = true;
            while (saidMore) {
                saidMore = note(child.line());
            }
        }
    }

    private boolean note(@Nullable String line) {
        if (line == null || !line.endsWith(" .")) {
            return false;
        }
        String[] words = line.split(" ", -1);
        UUID id = UUID.fromString(words[1]);
        switch (words[0]) {
            case "ISSUED" -> issued.add(id);
            case "REVOKED" -> revoked.add(id);
            case "DELETED" -> deleted.add(id);
            case "USED" -> used.merge(id, 1L, Long::sum);
            default -> assertThat(words[0]).isEqualTo("ROTATED");
        }
        return true;
    }

    private void assertWhole(KeyStore store) {
        Map<UUID, List<KeyEvent>> history = history(store);
        assertThat(history.keySet()).containsAll(issued);
        history.forEach((id, events) -> assertAsItsHistorySays(store, id, events));
        assertThat(store.count(KeyQuery.all(), Samples.NOW))
                .as("no key without history")
                .isEqualTo(history.keySet().stream()
                        .filter(id -> store.find(id).isPresent())
                        .count());
        for (UUID id : revoked) {
            assertThat(store.find(id).orElseThrow().key().revokedAt()).isNotNull();
        }
        for (UUID id : deleted) {
            assertThat(store.find(id)).isEmpty();
        }
        used.forEach((id, count) -> assertCounted(store, id, count));
    }

    private static void assertAsItsHistorySays(KeyStore store, UUID id, List<KeyEvent> events) {
        Optional<ApiKey> key = store.find(id).map(StoredKey::key);
        Set<KeyEvent.Kind> kinds = new HashSet<>();
        events.forEach(event -> kinds.add(event.kind()));
        assertThat(events.get(0).kind()).isEqualTo(KeyEvent.Kind.ISSUED);
        assertThat(key.isEmpty()).isEqualTo(kinds.contains(KeyEvent.Kind.DELETED));
        key.ifPresent(there -> {
            assertThat(there.version()).isEqualTo(events.size());
            assertThat(there.revokedAt() != null).isEqualTo(kinds.contains(KeyEvent.Kind.REVOKED));
            assertThat(there.replacedBy() != null).isEqualTo(kinds.contains(KeyEvent.Kind.ROTATED));
            if (there.replacedBy() != null) {
                assertThat(store.history(there.replacedBy(), Long.MAX_VALUE, 9)).isNotEmpty();
            }
        });
    }

    private void assertCounted(KeyStore store, UUID id, long count) {
        store.find(id).map(StoredKey::key).ifPresent(key -> {
            assertThat(key.lastUsedAt()).isNotNull();
            assertThat(store.usage(id, LocalDate.of(2026, 11, 24), LocalDate.of(2026, 11, 24)))
                    .singleElement()
                    .extracting(DailyUse::count)
                    .satisfies(counted -> assertThat(counted).isBetween(count, count + 1));
        });
    }

    private static Map<UUID, List<KeyEvent>> history(KeyStore store) {
        Map<UUID, List<KeyEvent>> history = new HashMap<>();
        long next = 1;
        List<RecordedEvent> page = store.events(next, 1_000);
        while (!page.isEmpty()) {
            for (RecordedEvent recorded : page) {
                assertThat(recorded.sequence()).isEqualTo(next++);
                history.computeIfAbsent(recorded.event().keyId(), id -> new ArrayList<>())
                        .add(recorded.event());
            }
            page = store.events(next, 1_000);
        }
        return history;
    }
}
