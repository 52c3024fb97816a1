// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Duration;
import java.util.Objects;

/**
 * How far somebody may go now who makes keys: what a form offers, so that nobody asks in vain. Each request is judged all the same.
 *
 * @param authority the most that he may grant, and whose keys he may make; capped by the key by which he asks
 * @param longest the longest lifetime that he may ask for; zero or less = none, because his own authority ends now
 * @param mayNeverExpire whether a key for which no lifetime is asked never expires
 */
public record IssuingBounds(Authority authority, Duration longest, boolean mayNeverExpire) {

    /** Refuses null. */
    public IssuingBounds {
        Objects.requireNonNull(authority, "authority");
        Objects.requireNonNull(longest, "longest");
    }
}
