// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.LocalDate;
import java.util.Objects;

/**
 * How often a key was used on a day.
 *
 * @param day the day in UTC
 * @param count how many requests with it were accepted
 */
public record DailyUse(LocalDate day, long count) {

    /** Refuses null. */
    public DailyUse {
        Objects.requireNonNull(day, "day");
    }
}
