// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import dev.apikey.ApiKey;
import dev.apikey.AuthenticationResult;
import java.time.Duration;

/**
 * Is told what was decided, with the reasons that clients are never told: what metrics, logs and alarms hang on.
 *
 * <p>{@link #decided} is called on the request's thread, by many threads at once: implementations are thread-safe, return at once and do not throw
 * (what they throw is logged and changes nothing). They pass {@code dev.apikey.testkit.KeyObserverContract}.
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
     * An active key expires soon, and no successor is in its place: its owner wants to hear of it. Told once by all nodes together, on a thread that does
     * nothing else; not at all if the node ends in this moment, or this throws. What is not told here, the next time ahead tells.
     *
     * @param key as it was found; it may have changed since
     * @param ahead one of {@link dev.apikey.ApiKeys.Builder#expiryNotices}; less time may be left where no node ran
     */
    default void expiring(ApiKey key, Duration ahead) {}

    /** A key has expired that was active and has no successor. Told as {@link #expiring}, if zero is among the times ahead. */
    default void expired(ApiKey key) {}

    /**
     * The engine did something. Called up to a quarter of a second later, on a thread that does nothing else: if this hangs, nobody hears of further
     * events, and nothing else happens. Where there are more than 1,000 at a time, as under attack, the rest is not told; {@link dev.apikey.ApiKeys#state}
     * counts them all, and those that were not told.
     */
    default void happened(EngineEvent event) {}
}
