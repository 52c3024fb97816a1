// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import dev.apikey.ApiKeys;
import java.time.Duration;

/**
 * Something that the engine did away from the path of most requests, and how long it took: for timers and distributions. What counts and levels show is in
 * {@link ApiKeys#state}.
 */
public sealed interface EngineEvent {

    /**
     * A slow hash was computed, for a secret to verify or a new one.
     *
     * @param took without the time that it waited
     */
    record Hashed(Duration took) implements EngineEvent {}

    /**
     * The store was asked for a key.
     *
     * @param took until it answered
     * @param answered false = it threw
     */
    record LookedUp(Duration took, boolean answered) implements EngineEvent {}

    /**
     * The feed told of changes, and from now on they hold on this node.
     *
     * @param changes how many
     * @param reach how long ago the first of them was made, by the clocks of both nodes; not negative
     */
    record ChangesSeen(int changes, Duration reach) implements EngineEvent {}

    /**
     * Uses were written down.
     *
     * @param keys how many keys the store was told of, each once for a day
     * @param failures how many batches of 500 it did not take; they are kept for the next time
     * @param took all batches together
     */
    record Flushed(int keys, int failures, Duration took) implements EngineEvent {}

    /**
     * A hash was to be replaced by one that is made as today.
     *
     * @param replaced false = it failed, or the key had changed meanwhile
     */
    record Rehashed(boolean replaced) implements EngineEvent {}

    /**
     * {@link OwnerRights} were asked about an owner. Not told where every owner may do everything.
     *
     * @param took until they answered
     * @param answered false = they threw
     */
    record OwnerAsked(Duration took, boolean answered) implements EngineEvent {}
}
