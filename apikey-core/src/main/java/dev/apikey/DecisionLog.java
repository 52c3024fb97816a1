// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.spi.EngineEvent;
import dev.apikey.spi.KeyObserver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Logs at DEBUG why a token was rejected, for whoever looks for the reason that its sender is not told, whatever else the host observes: somebody who adds
 * metrics does not lose the log. Undecided tokens raise an alarm elsewhere; success logs nothing. Thread-safe if the host's observer is.
 */
final class DecisionLog implements KeyObserver {

    /** An IPv6 address with its zone fits. */
    private static final int MAX_SOURCE = 64;

    private static final Logger LOGGER = System.getLogger(ApiKeys.class.getName());

    private final KeyObserver host;

    DecisionLog() {
        this((result, source) -> {});
    }

    /** @param host is told everything, and first */
    DecisionLog(KeyObserver host) {
        this.host = host;
    }

    @Override
    public void decided(AuthenticationResult result, String source) {
        try {
            host.decided(result, source);
        } finally {
            log(result, source);
        }
    }

    @Override
    public void expiring(ApiKey key, Duration ahead) {
        host.expiring(key, ahead);
    }

    @Override
    public void expired(ApiKey key) {
        host.expired(key);
    }

    @Override
    public void happened(EngineEvent event) {
        host.happened(event);
    }

    private static void log(AuthenticationResult result, String source) {
        if (result instanceof Rejected rejected && LOGGER.isLoggable(Level.DEBUG)) {
            LOGGER.log(
                    Level.DEBUG,
                    "rejected a token from {0}: {1}, key {2}",
                    Printable.quote(source, MAX_SOURCE),
                    rejected.reason(),
                    rejected.keyId());
        }
    }
}
