// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Undecided;
import java.lang.Thread.State;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A slow hash runs on as many threads as there are processors and no more, and never for what needs none. */
@Timeout(60)
class Law7SlowHashIsFencedTest {

    private static final int PERMITS = Runtime.getRuntime().availableProcessors();

    private final Sandbox sandbox = new Sandbox();
    private final AtomicInteger inside = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);

    private String tokenOfActiveKey() {
        UUID id = UUID.randomUUID();
        sandbox.insert(Sandbox.key(id, Permissions.of("*"), null, null, null), ScriptedHasher.HASH);
        return Token.generate("acme_live", id, new SecureRandom());
    }

    private boolean hashUntilReleased() {
        inside.incrementAndGet();
        try {
            release.await();
            return true;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Whoever waits gives up after a second, so that a slow machine may see some refused, but never more inside. */
    @Test
    void atMostOneRunsForEachProcessor() {
        String token = tokenOfActiveKey();
        ApiKeys keys = sandbox.builder()
                .hasher(ScriptedHasher.slow(this::hashUntilReleased))
                .build();
        int size = PERMITS + 8;
        try (Crowd<AuthenticationResult> crowd = new Crowd<>(size, () -> keys.authenticate(token, "test"))) {
            Crowd.await(() -> inside.get() >= PERMITS
                    && crowd.count(State.WAITING) + crowd.count(State.TIMED_WAITING) + crowd.count(State.TERMINATED)
                            == size);
            assertThat(inside).hasValue(PERMITS);
            release.countDown();
            assertThat(crowd.outcomes())
                    .hasSize(size)
                    .allMatch(result -> result instanceof Authenticated
                            || result.equals(new Undecided(Cause.OVERLOADED, Duration.ofSeconds(1))));
        }
    }

    @Test
    void aFastOneIsNotHeldUp() {
        String token = tokenOfActiveKey();
        int size = PERMITS + 8;
        ApiKeys keys = sandbox.builder()
                .hasher(ScriptedHasher.fast(this::hashUntilReleased))
                .build();
        try (Crowd<AuthenticationResult> crowd = new Crowd<>(size, () -> keys.authenticate(token, "test"))) {
            Crowd.await(() -> inside.get() == size);
            release.countDown();
            assertThat(crowd.outcomes()).hasSize(size).allMatch(Authenticated.class::isInstance);
        }
    }

    @Test
    void noneRunsForWhatIsDecidedWithout() {
        ScriptedHasher slow = ScriptedHasher.slow(() -> true);
        ApiKeys keys = sandbox.builder().hasher(slow).build();
        String token = tokenOfActiveKey();
        keys.authenticate("garbage", "test");
        keys.authenticate(token.substring(0, token.length() - 6) + "zzzzzz", "test");
        keys.authenticate(Token.generate("acme_test", UUID.randomUUID(), new SecureRandom()), "test");
        keys.authenticate(Token.generate("acme_live", UUID.randomUUID(), new SecureRandom()), "test");
        assertThat(slow.verified()).isZero();
        keys.authenticate(token, "test");
        assertThat(slow.verified()).isEqualTo(1);
    }
}
