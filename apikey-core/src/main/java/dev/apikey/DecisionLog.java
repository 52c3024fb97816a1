// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.spi.KeyObserver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Logs at DEBUG why a token was rejected, for whoever looks for the reason that its sender is not told. Undecided tokens raise
 * an alarm elsewhere; success logs nothing. Thread-safe.
 */
final class DecisionLog implements KeyObserver {

    /** An IPv6 address with its zone fits. */
    private static final int MAX_SOURCE = 64;

    private static final Logger LOGGER = System.getLogger(ApiKeys.class.getName());

    @Override
    public void decided(AuthenticationResult result, String source) {
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
