// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.actuator;

import dev.apikey.spi.EngineEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** How long what the engine does takes, in one registry. Thread-safe as the registry is. */
record EngineTimers(
        Timer hash, Timer lookUp, Timer failedLookUp, Timer owner, Timer failedOwner, Timer reach, Timer flush) {

    private static final String LOOK_UPS = "Reads of the database that requests waited for";
    private static final String OWNERS = "Questions to OwnerRights about an owner";

    static EngineTimers of(MeterRegistry registry) {
        return new EngineTimers(
                timer(registry, "apikey.hash", "Slow hashes, without the time that they waited"),
                timer(registry, "apikey.lookups", LOOK_UPS, KeyMeters.OUTCOME, "answered"),
                timer(registry, "apikey.lookups", LOOK_UPS, KeyMeters.OUTCOME, "failed"),
                timer(registry, "apikey.owners", OWNERS, KeyMeters.OUTCOME, "answered"),
                timer(registry, "apikey.owners", OWNERS, KeyMeters.OUTCOME, "failed"),
                timer(registry, "apikey.feed.reach", "How old the oldest of a few changes was when they held here"),
                timer(registry, "apikey.uses.flush", "Writing down when keys were used"));
    }

    private static Timer timer(MeterRegistry registry, String name, String description, String... tags) {
        return Timer.builder(name).description(description).tags(tags).register(registry);
    }

    void record(EngineEvent event) {
        if (event instanceof EngineEvent.Hashed hashed) {
            hash.record(hashed.took());
        } else if (event instanceof EngineEvent.LookedUp asked) {
            (asked.answered() ? lookUp : failedLookUp).record(asked.took());
        } else if (event instanceof EngineEvent.OwnerAsked asked) {
            (asked.answered() ? owner : failedOwner).record(asked.took());
        } else if (event instanceof EngineEvent.ChangesSeen seen) {
            reach.record(seen.reach());
        } else if (event instanceof EngineEvent.Flushed flushed) {
            flush.record(flushed.took());
        }
    }
}
