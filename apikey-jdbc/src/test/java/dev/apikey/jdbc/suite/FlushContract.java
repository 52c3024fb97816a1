// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKeys;
import dev.apikey.IssuedKey;
import dev.apikey.jdbc.ConnectionPool;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.spi.KeyStore;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A node that is killed loses the uses since its last flush, which was 30 seconds ago at most, and no more; and none is counted twice. Waits in real time. */
@Execution(ExecutionMode.CONCURRENT)
public abstract class FlushContract {

    private static final Duration INTERVAL = Duration.ofSeconds(30);
    /** What a machine that is busy may take besides. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final int KEYS = 20;
    private static final int USES = 100;

    private final EmptyDatabase database;

    protected FlushContract(EmptyDatabase database) {
        this.database = database;
    }

    @Test
    void losesNoMoreThanTheLastIntervalWhenANodeIsKilled() throws Exception {
        List<IssuedKey> keys = new ArrayList<>();
        try (ConnectionPool pool = database.open()) {
            KeySchema.apply(pool.dataSource());
            try (ApiKeys node = Nodes.builder(pool.dataSource()).build()) {
                for (int key = 0; key < KEYS; key++) {
                    keys.add(Nodes.issue(node));
                }
            }
        }
        useAndKill(keys);
        try (ConnectionPool pool = database.open()) {
            KeyStore store = JdbiKeyStore.of(pool.dataSource());
            for (IssuedKey key : keys) {
                assertThat(store.usage(key.key().id(), LocalDate.EPOCH, LocalDate.of(9999, 12, 31)).stream()
                                .mapToLong(use -> use.count())
                                .sum())
                        .isEqualTo(USES);
                assertThat(store.find(key.key().id()).orElseThrow().key().lastUsedAt())
                        .isNotNull();
            }
        }
    }

    private void useAndKill(List<IssuedKey> keys) throws Exception {
        try (ChildProcess child = ChildProcess.start(FlushingNode.class, database, Integer.toString(USES))) {
            keys.forEach(key -> child.tell(key.revealToken()));
            child.tell(".");
            assertThat(child.line()).isEqualTo("used");
            long used = System.nanoTime();
            assertThat(child.line()).isEqualTo("flushed");
            assertThat(Duration.ofNanos(System.nanoTime() - used)).isLessThan(INTERVAL.plus(GRACE));
            assertThat(child.line()).isEqualTo("used again");
            child.kill();
        }
    }
}
