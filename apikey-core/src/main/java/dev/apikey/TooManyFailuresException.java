// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import java.time.Duration;

/** Thrown instead of running a slow hash for somebody who was wrong too often. Nothing was verified. */
final class TooManyFailuresException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    TooManyFailuresException(Duration retryAfter) {
        super("too many failures", null, false, false);
        this.retryAfter = retryAfter;
    }

    Duration retryAfter() {
        return retryAfter;
    }
}
