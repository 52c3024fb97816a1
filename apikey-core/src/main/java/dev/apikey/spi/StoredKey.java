// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import dev.apikey.ApiKey;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A key as a store keeps it: what is known about it, and the hash of its secret.
 *
 * @param key what is known about the key
 * @param hash the PHC string of its secret, ASCII, at most 255 characters; a store neither reads nor judges it
 */
public record StoredKey(ApiKey key, String hash) {

    private static final int MAX_HASH = 255;
    private static final int MAX_KIND = 100;

    /** Refuses null. */
    public StoredKey {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(hash, "hash");
    }

    /**
     * How the secret was hashed: the algorithm and the parameters of the PHC string, without salt and hash, such as
     * {@code argon2id v=19 m=19456,t=2,p=1} or {@code hmac-sha256 k=f626d82a803e}; {@code unknown} for what is no PHC string. At most
     * 100 characters.
     */
    public String hashKind() {
        return hashKind(hash);
    }

    /** {@link #hashKind()} of this hash. */
    public static String hashKind(String hash) {
        String[] fields = hash.split("\\$", -1);
        if (hash.length() > MAX_HASH
                || fields.length < 3
                || !fields[0].isEmpty()
                || !fields[1].matches("[a-z0-9-]{1,32}")) {
            return "unknown";
        }
        String parameters = Arrays.stream(fields)
                .skip(2)
                .takeWhile(field -> field.matches("[a-z]+=[a-z0-9]+(,[a-z]+=[a-z0-9]+)*"))
                .collect(Collectors.joining(" "));
        String kind = (fields[1] + " " + parameters).strip();
        return kind.substring(0, Math.min(MAX_KIND, kind.length()));
    }

    /** The key without its hash. */
    @Override
    public String toString() {
        return "StoredKey[" + key + "]";
    }
}
