// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.actuator;

import dev.apikey.ApiKeys;
import dev.apikey.KeyAdministration;
import dev.apikey.spi.SecretHasher;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Whether it is this node's fault that a key's hash could not be verified, or that of the key's row: a hasher cannot verify what it has just hashed, or at
 * least half of the live keys have hashes for which there is no hasher or pepper here. Thread-safe.
 *
 * <p><b>Security.</b> Whoever knows the id of one such key, and no secret, gets it refused as often as he likes. So the refusal alone says nothing, and
 * it is looked into once a minute at most: by one hash of each hasher and, unless one fails, one query over all keys.
 */
final class HasherFault {

    private static final int SECRET_LENGTH = 32;

    private final ApiKeys apiKeys;
    private final KeyAdministration keys;
    private final OnceAMinute<Boolean> ofThisNode;

    /** @param ticker a monotonic clock in nanoseconds */
    HasherFault(ApiKeys apiKeys, List<SecretHasher> hashers, LongSupplier ticker) {
        this.apiKeys = apiKeys;
        this.keys = ApiKeysEndpoint.readingAll(apiKeys);
        this.ofThisNode = new OnceAMinute<>(
                () -> hashers.stream().anyMatch(HasherFault::fails) || areMostKeysUnverifiable(), ticker);
    }

    boolean isOfThisNode() {
        return ofThisNode.answer();
    }

    /** The hashers' own tests take less memory than a hash does. */
    private static boolean fails(SecretHasher hasher) {
        byte[] secret = new byte[SECRET_LENGTH];
        try {
            return !hasher.verify(secret, hasher.hash(secret));
        } catch (Throwable broken) {
            return true;
        }
    }

    /** A database that does not answer says nothing of hashes, and is noticed by how old the lease is. */
    private boolean areMostKeysUnverifiable() {
        Map<String, Long> live;
        try {
            live = keys.countByHash();
        } catch (RuntimeException unanswered) {
            return false;
        }
        long unverifiable = 0;
        long verifiable = 0;
        for (Map.Entry<String, Long> kind : live.entrySet()) {
            if (apiKeys.canVerify(kind.getKey())) {
                verifiable += kind.getValue();
            } else {
                unverifiable += kind.getValue();
            }
        }
        return unverifiable > 0 && unverifiable >= verifiable;
    }
}
