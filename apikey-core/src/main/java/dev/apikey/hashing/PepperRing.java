// SPDX-License-Identifier: Apache-2.0
package dev.apikey.hashing;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * The server-side keys of {@link HmacSha256Hasher}: one that hashes, and older ones that still verify.
 *
 * <p>Keep them outside the database, the same on every node. Immutable and thread-safe.
 *
 * <pre>{@code
 * PepperRing.parse(System.getenv("PEPPER")).alsoAccepting(System.getenv("OLD_PEPPER"))
 * }</pre>
 *
 * <p><b>Security.</b> Whoever loses a pepper loses every key hashed under it. {@code toString} shows the ids only.
 */
public final class PepperRing {

    private final List<Pepper> peppers;

    private PepperRing(List<Pepper> peppers) {
        this.peppers = List.copyOf(peppers);
    }

    /**
     * A ring with this pepper as its primary.
     *
     * @param pepper at least 32 random bytes; copied
     * @throws IllegalArgumentException if there are fewer
     */
    public static PepperRing of(byte[] pepper) {
        return new PepperRing(List.of(Pepper.of(pepper)));
    }

    /**
     * A ring with this pepper as its primary.
     *
     * @param base64 at least 32 random bytes in base64 (RFC 4648 §4), as {@code openssl rand -base64 32} prints them;
     *     white space around them, such as the end of a file's line, does not count
     * @throws IllegalArgumentException if it is not base64, or fewer bytes; the message does not repeat it
     */
    public static PepperRing parse(String base64) {
        return of(decode(base64));
    }

    /**
     * This ring, in which an older pepper still verifies.
     *
     * @param base64 as for {@link #parse}
     * @throws IllegalArgumentException as {@link #parse} does
     */
    public PepperRing alsoAccepting(String base64) {
        List<Pepper> more = new ArrayList<>(peppers);
        more.add(Pepper.of(decode(base64)));
        return new PepperRing(more);
    }

    private static byte[] decode(String base64) {
        Objects.requireNonNull(base64, "pepper must be set: make one with `openssl rand -base64 32`");
        try {
            return Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException malformed) {
            // The decoder's own message quotes characters of the pepper, so that it is not kept as the cause.
            throw new IllegalArgumentException("pepper must be base64: make one with `openssl rand -base64 32`");
        }
    }

    Pepper primary() {
        return peppers.get(0);
    }

    /** By what stored hashes name the peppers, that of the primary first; they tell nothing of them. */
    public List<String> ids() {
        return peppers.stream().map(Pepper::id).toList();
    }

    /** @throws IllegalStateException if there is no such pepper in the ring */
    Pepper named(String id) {
        return peppers.stream()
                .filter(pepper -> pepper.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("hmac-sha256: the pepper with id " + id
                        + " is not configured: add it to the pepper ring, or revoke the keys that it hashed"));
    }

    @Override
    public String toString() {
        return "PepperRing" + peppers;
    }
}
