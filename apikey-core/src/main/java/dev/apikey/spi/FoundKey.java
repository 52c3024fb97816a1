// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import java.util.Objects;
import java.util.Optional;

/**
 * What a look-up found, and when in the order of changes that was.
 *
 * @param key the key; empty = there is none
 * @param sequence that of the last event that had been committed when the key was read; 0 = none had been
 */
public record FoundKey(Optional<StoredKey> key, long sequence) {

    /** Refuses null. */
    public FoundKey {
        Objects.requireNonNull(key, "key");
    }
}
