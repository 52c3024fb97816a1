// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What a host allows of new keys, whoever asks. Thread-safe. */
record IssuingPolicy(
        Vocabulary vocabulary,
        @Nullable Lifetime defaultLifetime,
        Duration maxLifetime,
        boolean expiryRequired,
        int maxLiveKeys,
        IssuingRate rate) {

    /** @throws IllegalArgumentException if keys for which no lifetime is asked could never be issued */
    void requireConsistent() {
        if (defaultLifetime != null) {
            boolean tooLong = defaultLifetime.duration() != null
                    && defaultLifetime.duration().compareTo(maxLifetime) > 0;
            if (tooLong || (expiryRequired && defaultLifetime.duration() == null)) {
                throw new IllegalArgumentException(
                        "defaultLifetime must be one that maxLifetime and requireExpiry allow");
            }
        }
    }

    /**
     * When a key expires that is issued now; null = never.
     *
     * @throws IllegalArgumentException if the lifetime is longer than the host allows
     */
    @Nullable
    Instant expiry(@Nullable Lifetime asked, Instant now) {
        Lifetime lifetime = asked != null ? asked : defaultLifetime;
        Duration duration = lifetime == null ? null : lifetime.duration();
        if (duration == null) {
            if (expiryRequired) {
                throw new IllegalArgumentException("lifetime must be set: the longest is " + longest());
            }
            return null;
        }
        if (duration.compareTo(maxLifetime) > 0) {
            throw new IllegalArgumentException("lifetime must be at most " + longest());
        }
        return now.plus(duration).truncatedTo(ChronoUnit.MILLIS);
    }

    /** How far somebody with this authority may go. */
    IssuingBounds bounds(Authority authority, Instant now) {
        Instant latestExpiry = authority.latestExpiry();
        if (latestExpiry == null) {
            boolean endless = defaultLifetime == null || defaultLifetime.duration() == null;
            return new IssuingBounds(authority, maxLifetime, endless && !expiryRequired);
        }
        Duration left = Duration.between(now, latestExpiry);
        return new IssuingBounds(authority, left.compareTo(maxLifetime) < 0 ? left : maxLifetime, false);
    }

    private String longest() {
        boolean wholeDays = maxLifetime.equals(Duration.ofDays(maxLifetime.toDays()));
        return wholeDays ? maxLifetime.toDays() + " days" : maxLifetime.toString();
    }
}
