// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is moved, so that a test that needs an hour takes none. Thread-safe. */
public final class MovableClock implements InstantSource {

    private volatile Instant now;

    private MovableClock(Instant now) {
        this.now = now;
    }

    /** A clock that shows this instant. */
    public static MovableClock at(Instant now) {
        return new MovableClock(now);
    }

    /** A clock that shows this instant, such as {@code 2026-11-24T10:00:00Z}. */
    public static MovableClock at(String now) {
        return at(Instant.parse(now));
    }

    /** Moves the clock, forwards or backwards. */
    public synchronized void move(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
