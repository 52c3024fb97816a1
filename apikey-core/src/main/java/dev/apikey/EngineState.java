// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Duration;

/**
 * How the engine of one {@link ApiKeys} is doing at this moment, for gauges and counters. Its numbers are read one after the other, so that they may differ
 * by what happens meanwhile; those that count "since the start" only rise.
 *
 * @param cache what is remembered
 * @param feed how well it hears of changes
 * @param hashing slow hashes
 * @param lookUps reads of the store that requests wait for
 * @param unwrittenUses keys whose uses the store has not taken yet, and which were counted aside: more than a few = it does not take them
 * @param untoldEvents events since the start that the observer was not told of, because there were too many at a time
 */
public record EngineState(
        Cache cache, Feed feed, SlowHashes hashing, Reads lookUps, int unwrittenUses, long untoldEvents) {

    /**
     * What this node remembers of keys.
     *
     * @param keys how many it knows
     * @param maxKeys how many it may know
     * @param hits tokens since the start that were recognised by what it remembers
     * @param misses since the start, how often the store was asked instead
     */
    public record Cache(int keys, int maxKeys, long hits, long misses) {}

    /**
     * How well this node hears of changes.
     *
     * @param sequence of the last change that holds here; 0 = none yet
     * @param leaseAge how long ago the feed had been read to its end; more than a day where it never was, because the first question failed
     * @param staleAfter the age from which every token is undecided
     * @param restarts since the start, how often the feed was not the one that was followed, or too far ahead, so that every record was dropped
     */
    public record Feed(long sequence, Duration leaseAge, Duration staleAfter, long restarts) {}

    /**
     * Slow hashes.
     *
     * @param permits how many may run at once
     * @param running how many do
     * @param waiting how many wait for their turn
     * @param delay how long the next one waits for those who were wrong to be paid for; zero = not at all
     * @param computed since the start
     * @param replaced since the start, hashes that were made otherwise than today and are not any more
     */
    public record SlowHashes(int permits, int running, int waiting, Duration delay, long computed, long replaced) {}

    /**
     * Reads of the store that requests wait for.
     *
     * @param running how many are on their way
     * @param waiting how many wait for their turn
     */
    public record Reads(int running, int waiting) {}
}
