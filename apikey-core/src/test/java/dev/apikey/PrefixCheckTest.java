// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrefixCheckTest {

    private final Sandbox sandbox = new Sandbox();
    private final CapturedLog log = new CapturedLog();

    @AfterEach
    void close() {
        log.close();
    }

    private void check(String... accepted) {
        new PrefixCheck(Set.of(accepted), sandbox.store, new MillisClock(sandbox.clock)).run();
    }

    @Test
    void warnsWhereNoStoredKeyIsAccepted() {
        sandbox.issue();
        check("acme_eu");
        assertThat(log.text())
                .contains("none of the stored keys is accepted")
                .contains("acme_live")
                .contains("acme_eu");
    }

    @Test
    void saysNothingWhereOneIsOrWhereThereAreNone() {
        check("acme_eu");
        sandbox.issue();
        check("acme_eu", "acme_live");
        assertThat(log.text()).doesNotContain("none of the stored keys");
    }
}
