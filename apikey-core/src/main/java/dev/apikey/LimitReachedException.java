// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Thrown when one more key would be one too many. Nothing was changed. */
public final class LimitReachedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    private LimitReachedException(String message, @Nullable Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    static LimitReachedException liveKeys(int limit) {
        return new LimitReachedException(
                "the owner has " + limit
                        + " live keys, the most that he may have: revoke one, or rotate one with no overlap",
                null);
    }

    static LimitReachedException issuingRate(int limit, Duration retryAfter) {
        return new LimitReachedException(
                "you have made " + limit + " keys within the hour, the most that you may make: try again later",
                retryAfter);
    }

    /** How long to wait until it can work; null = waiting does not help. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
