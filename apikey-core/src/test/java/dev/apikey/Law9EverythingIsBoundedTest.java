// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.spi.StoredKey;
import dev.apikey.testkit.ForwardingStore;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A flood of requests is no flood of anything else. Waiters for a slow hash are bounded in {@link WorkersTest}. */
class Law9EverythingIsBoundedTest {

    private final Sandbox sandbox = new Sandbox();
    private final CapturedLog log = CapturedLog.asInProduction();

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void rejectionsLogNothingUnlessSomebodyLooksForThem() {
        try (CapturedLog everything = CapturedLog.ofThisThread()) {
            IssuedKey issued = sandbox.issue();
            ApiKeys keys = sandbox.builder().build();
            keys.administer(Sandbox.EVERYTHING).revoke(issued.key().id(), null);
            for (int i = 0; i < 1_000; i++) {
                keys.authenticate("garbage", "test");
                keys.authenticate(issued.revealToken(), "test");
            }
            assertThat(everything.records())
                    .extracting(LogRecord::getLevel)
                    .containsOnly(Level.FINE); // what System.Logger calls DEBUG
        }
        assertThat(log.records()).isEmpty();
    }

    @Test
    void aBrokenStoreLogsOnceInAWhile() {
        IssuedKey issued = sandbox.issue();
        ApiKeys keys = sandbox.builder(new ForwardingStore(sandbox.store) {
                    @Override
                    public Optional<StoredKey> find(UUID id) {
                        throw Broken.RUNTIME.raise();
                    }
                })
                .build();
        flood(keys, issued.revealToken());
        assertThat(log.records()).hasSize(1);
    }

    @Test
    void aBrokenObserverLogsOnceInAWhile() {
        ApiKeys keys = sandbox.builder()
                .observer((result, source) -> {
                    throw Broken.RUNTIME.raise();
                })
                .build();
        flood(keys, "garbage");
        assertThat(log.records()).hasSize(1);
    }

    @Test
    void aBrokenStoreAndABrokenObserverDoNotHideOneAnother() {
        IssuedKey issued = sandbox.issue();
        ApiKeys keys = sandbox.builder(new ForwardingStore(sandbox.store) {
                    @Override
                    public Optional<StoredKey> find(UUID id) {
                        throw Broken.RUNTIME.raise();
                    }
                })
                .observer((result, source) -> {
                    throw Broken.RUNTIME.raise();
                })
                .build();
        flood(keys, issued.revealToken());
        assertThat(log.records()).hasSize(2);
    }

    @Test
    void nothingThatAClientSentIsLogged() {
        ApiKeys keys = sandbox.builder()
                .observer((result, source) -> {
                    throw Broken.RUNTIME.raise();
                })
                .build();
        keys.authenticate("sent-as-token", "sent-as-source");
        assertThat(log.text()).contains("observer").doesNotContain("sent-as");
        try (CapturedLog everything = CapturedLog.ofThisThread()) {
            keys.authenticate("sent-as-token", "sent-as-source");
            assertThat(everything.text())
                    .as("at DEBUG")
                    .contains("sent-as-source")
                    .doesNotContain("sent-as-token");
        }
    }

    @Test
    void aTokenOfAMillionCharactersIsNoToken() {
        ApiKeys keys = sandbox.builder().build();
        assertThat(keys.authenticate("a".repeat(1_000_000), "x".repeat(1_000_000)))
                .isEqualTo(new Rejected(Reason.MALFORMED, null));
    }

    private static void flood(ApiKeys keys, String token) {
        for (int i = 0; i < 1_000; i++) {
            keys.authenticate(token, "test");
        }
    }
}
