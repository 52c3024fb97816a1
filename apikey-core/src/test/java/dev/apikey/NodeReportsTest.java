// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.apikey.spi.NodeReport;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NodeReportsTest {

    private final Sandbox sandbox = new Sandbox();
    private final AtomicLong nanos = new AtomicLong();
    private final Follower follower = new Follower(
            sandbox.store, new KeyCache(9, uses -> {}), Duration.ofSeconds(10), nanos::get, Silence.TELLING);

    private NodeReports node(String name) {
        return new NodeReports(sandbox.store, new MillisClock(sandbox.clock), follower, name);
    }

    @Test
    void sayHowFarANodeFollows() {
        NodeReports node = node("web-1");
        sandbox.issue();
        follower.poll();
        nanos.set(Duration.ofMillis(700).toNanos());
        node.report();
        sandbox.clock.move(Duration.ofSeconds(10));
        node.report();
        NodeReport report = sandbox.store.nodes().get(0);
        assertThat(report)
                .isEqualTo(new NodeReport(
                        report.id(),
                        "web-1",
                        "unknown", // where no jar tells
                        Sandbox.NOW,
                        Sandbox.NOW.plusSeconds(10),
                        1,
                        Duration.ofMillis(700)));
    }

    @Test
    void areOfTheSameNodeUntilItStartsAnew() {
        NodeReports node = node("web-1");
        node.report();
        node.report();
        assertThat(sandbox.store.nodes()).hasSize(1);
        node("web-1").report();
        assertThat(sandbox.store.nodes()).hasSize(2);
        sandbox.clock.move(Duration.ofDays(1).plusMillis(1));
        node.report();
        assertThat(sandbox.store.nodes()).hasSize(1);
    }

    @Test
    void nameANodeByItsIdWhereTheHostDoesNot() {
        node("").report();
        assertThat(sandbox.store.nodes())
                .allSatisfy(report ->
                        assertThat(report.name()).isEqualTo(report.id().toString()));
    }

    @Test
    void haveANameThatFits() {
        ApiKeys.Builder builder = sandbox.builder();
        for (String wrong : new String[] {"", " ", "a\nb", "x".repeat(256)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.nodeName(wrong))
                    .withMessageContaining("nodeName");
        }
        builder.nodeName("web-1").build().close();
    }
}
