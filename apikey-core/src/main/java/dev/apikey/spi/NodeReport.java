// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * What one node says of itself, for operators. Nothing is decided by it.
 *
 * @param id drawn anew at each start
 * @param name what the host calls it, at most 255 characters
 * @param library the version of the library that it runs, at most 40 characters
 * @param startedAt when it first said something of itself, some seconds after its start, in milliseconds, by its own clock
 * @param seenAt when it said this
 * @param appliedSequence the last event that holds on it; 0 = none yet
 * @param behind how long before {@code seenAt} it had last read the feed of changes to its end, in milliseconds
 */
public record NodeReport(
        UUID id,
        String name,
        String library,
        Instant startedAt,
        Instant seenAt,
        long appliedSequence,
        Duration behind) {

    /** Refuses null. */
    public NodeReport {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(library, "library");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(seenAt, "seenAt");
        Objects.requireNonNull(behind, "behind");
    }
}
