// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import dev.apikey.AuthenticationResult;

/**
 * Is told what was decided, with the reasons that clients are never told: what metrics, logs and alarms hang on.
 *
 * <p>Called on the request's thread, by many threads at once: implementations are thread-safe, return at once and do not throw
 * (what they throw is logged and changes nothing). They pass {@code dev.apikey.testkit.KeyObserverContract}.
 */
@FunctionalInterface
public interface KeyObserver {

    /**
     * A decision was made.
     *
     * @param result what was decided; holds no secret
     * @param source where the request came from, as the caller of {@code authenticate} put it: text from outside
     */
    void decided(AuthenticationResult result, String source);
}
