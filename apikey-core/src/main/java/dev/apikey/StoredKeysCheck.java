// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.KeyStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Looks at the stored keys after the start for what a wrong setting would refuse: if none of the newest carries an accepted prefix, somebody has changed
 * it and forgotten them; if hashes cannot be read, a hasher or a pepper is missing.
 */
final class StoredKeysCheck {

    private static final Logger LOGGER = System.getLogger(ApiKeys.class.getName());
    private static final int SAMPLE = 100;

    private final Set<String> accepted;
    private final SecretHashers hashers;
    private final KeyStore store;
    private final MillisClock clock;

    StoredKeysCheck(Set<String> accepted, SecretHashers hashers, KeyStore store, MillisClock clock) {
        this.accepted = accepted;
        this.hashers = hashers;
        this.store = store;
        this.clock = clock;
    }

    /** @throws RuntimeException if the store cannot answer */
    void run() {
        List<ApiKey> newest = store.list(KeyQuery.all().limitedTo(SAMPLE), clock.now());
        Map<String, Long> kinds = store.countByHashKind(clock.now());
        checkPrefixes(newest);
        checkHashes(kinds);
    }

    private void checkPrefixes(List<ApiKey> newest) {
        Set<String> carried = newest.stream()
                .map(key -> Token.prefixOfHint(key.hint()))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!carried.isEmpty() && carried.stream().noneMatch(accepted::contains)) {
            LOGGER.log(
                    Level.WARNING,
                    "none of the stored keys is accepted: they start with {0}, accepted are {1}; add acceptedPrefixes(…)",
                    carried,
                    accepted);
        }
    }

    private void checkHashes(Map<String, Long> kinds) {
        kinds.forEach((kind, keys) -> {
            if (!hashers.know(kind)) {
                LOGGER.log(
                        Level.WARNING,
                        "{0} live keys cannot be verified, their callers get 503: no hasher or pepper is configured for {1};"
                                + " add it with alsoVerify(…) or PepperRing.alsoAccepting(…)",
                        keys,
                        kind);
            }
        });
    }
}
