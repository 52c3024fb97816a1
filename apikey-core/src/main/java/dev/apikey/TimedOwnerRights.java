// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.EngineEvent;
import dev.apikey.spi.OwnerRights;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The host's rights, which the observer is told of. Thread-safe if the host's are. */
record TimedOwnerRights(OwnerRights rights, LongSupplier ticker, Telling telling) implements OwnerRights {

    /** Rights that are without limit answer at once, and stay what they are. */
    static OwnerRights of(OwnerRights rights, LongSupplier ticker, Telling telling) {
        return rights == OwnerRights.unlimited() ? rights : new TimedOwnerRights(rights, ticker, telling);
    }

    @Override
    public Optional<Permissions> of(String owner) {
        long began = ticker.getAsLong();
        boolean answered = false;
        try {
            Optional<Permissions> answer = rights.of(owner);
            answered = true;
            return answer;
        } finally {
            telling.happened(new EngineEvent.OwnerAsked(Duration.ofNanos(ticker.getAsLong() - began), answered));
        }
    }
}
