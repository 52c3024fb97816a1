// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.KeyOrder.Position;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Of all nodes, one moves the mark up to which keys have been told to expire. */
abstract class ExpiryMarkBehaviour extends StoreBehaviour {

    private static final Duration WEEK = Duration.ofDays(7);
    private static final Position FIRST = new Position("1793511000001", new UUID(1, 1));
    private static final Position SECOND = new Position("1793511000001", new UUID(-1, -1));
    private static final Position THIRD = new Position("253402300799999", new UUID(0, 0));

    @Test
    void isNoneInAnEmptyStore() {
        assertThat(store.expiryMark(WEEK)).isEmpty();
        assertThat(store.expiryMark(Duration.ZERO)).isEmpty();
    }

    @Test
    void isWhereItWasMovedTo() {
        assertThat(store.moveExpiryMark(WEEK, null, FIRST)).isTrue();
        assertThat(store.expiryMark(WEEK)).contains(FIRST);
        assertThat(store.moveExpiryMark(WEEK, FIRST, SECOND)).isTrue();
        assertThat(store.moveExpiryMark(WEEK, SECOND, THIRD)).isTrue();
        assertThat(store.expiryMark(WEEK)).contains(THIRD);
    }

    @Test
    void staysWhereAnotherOneHasMovedItMeanwhile() {
        assertThat(store.moveExpiryMark(WEEK, FIRST, SECOND)).isFalse();
        assertThat(store.expiryMark(WEEK)).isEmpty();
        assertThat(store.moveExpiryMark(WEEK, null, SECOND)).isTrue();
        assertThat(store.moveExpiryMark(WEEK, null, THIRD)).isFalse();
        assertThat(store.moveExpiryMark(WEEK, FIRST, THIRD)).isFalse();
        assertThat(store.expiryMark(WEEK)).contains(SECOND);
    }

    @Test
    void isAnotherOneForEachTimeAhead() {
        assertThat(store.moveExpiryMark(WEEK, null, FIRST)).isTrue();
        assertThat(store.moveExpiryMark(Duration.ZERO, null, SECOND)).isTrue();
        assertThat(store.expiryMark(WEEK)).contains(FIRST);
        assertThat(store.expiryMark(Duration.ZERO)).contains(SECOND);
        assertThat(store.expiryMark(Duration.ofMillis(1))).isEmpty();
    }

    @Test
    void isMovedByOneHoweverManyTry() throws Exception {
        EightThreads.tenTimes(() -> {
            Position from = store.expiryMark(WEEK).orElse(null);
            long next = from == null ? 1 : Long.parseLong(from.place()) + 1;
            Position to = new Position(Long.toString(next), new UUID(next, next));
            List<Boolean> moved = EightThreads.run(thread -> store.moveExpiryMark(WEEK, from, to));
            assertThat(moved).containsOnlyOnce(true);
            assertThat(store.expiryMark(WEEK)).contains(to);
        });
    }
}
