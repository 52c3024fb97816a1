// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a key shall be rotated: how long it overlaps with its successor, and how long the successor lasts.
 *
 * <pre>{@code
 * Rotation.standard()                              // a day to change over, the same lifetime again
 * Rotation.withOverlap(Duration.ZERO)              // the old token is refused at once
 * Rotation.standard().withLifetime(Lifetime.ofDays(30))
 * }</pre>
 *
 * @param overlap how long the old token is still accepted, 0 to 168 hours, cut to milliseconds; never beyond its own expiry
 * @param lifetime how long the successor lasts; null = as long as its predecessor was meant to, counted from now
 */
public record Rotation(Duration overlap, @Nullable Lifetime lifetime) {

    private static final Duration MAX_OVERLAP = Duration.ofDays(7);
    private static final Rotation STANDARD = new Rotation(Duration.ofDays(1), null);

    /** @throws IllegalArgumentException if the overlap is negative or longer than 168 hours */
    public Rotation {
        Objects.requireNonNull(overlap, "overlap");
        if (overlap.isNegative() || overlap.compareTo(MAX_OVERLAP) > 0) {
            throw new IllegalArgumentException("overlap must be from 0 to " + MAX_OVERLAP.toHours() + " hours");
        }
    }

    /** An overlap of 24 hours, and the predecessor's lifetime once more. */
    public static Rotation standard() {
        return STANDARD;
    }

    /** This overlap, and the predecessor's lifetime once more. */
    public static Rotation withOverlap(Duration overlap) {
        return new Rotation(overlap, null);
    }

    /** The same overlap, with a successor that lasts this long. */
    public Rotation withLifetime(Lifetime lifetime) {
        return new Rotation(overlap, Objects.requireNonNull(lifetime, "lifetime"));
    }
}
