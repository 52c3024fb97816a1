// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.spi.NodeReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Each node has one line, which is as it said last. */
abstract class NodeBehaviour extends StoreBehaviour {

    private static NodeReport report(UUID id, String name, Instant seenAt, long sequence) {
        return new NodeReport(id, name, "0.1.0", NOW, seenAt, sequence, Duration.ofMillis(sequence));
    }

    @Test
    void areNoneInAnEmptyStore() {
        assertThat(store.nodes()).isEmpty();
    }

    @Test
    void areListedAsTheySaidLast() {
        NodeReport one = report(new UUID(1, 1), "one", NOW, 0);
        NodeReport two = report(new UUID(2, 2), "\uD83D\uDD11 " + "x".repeat(250), NOW, 1);
        NodeReport later = report(new UUID(1, 1), "uno", NOW.plusSeconds(10), Long.MAX_VALUE);
        store.reportNode(one, NOW);
        store.reportNode(two, NOW);
        assertThat(store.nodes()).containsExactlyInAnyOrder(one, two);
        store.reportNode(later, NOW);
        store.reportNode(later, NOW);
        assertThat(store.nodes()).containsExactlyInAnyOrder(later, two);
    }

    @Test
    void areForgottenOnceTheyHaveSaidNothingForLong() {
        NodeReport silent = report(new UUID(1, 1), "silent", NOW.minusMillis(1), 7);
        NodeReport quiet = report(new UUID(2, 2), "quiet", NOW, 7);
        NodeReport loud = report(new UUID(3, 3), "loud", NOW.plusSeconds(60), 7);
        store.reportNode(silent, NOW.minusSeconds(60));
        store.reportNode(quiet, NOW.minusSeconds(60));
        store.reportNode(loud, NOW);
        assertThat(store.nodes()).containsExactlyInAnyOrder(quiet, loud);
    }

    @Test
    void sayWhatTheyHaveToSayAtOnce() throws Exception {
        List<UUID> ids = EightThreads.run(thread -> {
            UUID id = new UUID(thread, thread);
            for (int i = 0; i < 10; i++) {
                store.reportNode(report(id, "node " + thread, NOW.plusSeconds(i), i), NOW);
            }
            return id;
        });
        assertThat(store.nodes()).extracting(NodeReport::id).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(store.nodes()).extracting(NodeReport::appliedSequence).containsOnly(9L);
    }
}
