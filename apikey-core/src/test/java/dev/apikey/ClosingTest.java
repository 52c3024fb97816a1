// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.spi.FoundKey;
import dev.apikey.spi.KeyUse;
import dev.apikey.testkit.ForwardingStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closed under load, while the store hangs, by somebody who is interrupted: everybody gets an answer, and uses are written where they can be. */
@Timeout(60)
class ClosingTest {

    private final Sandbox sandbox = new Sandbox();
    private final CapturedLog log = new CapturedLog();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicLong written = new AtomicLong();

    @AfterEach
    void close() {
        release.countDown();
        log.close();
        Thread.interrupted();
    }

    /** As a connection does that is not interruptible. */
    private void hang() {
        inside.incrementAndGet();
        boolean over = false;
        while (!over) {
            try {
                release.await();
                over = true;
            } catch (InterruptedException ignored) {
                Thread.onSpinWait();
            }
        }
    }

    private ForwardingStore counting(Runnable before) {
        return new ForwardingStore(sandbox.store) {
            @Override
            public void recordUse(Collection<KeyUse> uses) {
                before.run();
                super.recordUse(uses);
                uses.forEach(use -> written.addAndGet(use.count()));
            }
        };
    }

    @Test
    void writesUsesOnceHoweverOftenItIsClosed() {
        String token = sandbox.issue().revealToken();
        ApiKeys keys = sandbox.builder(counting(() -> {})).build();
        for (int i = 0; i < 10; i++) {
            assertThat(keys.authenticate(token, "test")).isInstanceOf(Authenticated.class);
        }
        keys.close();
        keys.close();
        assertThat(written).hasValue(10);
        assertThat(keys.authenticate(token, "test")).isEqualTo(new Undecided(Cause.CLOSED, Duration.ofSeconds(5)));
    }

    /** Whoever closes in a hurry neither loses uses, nor hits a connection with an interrupt. */
    @Test
    void writesUsesAlsoForSomebodyWhoIsInterrupted() {
        AtomicBoolean interrupted = new AtomicBoolean();
        ApiKeys keys = sandbox.builder(
                        counting(() -> interrupted.set(Thread.currentThread().isInterrupted())))
                .build();
        assertThat(keys.authenticate(sandbox.issue().revealToken(), "test")).isInstanceOf(Authenticated.class);
        Thread.currentThread().interrupt();
        keys.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(written).hasValue(1);
        assertThat(interrupted).isFalse();
    }

    /** Whoever is told that he was let in was counted: what comes too late for the last flush is refused. */
    @Test
    void countsEverybodyWhoWasLetIn() {
        IssuedKey issued = sandbox.issue();
        AtomicInteger reads = new AtomicInteger();
        AtomicReference<@Nullable ApiKeys> closed = new AtomicReference<>();
        Thread request = Thread.currentThread();
        InstantSource closing = () -> {
            ApiKeys keys = closed.get();
            // Its state is judged by the first reading, its use noted by the second.
            if (keys != null && Thread.currentThread() == request && reads.incrementAndGet() == 2) {
                keys.close();
            }
            return sandbox.clock.instant();
        };
        ApiKeys keys = sandbox.builder(counting(() -> {})).clock(closing).build();
        keys.poll();
        assertThat(keys.authenticate(issued.revealToken(), "test")).isInstanceOf(Authenticated.class);
        closed.set(keys);
        assertThat(keys.authenticate(issued.revealToken(), "test"))
                .isEqualTo(new Undecided(Cause.CLOSED, Duration.ofSeconds(5)));
        assertThat(reads).hasValue(2);
        assertThat(written).hasValue(1);
    }

    @Test
    void doesNotWaitForAStoreThatTakesUsesForEver() {
        ApiKeys keys = sandbox.builder(counting(this::hang)).build();
        assertThat(keys.authenticate(sandbox.issue().revealToken(), "test")).isInstanceOf(Authenticated.class);
        keys.close();
        assertThat(inside).hasValue(1);
        assertThat(log.text()).contains("did not end in time");
    }

    /** Some hang in the store, the others wait for their turn: they do not wait until it is over. */
    @Test
    void answersThoseWhoWaitForALookUp() {
        ApiKeys keys = sandbox.builder(new ForwardingStore(sandbox.store) {
                    @Override
                    public FoundKey lookUp(UUID id) {
                        hang();
                        return super.lookUp(id);
                    }
                })
                .build();
        try (Crowd<AuthenticationResult> crowd = new Crowd<>(
                        20,
                        () -> keys.authenticate(
                                Token.generate("acme_live", UUID.randomUUID(), new SecureRandom()), "test"));
                Crowd<Boolean> closing = new Crowd<>(1, () -> {
                    Crowd.await(() -> crowd.count(Thread.State.TIMED_WAITING) == 20);
                    keys.close();
                    return true;
                })) {
            assertThat(crowd.outcomes())
                    .hasSize(20)
                    .filteredOn(result -> result.equals(new Undecided(Cause.OVERLOADED, Duration.ofSeconds(1))))
                    .as("told at once, and not when their time was over")
                    .hasSize(12);
            release.countDown();
            assertThat(closing.outcomes()).hasSize(1);
        }
    }

    /** While a hash runs, others wait for theirs. Neither their secrets nor they are left waiting. */
    @Test
    void answersThoseWhoWaitForAHash() {
        ApiKeys keys = sandbox.builder()
                .hasher(ScriptedHasher.slow(() -> {
                    hang();
                    return true;
                }))
                .build();
        int processors = Runtime.getRuntime().availableProcessors();
        try (Crowd<AuthenticationResult> crowd = new Crowd<>(processors + 4, () -> {
            UUID id = UUID.randomUUID();
            sandbox.insert(Sandbox.key(id, Permissions.of("*"), null, null, null), ScriptedHasher.HASH);
            return keys.authenticate(Token.generate("acme_live", id, new SecureRandom()), "test");
        })) {
            Crowd.await(() -> inside.get() == processors && crowd.count(Thread.State.TIMED_WAITING) == processors + 4);
            try (Crowd<Boolean> closing = new Crowd<>(1, () -> {
                keys.close();
                return true;
            })) {
                assertThat(crowd.outcomes()).hasSize(processors + 4).allMatch(Undecided.class::isInstance);
                release.countDown();
                assertThat(closing.outcomes()).hasSize(1);
            }
        }
    }
}
