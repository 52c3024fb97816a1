// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.testkit.ForwardingStore;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is committed holds at the next request where it was done, and after the next poll everywhere else; who cannot poll for ten seconds refuses. */
class Law5BoundedStalenessTest {

    private final Sandbox sandbox = new Sandbox();
    private final AtomicBoolean reachable = new AtomicBoolean(true);
    private final AtomicLong nanos = new AtomicLong();
    private final ForwardingStore store = new ForwardingStore(sandbox.store) {
        @Override
        public List<RecordedEvent> events(long from, int limit) {
            requireReachable();
            return super.events(from, limit);
        }

        @Override
        public java.util.Optional<dev.apikey.spi.StoredKey> find(UUID id) {
            requireReachable();
            return super.find(id);
        }
    };
    private final ApiKeys here = sandbox.builder().build();
    private final ApiKeys there =
            sandbox.builder(store).monotonicClock(nanos::get).build();
    private final IssuedKey issued = sandbox.issue();
    private final UUID id = issued.key().id();
    private final CapturedLog log = new CapturedLog();

    private void requireReachable() {
        if (!reachable.get()) {
            throw new IllegalStateException("out of reach");
        }
    }

    private AuthenticationResult askThere() {
        return there.authenticate(issued.revealToken(), "test");
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
        log.close();
    }

    @Test
    void aChangeHoldsAtTheNextRequestOnTheNodeThatMadeIt() {
        for (int i = 0; i < 100; i++) {
            assertThat(here.authenticate(issued.revealToken(), "test")).isInstanceOf(Authenticated.class);
            here.administer(Sandbox.EVERYTHING).disable(id);
            assertThat(here.authenticate(issued.revealToken(), "test")).isEqualTo(new Rejected(Reason.DISABLED, id));
            here.administer(Sandbox.EVERYTHING).enable(id);
            if (i % 3 == 0) {
                here.poll();
            }
        }
    }

    @Test
    void aChangeHoldsAfterTheNextPollOnEveryOtherNode() {
        there.poll();
        assertThat(askThere()).isInstanceOf(Authenticated.class);
        here.administer(Sandbox.EVERYTHING).disable(id);
        there.poll();
        assertThat(askThere()).isEqualTo(new Rejected(Reason.DISABLED, id));
        here.administer(Sandbox.EVERYTHING).enable(id);
        there.poll();
        assertThat(askThere()).isInstanceOf(Authenticated.class);
        here.administer(Sandbox.EVERYTHING).delete(id);
        there.poll();
        assertThat(askThere()).isEqualTo(new Rejected(Reason.UNKNOWN, id));
    }

    @Test
    void aNodeThatCannotPollGoesOnForTenSecondsAndThenRefuses() {
        there.poll();
        assertThat(askThere()).isInstanceOf(Authenticated.class);
        reachable.set(false);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
        assertThat(askThere()).isInstanceOf(Authenticated.class);
        nanos.incrementAndGet();
        assertThat(askThere()).isEqualTo(new Undecided(Cause.STALE, Duration.ofSeconds(1)));
        reachable.set(true);
        there.poll();
        assertThat(askThere()).isInstanceOf(Authenticated.class);
    }

    /** A store that answers about keys, but not about changes, may be one that nobody changes any more. */
    @Test
    void aNodeWhoseFirstQuestionFailedRefusesUntilOneIsAnswered() {
        AtomicBoolean answers = new AtomicBoolean();
        try (ApiKeys blind = following(() -> {
            if (!answers.get()) {
                throw new IllegalStateException("out of reach");
            }
        })) {
            assertThatIllegalStateException().isThrownBy(blind::poll);
            assertThat(blind.authenticate(issued.revealToken(), "test"))
                    .isEqualTo(new Undecided(Cause.STALE, Duration.ofSeconds(1)));
            answers.set(true);
            blind.poll();
            assertThat(blind.authenticate(issued.revealToken(), "test")).isInstanceOf(Authenticated.class);
        }
    }

    @Test
    void aNodeWhoseFirstQuestionIsNotAnsweredRefusesAfterTenSecondsToo() {
        CountDownLatch end = new CountDownLatch(1);
        try (ApiKeys waiting = following(() -> waitFor(end))) {
            assertThat(waiting.authenticate(issued.revealToken(), "test")).isInstanceOf(Authenticated.class);
            nanos.addAndGet(Duration.ofSeconds(10).toNanos());
            assertThat(waiting.authenticate(issued.revealToken(), "test"))
                    .isEqualTo(new Undecided(Cause.STALE, Duration.ofSeconds(1)));
            end.countDown();
        }
    }

    private static void waitFor(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException closing) {
            throw new IllegalStateException(closing);
        }
    }

    /** @param before done whenever the feed is asked for its end */
    private ApiKeys following(Runnable before) {
        return sandbox.builder(new ForwardingStore(sandbox.store) {
                    @Override
                    public List<RecordedEvent> history(@Nullable UUID key, long below, int limit) {
                        before.run();
                        return super.history(key, below, limit);
                    }
                })
                .monotonicClock(nanos::get)
                .build();
    }

    @Test
    void theLeaseCountsFromBeforeThePollWasSent() {
        there.poll();
        assertThat(askThere()).isInstanceOf(Authenticated.class);
        ApiKeys slow = sandbox.builder(new ForwardingStore(sandbox.store) {
                    @Override
                    public List<RecordedEvent> events(long from, int limit) {
                        List<RecordedEvent> answer = super.events(from, limit);
                        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
                        return answer;
                    }
                })
                .monotonicClock(nanos::get)
                .build();
        slow.poll(); // begins to follow
        slow.poll(); // takes ten seconds
        assertThat(slow.authenticate(issued.revealToken(), "test")).isInstanceOf(Undecided.class);
        slow.close();
    }
}
