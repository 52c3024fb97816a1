// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.EngineEvent;
import dev.apikey.spi.KeyObserver;
import dev.apikey.spi.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * Tells the observer: of decisions at once, on the request's thread; of everything else later, so that what the observer does holds up nothing of ours.
 * Thread-safe.
 */
final class Telling {

    private static final int MAX_UNTOLD = 1_000;

    private final KeyObserver observer;
    private final MillisClock clock;
    private final Alarm alarm;
    private final BlockingQueue<EngineEvent> untold = new ArrayBlockingQueue<>(MAX_UNTOLD);
    private final LongAdder dropped = new LongAdder();

    Telling(KeyObserver observer, MillisClock clock, Alarm alarm) {
        this.observer = observer;
        this.clock = clock;
        this.alarm = alarm;
    }

    void decided(AuthenticationResult result, String source) {
        try {
            observer.decided(result, source);
        } catch (Throwable broken) {
            alarm.raise(KeyObserver.class, "the key observer threw; the decision stands", broken);
        }
    }

    /** To be told later; more than so many at a time are not. */
    void happened(EngineEvent event) {
        if (!untold.offer(event)) {
            dropped.increment();
        }
    }

    /** The feed has told of these, oldest first. A clock that cannot be read is no reason to miss them. */
    void seen(List<RecordedEvent> changes) {
        Instant first = changes.get(0).event().at();
        try {
            Duration reach = Duration.between(first, clock.now());
            happened(new EngineEvent.ChangesSeen(changes.size(), reach.isNegative() ? Duration.ZERO : reach));
        } catch (Throwable broken) {
            dropped.increment();
        }
    }

    /** Tells what has happened; one thread at a time. */
    void tellAll() {
        for (EngineEvent event = untold.poll(); event != null; event = untold.poll()) {
            try {
                observer.happened(event);
            } catch (Throwable broken) {
                alarm.raise(EngineEvent.class, "the key observer threw; what it was told of stands", broken);
            }
        }
    }

    /** How many events were not told, because there were too many. */
    long dropped() {
        return dropped.sum();
    }
}
