// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.hashing.SecretDigests.Digest;
import dev.apikey.hashing.SecretDigests.Digested;
import org.jspecify.annotations.Nullable;

/**
 * That a secret with this digest was verified against this hash. It is the only one that can be: there is at most one for each key.
 *
 * @param hash the PHC string that it was verified against
 * @param replacement another PHC string that this process has made of the same secret, and that may be stored by now
 * @param first of the digest under the key of this process, as are the next three
 * @param check the number that the token's check spells
 */
record VerifiedSecret(
        String hash, @Nullable String replacement, long first, long second, long third, long fourth, long check)
        implements Digested {

    VerifiedSecret(String hash, Digest digest, long check) {
        this(hash, null, digest.first(), digest.second(), digest.third(), digest.fourth(), check);
    }

    /** The same secret, which may be stored with another hash by now. */
    VerifiedSecret orAs(String other) {
        return new VerifiedSecret(hash, other, first, second, third, fourth, check);
    }

    /** Whether this is a hash of the secret. */
    boolean isOf(String stored) {
        return hash.equals(stored) || stored.equals(replacement);
    }

    boolean isSameSecret(VerifiedSecret other) {
        return first == other.first
                && second == other.second
                && third == other.third
                && fourth == other.fourth
                && check == other.check;
    }

    /** Shows none of them. */
    @Override
    public String toString() {
        return "VerifiedSecret";
    }
}
