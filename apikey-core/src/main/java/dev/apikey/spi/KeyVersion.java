// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import java.util.Objects;
import java.util.UUID;

/**
 * A key as it was at some time.
 *
 * @param keyId the key
 * @param version which of its versions
 */
public record KeyVersion(UUID keyId, long version) {

    /** Refuses null. */
    public KeyVersion {
        Objects.requireNonNull(keyId, "keyId");
    }
}
