// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import java.util.UUID;

/**
 * That a key was used on a day, how often, and when last.
 *
 * @param keyId the key
 * @param day the day in UTC
 * @param count how often since it was last recorded, 1 or more
 * @param lastUsedAt when last, in milliseconds
 */
public record KeyUse(UUID keyId, LocalDate day, long count, Instant lastUsedAt) {

    /** Refuses null. */
    public KeyUse {
        Objects.requireNonNull(keyId, "keyId");
        Objects.requireNonNull(day, "day");
        Objects.requireNonNull(lastUsedAt, "lastUsedAt");
    }
}
