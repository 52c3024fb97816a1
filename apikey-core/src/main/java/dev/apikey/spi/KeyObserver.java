// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import dev.apikey.AuthenticationResult;

/**
 * Is told what was decided, with the reasons that clients are never told: what metrics, logs and alarms hang on.
 *
 * <p>Implementations are thread-safe, return at once and do not throw (what they throw is logged and changes nothing). They pass
 * {@code dev.apikey.testkit.KeyObserverContract}.
 */
@FunctionalInterface
public interface KeyObserver {

    /**
     * A decision was made. Called on the request's thread, by many threads at once.
     *
     * @param result what was decided; holds no secret
     * @param source where the request came from, as the caller of {@code authenticate} put it: text from outside
     */
    void decided(AuthenticationResult result, String source);

    /**
     * The engine did something. Called up to a quarter of a second later, on a thread that does nothing else: if this hangs, nobody hears of further
     * events, and nothing else happens. Where there are more than 1,000 at a time, as under attack, the rest is not told; {@link dev.apikey.ApiKeys#state}
     * counts them all, and those that were not told.
     */
    default void happened(EngineEvent event) {}
}
