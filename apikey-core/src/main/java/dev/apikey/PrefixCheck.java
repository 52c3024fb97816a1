// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.KeyStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Looks at the newest keys once, after the start: if none of them carries an accepted prefix, somebody has changed it and forgotten them. */
final class PrefixCheck {

    private static final Logger LOGGER = System.getLogger(ApiKeys.class.getName());
    private static final int SAMPLE = 100;

    private final Set<String> accepted;
    private final KeyStore store;
    private final MillisClock clock;

    PrefixCheck(Set<String> accepted, KeyStore store, MillisClock clock) {
        this.accepted = accepted;
        this.store = store;
        this.clock = clock;
    }

    /** @throws RuntimeException if the store cannot answer */
    void run() {
        List<ApiKey> newest = store.list(KeyQuery.all().limitedTo(SAMPLE), clock.now());
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
}
