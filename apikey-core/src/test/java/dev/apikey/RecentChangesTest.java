// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RecentChangesTest {

    private static final int REMEMBERED = 4_096;

    private final RecentChanges changes = new RecentChanges();
    private final UUID id = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();

    @Test
    void holdNothingForCurrentBeforeTheFeedIsFollowed() {
        assertThat(changes.isCurrent(id, 1_000_000)).isFalse();
        changes.restart(7);
        assertThat(changes.isCurrent(id, 6)).isFalse();
        assertThat(changes.isCurrent(id, 7)).isTrue();
    }

    @Nested
    class OfTheFeed {

        @Test
        void makeOldWhatWasReadBeforeThem() {
            changes.restart(7);
            changes.add(id, 8);
            assertThat(changes.isCurrent(id, 7)).isFalse();
            assertThat(changes.isCurrent(id, 8)).isTrue();
            assertThat(changes.isCurrent(other, 7)).isTrue();
            assertThat(changes.mayHaveChangedSince(id, 7)).isTrue();
            assertThat(changes.mayHaveChangedSince(id, 8)).isFalse();
            assertThat(changes.mayHaveChangedSince(other, 7)).isFalse();
        }

        @Test
        void areForgottenTogetherWithWhateverWasReadBeforeThem() {
            changes.restart(0);
            changes.add(id, 1);
            for (int i = 0; i < REMEMBERED; i++) {
                changes.add(new UUID(1, i), 2 + i);
            }
            assertThat(changes.mayHaveChangedSince(id, 0)).isTrue();
            assertThat(changes.mayHaveChangedSince(other, 0)).isTrue();
            assertThat(changes.mayHaveChangedSince(other, 1)).isFalse();
            assertThat(changes.isCurrent(id, 0)).isFalse();
            assertThat(changes.isCurrent(other, 0)).isFalse();
            assertThat(changes.isCurrent(other, 1)).isTrue();
        }

        /** The later one is still remembered when the earlier one is forgotten. */
        @Test
        void ofOneKeyAreForgottenOneByOne() {
            changes.restart(0);
            changes.add(id, 1);
            changes.add(id, 2);
            for (int i = 0; i < REMEMBERED - 1; i++) {
                changes.add(new UUID(1, i), 3 + i);
            }
            assertThat(changes.isCurrent(id, 1)).isFalse();
            assertThat(changes.mayHaveChangedSince(id, 1)).isTrue();
        }

        @Test
        void areForgottenWhereTheFeedIsAnother() {
            changes.restart(0);
            changes.add(id, 100);
            changes.restart(50);
            assertThat(changes.isCurrent(id, 49)).isFalse();
            assertThat(changes.isCurrent(id, 50)).isTrue();
            assertThat(changes.mayHaveChangedSince(id, 49)).isTrue();
            assertThat(changes.mayHaveChangedSince(id, 50)).isFalse();
        }
    }

    @Nested
    class OfThisNode {

        @Test
        void letNothingBeKeptUntilTheFeedHasBeenReadOnceMore() {
            changes.restart(7);
            changes.addHere(List.of(id), 1_000);
            assertThat(changes.isCurrent(id, 9)).isFalse();
            assertThat(changes.isCurrent(other, 9)).isTrue();
            changes.readToTheEnd(1_000);
            assertThat(changes.isCurrent(id, 9))
                    .as("the poll began in the same moment")
                    .isFalse();
            changes.readToTheEnd(1_001);
            assertThat(changes.isCurrent(id, 9)).isTrue();
        }

        /** Two threads of one node change a key one after the other, and note it the other way round. */
        @Test
        void countFromTheLastOfThem() {
            changes.restart(7);
            changes.addHere(List.of(id), 1_006);
            changes.addHere(List.of(id), 1_005);
            changes.readToTheEnd(1_006);
            assertThat(changes.isCurrent(id, 9)).isFalse();
        }

        @Test
        void outliveANewFeed() {
            changes.restart(7);
            changes.addHere(List.of(id), 1_000);
            changes.restart(8);
            assertThat(changes.isCurrent(id, 9)).isFalse();
        }

        /** As long as the feed cannot be read, nothing takes them away. */
        @Test
        void areBoundedInNumberAndThenStandForEveryKey() {
            changes.restart(7);
            changes.addHere(Stream.generate(UUID::randomUUID).limit(REMEMBERED).toList(), 1_000);
            assertThat(changes.isCurrent(id, 9)).isTrue();
            changes.addHere(List.of(other), 1_001);
            assertThat(changes.isCurrent(id, 9)).isFalse();
            changes.readToTheEnd(1_001);
            assertThat(changes.isCurrent(id, 9)).isFalse();
            changes.readToTheEnd(1_002);
            assertThat(changes.isCurrent(id, 9)).isTrue();
        }

        @Test
        void standTheClockThatPassesTheEndOfItsRange() {
            changes.restart(7);
            changes.addHere(List.of(id), Long.MAX_VALUE);
            changes.addHere(List.of(id), Long.MIN_VALUE + 5);
            changes.readToTheEnd(Long.MIN_VALUE + 5);
            assertThat(changes.isCurrent(id, 9)).isFalse();
            changes.readToTheEnd(Long.MIN_VALUE + 6);
            assertThat(changes.isCurrent(id, 9)).isTrue();
        }
    }

    /** What is left of another feed must not lower the sequence from which on everything is known. */
    @Test
    void forgetsTheOrderOfChangesWithARestart() {
        RecentChanges restarted = new RecentChanges();
        restarted.restart(0);
        for (int i = 1; i <= 4_096; i++) {
            restarted.add(new UUID(1, i), i);
        }
        restarted.restart(10_000);
        restarted.add(new UUID(2, 2), 10_001);
        assertThat(restarted.isCurrent(new UUID(3, 3), 9_999)).isFalse();
        assertThat(restarted.isCurrent(new UUID(3, 3), 10_000)).isTrue();
        assertThat(restarted.epoch()).as("the first beginning is none").isEqualTo(1);
    }
}
