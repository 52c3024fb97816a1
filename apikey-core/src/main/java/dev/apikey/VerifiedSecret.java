// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.hashing.SecretDigests.Digest;

/**
 * That a secret with this digest was verified against this hash. It is the only one that can be: there is at most one for each key.
 *
 * @param hash the PHC string that it was verified against
 * @param digest under the key of this process
 * @param check the number that the token's check spells
 */
record VerifiedSecret(String hash, Digest digest, long check) {

    /** Shows neither. */
    @Override
    public String toString() {
        return "VerifiedSecret";
    }
}
