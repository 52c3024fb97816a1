// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import java.util.Objects;

/**
 * An event with its place in the store's history.
 *
 * @param sequence counts from 1 without gaps, in the order in which the changes were committed
 * @param event what happened
 */
public record RecordedEvent(long sequence, KeyEvent event) {

    /** Refuses a null event. */
    public RecordedEvent {
        Objects.requireNonNull(event, "event");
    }
}
