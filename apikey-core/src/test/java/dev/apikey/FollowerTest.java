// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apikey.spi.EngineEvent;
import dev.apikey.spi.FoundKey;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyObserver;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.spi.StoredKey;
import dev.apikey.testkit.ForwardingStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FollowerTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Sandbox sandbox = new Sandbox();
    private final AtomicLong nanos = new AtomicLong();
    private volatile UnaryOperator<List<RecordedEvent>> feed = UnaryOperator.identity();
    private final KeyStore store = new ForwardingStore(sandbox.store) {
        @Override
        public List<RecordedEvent> events(long from, int limit) {
            return feed.apply(super.events(from, limit));
        }

        @Override
        public List<RecordedEvent> history(@Nullable UUID keyId, long before, int limit) {
            return feed.apply(super.history(keyId, before, limit));
        }
    };
    private final KeyCache cache = new KeyCache(100_000, uses -> {});
    private final Follower follower = new Follower(store, cache, LIMIT, nanos::get, Silence.TELLING);

    private UUID insert() {
        UUID id = UUID.randomUUID();
        sandbox.insert(Sandbox.key(id, Permissions.of("*"), null, null, null), ScriptedHasher.HASH);
        return id;
    }

    private void change(UUID id) {
        ApiKey before = sandbox.store.find(id).orElseThrow().key();
        ApiKey after = before.atNextVersion();
        sandbox.store.commit(List.of(new KeyChange.Update(
                after, KeyEvent.changed(KeyEvent.Kind.UPDATED, before, after, Sandbox.ADA, null, Sandbox.NOW))));
    }

    /** Reads a key and keeps it; answers whether its record is cached. */
    private boolean isCachedAfterReading(UUID id) {
        FoundKey found = sandbox.store.lookUp(id);
        StoredKey stored = found.key().orElseThrow();
        return cache.keep(stored, found, cache.epoch()).record() != null;
    }

    private boolean isCached(UUID id) {
        CachedKey entry = cache.get(id);
        return entry != null && entry.record() != null;
    }

    /** Decisions are made by a tick, which may be behind. */
    @Test
    void isInTouchAtNoTimeOnceItsFirstQuestionHasFailed() {
        nanos.set(LIMIT.multipliedBy(3).toNanos());
        feed = page -> {
            throw Broken.RUNTIME.raise();
        };
        assertThatThrownBy(follower::poll).isInstanceOf(RuntimeException.class);
        assertThat(follower.isInTouch(nanos.get())).isFalse();
        assertThat(follower.isInTouch(0)).isFalse();
        feed = UnaryOperator.identity();
        follower.poll();
        assertThat(follower.isInTouch(nanos.get())).isTrue();
    }

    @Test
    void isNotInTouchOnceItsFirstQuestionHasFailedUntilOneIsAnswered() {
        assertThat(follower.isInTouch(nanos.get())).isTrue();
        feed = page -> {
            throw new IllegalStateException("a replica");
        };
        assertThatIllegalStateException().isThrownBy(follower::poll);
        assertThat(follower.isInTouch(nanos.get())).isFalse();
        feed = UnaryOperator.identity();
        follower.poll();
        assertThat(follower.isInTouch(nanos.get())).isTrue();
    }

    /** A tick that is behind is so by less. */
    @Test
    void isNotInTouchADayBeforeItsFirstQuestionFailed() {
        nanos.set(Long.MIN_VALUE + 5);
        feed = page -> {
            throw Broken.RUNTIME.raise();
        };
        assertThatThrownBy(follower::poll).isInstanceOf(RuntimeException.class);
        assertThat(follower.isInTouch(nanos.get() - Duration.ofDays(1).toNanos()))
                .isFalse();
    }

    @Test
    void leavesTheFeedToOtherThreadsWhateverCameOfAPoll() {
        feed = page -> {
            throw Broken.RUNTIME.raise();
        };
        assertThatThrownBy(follower::poll).isInstanceOf(RuntimeException.class);
        feed = UnaryOperator.identity();
        pollOnAnotherThread();
        insert();
        follower.poll();
        pollOnAnotherThread();
        feed = page -> List.of();
        follower.poll();
        feed = UnaryOperator.identity();
        pollOnAnotherThread();
        assertThat(follower.sequence()).isEqualTo(1);
    }

    private void pollOnAnotherThread() {
        try (Crowd<Boolean> crowd = new Crowd<>(1, () -> {
            follower.poll();
            return true;
        })) {
            assertThat(crowd.outcomes()).hasSize(1);
        }
    }

    @Test
    void letsNothingBeCachedBeforeTheFirstPoll() {
        UUID id = insert();
        assertThat(isCachedAfterReading(id)).isFalse();
        follower.poll();
        assertThat(isCachedAfterReading(id)).isTrue();
    }

    @Test
    void tellsTheCacheOfEveryEvent() {
        UUID id = insert();
        UUID other = insert();
        follower.poll();
        assertThat(isCachedAfterReading(id)).isTrue();
        assertThat(isCachedAfterReading(other)).isTrue();
        change(id);
        assertThat(isCached(id)).isTrue();
        follower.poll();
        assertThat(isCached(id)).isFalse();
        assertThat(isCached(other)).isTrue();
        assertThat(follower.sequence()).isEqualTo(3);
    }

    @Test
    void catchesUpOverManyPagesInOnePoll() {
        UUID id = insert();
        follower.poll();
        isCachedAfterReading(id);
        change(id);
        for (int i = 0; i < 5_000; i++) {
            insert();
        }
        follower.poll();
        assertThat(follower.sequence()).isEqualTo(5_002);
        assertThat(isCached(id)).isFalse();
    }

    @Test
    void beginsAnewWhereItIsTooFarBehind() {
        UUID id = insert();
        follower.poll();
        isCachedAfterReading(id);
        for (int i = 0; i < 12_000; i++) {
            insert();
        }
        follower.poll();
        assertThat(follower.sequence()).isEqualTo(12_001);
        assertThat(isCached(id)).as("forgotten, although it did not change").isFalse();
        assertThat(isCachedAfterReading(id)).isTrue();
    }

    /** Ten pages, with the last event that is known and another one on each. */
    @Test
    void readsTenPagesInOnePollAndNoFurther() {
        Follower slow = new Follower(store, cache, 2, LIMIT, nanos::get, Silence.TELLING);
        UUID id = insert();
        slow.poll();
        isCachedAfterReading(id);
        for (int i = 0; i < 9; i++) {
            insert();
        }
        slow.poll();
        assertThat(slow.sequence()).isEqualTo(10);
        assertThat(isCached(id)).isTrue();
        for (int i = 0; i < 10; i++) {
            insert();
        }
        slow.poll();
        assertThat(slow.sequence()).isEqualTo(20);
        assertThat(isCached(id)).as("forgotten, although it did not change").isFalse();
    }

    @Test
    void letsWhatWasChangedHereBeCachedOnceTheFeedWasReadAfterIt() {
        UUID id = insert();
        follower.poll();
        cache.changedHere(List.of(id), nanos.get());
        follower.poll();
        assertThat(isCachedAfterReading(id)).isFalse();
        nanos.incrementAndGet();
        follower.poll();
        assertThat(isCachedAfterReading(id)).isTrue();
    }

    @Test
    void tellsTheObserverOfWhatIsNew() {
        List<EngineEvent> told = new ArrayList<>();
        KeyObserver observer = new KeyObserver() {
            @Override
            public void decided(AuthenticationResult result, String source) {}

            @Override
            public void happened(EngineEvent event) {
                told.add(event);
            }
        };
        Telling telling = new Telling(observer, new MillisClock(sandbox.clock), new Alarm(nanos::get));
        Follower telltale = new Follower(store, cache, LIMIT, nanos::get, telling);
        telltale.poll();
        insert();
        insert();
        telltale.poll();
        telltale.poll();
        telling.tellAll();
        assertThat(told).containsExactly(new EngineEvent.ChangesSeen(2, Duration.ZERO));
    }

    @Test
    void forgetsAllWhereTheFeedIsAnother() {
        List<UnaryOperator<List<RecordedEvent>>> others = List.of(
                page -> List.of(),
                page -> List.of(new RecordedEvent(page.get(0).sequence(), eventOf(UUID.randomUUID()))),
                page -> page.subList(1, page.size()));
        UUID id = insert();
        insert();
        for (UnaryOperator<List<RecordedEvent>> other : others) {
            feed = UnaryOperator.identity();
            follower.poll();
            follower.poll();
            isCachedAfterReading(id);
            assertThat(isCached(id)).isTrue();
            feed = other;
            follower.poll();
            assertThat(isCached(id)).isFalse();
        }
    }

    @Test
    void forgetsAllWhereEventsAreMissingInTheFeed() {
        UUID id = insert();
        follower.poll();
        isCachedAfterReading(id);
        UUID other = insert();
        insert();
        feed = page -> page.stream()
                .filter(recorded -> !recorded.event().keyId().equals(other))
                .toList();
        follower.poll();
        assertThat(isCached(id)).isFalse();
    }

    private static KeyEvent eventOf(UUID id) {
        ApiKey key = Sandbox.key(id, Permissions.of("*"), null, null, null);
        return KeyEvent.issued(key, Sandbox.ADA, Sandbox.NOW);
    }

    @Test
    void isInTouchForAsLongAsTheLimitFromBeforeThePoll() {
        nanos.set(Long.MAX_VALUE - 5); // The clock may be anywhere, and pass over the end of its range.
        Follower late = new Follower(store, cache, LIMIT, nanos::get, Silence.TELLING);
        late.poll();
        feed = page -> {
            nanos.addAndGet(1_000_000_000L);
            return page;
        };
        late.poll();
        assertThat(late.leaseAge()).isEqualTo(Duration.ofSeconds(1));
        nanos.addAndGet(LIMIT.toNanos() - 1_000_000_001L);
        assertThat(late.isInTouch(nanos.get())).isTrue();
        nanos.addAndGet(1);
        assertThat(late.isInTouch(nanos.get())).isFalse();
    }

    @Test
    void aPollThatFailsRenewsNothingAndForgetsNothing() {
        UUID id = insert();
        follower.poll();
        isCachedAfterReading(id);
        feed = page -> {
            throw new IllegalStateException("broken on purpose");
        };
        nanos.addAndGet(LIMIT.toNanos());
        assertThatIllegalStateException().isThrownBy(follower::poll);
        assertThat(follower.isInTouch(nanos.get())).isFalse();
        assertThat(isCached(id)).isTrue();
        feed = UnaryOperator.identity();
        follower.poll();
        assertThat(follower.isInTouch(nanos.get())).isTrue();
    }

    /** A poll that hung tells at last what it saw long ago. */
    @Test
    void aPollThatIsOvertakenDoesNoHarm() {
        UUID id = insert();
        follower.poll();
        long began = nanos.get();
        feed = page -> {
            feed = UnaryOperator.identity();
            nanos.addAndGet(LIMIT.toNanos() / 2);
            change(id);
            follower.poll();
            isCachedAfterReading(id);
            nanos.addAndGet(LIMIT.toNanos() / 2);
            return page;
        };
        follower.poll();
        assertThat(isCached(id)).isTrue();
        assertThat(follower.sequence()).isEqualTo(2);
        assertThat(follower.isInTouch(nanos.get()))
                .as("by the poll that was faster")
                .isTrue();
        assertThat(nanos.get() - began).isEqualTo(LIMIT.toNanos());
    }

    /** Its events are older than those that are known: they must not take their place. */
    @Test
    void aPollThatIsOvertakenDoesNotTakeBackWhatIsKnown() {
        UUID id = insert();
        follower.poll();
        change(id);
        FoundKey before = sandbox.store.lookUp(id);
        feed = page -> {
            feed = UnaryOperator.identity();
            change(id);
            follower.poll();
            return page;
        };
        follower.poll();
        assertThat(follower.sequence()).isEqualTo(3);
        assertThat(cache.keep(before.key().orElseThrow(), before, cache.epoch()).record())
                .isNull();
    }

    @Test
    void aBeginningThatIsOvertakenDoesNotTakeBackWhatIsKnown() {
        UUID id = insert();
        FoundKey before = sandbox.store.lookUp(id);
        feed = page -> {
            feed = UnaryOperator.identity();
            change(id);
            follower.poll();
            return page;
        };
        follower.poll();
        assertThat(follower.sequence()).isEqualTo(2);
        assertThat(cache.keep(before.key().orElseThrow(), before, cache.epoch()).record())
                .isNull();
    }

    @Test
    void missesNothingWhereEventsArePurgedBehindIt() {
        UUID id = insert();
        follower.poll();
        assertThat(isCachedAfterReading(id)).isTrue();
        insert();
        sandbox.store.purgeEvents(Sandbox.NOW.plusSeconds(1), 9);
        follower.poll();
        assertThat(follower.sequence()).isEqualTo(2);
        assertThat(isCached(id)).isFalse();
    }

    @Test
    void goesOnWhereEventsArePurgedThatItHasHeardOf() {
        insert();
        UUID id = insert();
        follower.poll();
        assertThat(isCachedAfterReading(id)).isTrue();
        sandbox.store.purgeEvents(Sandbox.NOW.plusSeconds(1), 9);
        follower.poll();
        assertThat(isCached(id)).isTrue();
        change(id);
        follower.poll();
        assertThat(isCached(id)).isFalse();
        assertThat(follower.sequence()).isEqualTo(3);
    }
}
