// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import dev.apikey.ApiKey;
import java.util.Objects;

/**
 * A key as a store keeps it: what is known about it, and the hash of its secret.
 *
 * @param key what is known about the key
 * @param hash the PHC string of its secret, ASCII, at most 255 characters; a store neither reads nor judges it
 */
public record StoredKey(ApiKey key, String hash) {

    /** Refuses null. */
    public StoredKey {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(hash, "hash");
    }

    /** The key without its hash. */
    @Override
    public String toString() {
        return "StoredKey[" + key + "]";
    }
}
