// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.ApiKey.State;
import dev.apikey.spi.KeyObserver;
import dev.apikey.spi.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Tells the host that keys expire soon, or have expired, each once for each time ahead, on one of all nodes. Thread-safe.
 *
 * <p>The store keeps a mark for each time ahead: up to there, in the order of expiry, keys have been told. Whoever moves it tells the keys that it
 * passes. So a key is never told twice; those of one page are not told if the node ends in between. A key that is made when the mark has passed its
 * expiry, because it lasts no longer than that anyway, is not told.
 */
final class ExpiryNotices {

    private static final KeyOrder BY_EXPIRY = KeyOrder.ascending(KeyOrder.Field.EXPIRY);
    private static final UUID BEHIND_ALL = new UUID(-1, -1);
    /** Few: as many are lost if the node ends while it tells them. */
    private static final int PAGE = 50;

    private static final int MAX_PAGES = 20;

    private final KeyStore store;
    private final MillisClock clock;
    private final List<Duration> ahead;
    private final KeyObserver observer;
    private final Alarm alarm;

    /** @param ahead how long before their expiry keys are told; zero = at the expiry */
    ExpiryNotices(KeyStore store, MillisClock clock, List<Duration> ahead, KeyObserver observer, Alarm alarm) {
        this.store = store;
        this.clock = clock;
        this.ahead = ahead.stream().distinct().sorted().toList();
        this.observer = observer;
        this.alarm = alarm;
    }

    /**
     * Tells what is due.
     *
     * @throws RuntimeException if the store cannot answer
     */
    void tell() {
        Instant now = clock.now();
        for (int i = 0; i < ahead.size(); i++) {
            // Whose next time has come too is told by that alone: after nobody was there to tell, he hears once.
            Instant beyond = i == 0 ? Instant.EPOCH : now.plus(ahead.get(i - 1));
            tell(ahead.get(i), beyond, now);
        }
    }

    private void tell(Duration ahead, Instant beyond, Instant now) {
        int pages = 1;
        while (tellPage(ahead, beyond, now) && pages < MAX_PAGES) {
            pages++;
        }
    }

    /** Answers whether there may be more. */
    private boolean tellPage(Duration ahead, Instant beyond, Instant now) {
        KeyOrder.Position mark = store.expiryMark(ahead).orElse(null);
        KeyOrder.Position end = behindAll(now.plus(ahead));
        if (mark != null && later(mark, end).equals(mark)) {
            return false;
        }
        // The first time, what has expired before is no news.
        KeyOrder.Position from = later(mark == null ? behindAll(now) : mark, behindAll(beyond));
        List<ApiKey> page = store.list(due(ahead, now).from(from).limitedTo(PAGE), now);
        boolean isLast = page.size() < PAGE;
        if (!store.moveExpiryMark(ahead, mark, isLast ? end : BY_EXPIRY.behind(page.get(PAGE - 1)))) {
            return false; // Another node tells.
        }
        page.stream().filter(key -> concerns(key, ahead)).forEach(key -> tell(key, ahead));
        return !isLast;
    }

    private static KeyQuery due(Duration ahead, Instant now) {
        return KeyQuery.all()
                .inState(ahead.isZero() ? State.EXPIRED : State.ACTIVE)
                .expiringBefore(now.plus(ahead).plusMillis(1))
                .orderedBy(BY_EXPIRY);
    }

    private static KeyOrder.Position behindAll(Instant instant) {
        return new KeyOrder.Position(Long.toString(instant.toEpochMilli()), BEHIND_ALL);
    }

    private static KeyOrder.Position later(KeyOrder.Position one, KeyOrder.Position other) {
        return BY_EXPIRY.comparator().compare(one, other) >= 0 ? one : other;
    }

    /** Whoever rotated a key knows that it ends, and whoever made one for 30 days needs not be told so at once. */
    private static boolean concerns(ApiKey key, Duration ahead) {
        return key.expiresAt() != null
                && key.replacedBy() == null
                && key.disabledAt() == null
                && key.createdAt().isBefore(key.expiresAt().minus(ahead));
    }

    private void tell(ApiKey key, Duration ahead) {
        try {
            if (ahead.isZero()) {
                observer.expired(key);
            } else {
                observer.expiring(key, ahead);
            }
        } catch (Throwable broken) {
            alarm.raise(
                    ExpiryNotices.class, "the key observer threw at an expiry notice; it is not told again", broken);
        }
    }
}
