// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.testkit.ForwardingStore;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a request asks of the store and the hasher: nothing, if its key is warm or its token garbage. */
class Law6RefusalsAreCheapTest {

    private final Sandbox sandbox = new Sandbox();
    private final ForwardingStore store = new ForwardingStore(sandbox.store);
    private final ScriptedHasher hasher = ScriptedHasher.fast(() -> true);
    private final ApiKeys apiKeys = sandbox.builder(store).hasher(hasher).build();

    private static String tokenOf(UUID id) {
        return Token.generate("acme_live", id, new SecureRandom());
    }

    private String tokenOfStoredKey() {
        UUID id = UUID.randomUUID();
        sandbox.insert(Sandbox.key(id, Permissions.of("*"), null, null, null), ScriptedHasher.HASH);
        return tokenOf(id);
    }

    @AfterEach
    void close() {
        apiKeys.close();
    }

    @Test
    void garbageWithAWrongCheckRunsNoLookUpAndNoHash() {
        String token = tokenOf(UUID.randomUUID());
        apiKeys.authenticate(token.substring(0, token.length() - 1) + (token.endsWith("0") ? "1" : "0"), "test");
        apiKeys.authenticate("garbage", "test");
        assertThat(store.lookUps()).isZero();
        assertThat(hasher.verified()).isZero();
    }

    @Test
    void anUnknownIdRunsOneLookUpAndNoHash() {
        apiKeys.authenticate(tokenOf(UUID.randomUUID()), "test");
        assertThat(store.lookUps()).isEqualTo(1);
        assertThat(hasher.verified()).isZero();
    }

    @Test
    void aKnownKeyRunsOneLookUpOneHashAndNoWrite() {
        apiKeys.poll();
        apiKeys.authenticate(tokenOfStoredKey(), "test");
        assertThat(store.lookUps()).isEqualTo(1);
        assertThat(hasher.verified()).isEqualTo(1);
        assertThat(store.commits()).isZero();
    }

    @Test
    void aWarmKeyRunsNothingAtAll() {
        apiKeys.poll();
        String token = tokenOfStoredKey();
        for (int i = 0; i < 1_000; i++) {
            assertThat(apiKeys.authenticate(token, "test")).isInstanceOf(Authenticated.class);
        }
        assertThat(store.lookUps()).isEqualTo(1);
        assertThat(hasher.verified()).isEqualTo(1);
        assertThat(store.commits()).isZero();
    }

    @Test
    void aWarmKeyAllocatesAtMost64BytesARequest() {
        String token = tokenOfStoredKey();
        try (ApiKeys real = sandbox.builder(store)
                .hasher(hasher)
                .clock(InstantSource.system())
                .build()) {
            real.poll();
            assertAllocatesAtMost(64, real, token);
            assertThat(real.authenticate(token, "test")).isInstanceOf(Authenticated.class);
        }
    }

    /** Where the store is away, that is every request: an exception for each would take ten times as long as the decision. */
    @Test
    void aNodeThatIsOutOfTouchAllocatesAtMost160BytesARequest() {
        AtomicLong nanos = new AtomicLong();
        ForwardingStore away = new ForwardingStore(sandbox.store) {
            @Override
            public List<RecordedEvent> events(long from, int limit) {
                if (nanos.get() > 0) {
                    throw Broken.RUNTIME.raise();
                }
                return super.events(from, limit);
            }
        };
        String token = tokenOfStoredKey();
        try (CapturedLog log = new CapturedLog();
                ApiKeys node = sandbox.builder(away)
                        .hasher(hasher)
                        .monotonicClock(nanos::get)
                        .build()) {
            node.poll();
            assertThat(node.authenticate(token, "test")).isInstanceOf(Authenticated.class);
            nanos.set(Duration.ofSeconds(10).toNanos());
            assertAllocatesAtMost(160, node, token);
            assertThat(node.authenticate(token, "test")).isEqualTo(new Undecided(Cause.STALE, Duration.ofSeconds(1)));
            assertThat(log.text()).contains("the last poll that read all is PT10S old");
        }
    }

    /** Measured once the code is compiled, which is when it has been run often enough: so it is run until it is, or fails. */
    private static void assertAllocatesAtMost(long limit, ApiKeys apiKeys, String token) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int rounds = 0;
        long bytes = Long.MAX_VALUE;
        while (bytes > limit && rounds++ < 500) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 2_000; i++) {
                apiKeys.authenticate(token, "test");
            }
            bytes = (threads.getCurrentThreadAllocatedBytes() - before) / 2_000;
        }
        assertThat(bytes).as("after %d rounds", rounds).isLessThanOrEqualTo(limit);
    }

    @Test
    void aWrongSecretForAWarmKeyRunsNothingEither() {
        apiKeys.poll();
        String token = tokenOfStoredKey();
        apiKeys.authenticate(token, "test");
        UUID id = ((Authenticated) apiKeys.authenticate(token, "test")).key().id();
        for (int i = 0; i < 1_000; i++) {
            assertThat(apiKeys.authenticate(tokenOf(id), "test")).isEqualTo(new Rejected(Reason.WRONG_SECRET, id));
        }
        assertThat(apiKeys.authenticate(token, "test")).isInstanceOf(Authenticated.class);
        assertThat(store.lookUps()).isEqualTo(1);
        assertThat(hasher.verified()).isEqualTo(1);
    }

    @Test
    void aChangedKeyIsLookedUpAgainAndNotHashed() {
        apiKeys.poll();
        String token = tokenOfStoredKey();
        UUID id = ((Authenticated) apiKeys.authenticate(token, "test")).key().id();
        apiKeys.administer(Sandbox.EVERYTHING).update(id, key -> key.withName("other"));
        apiKeys.poll();
        int before = store.lookUps();
        for (int i = 0; i < 10; i++) {
            assertThat(apiKeys.authenticate(token, "test"))
                    .isInstanceOfSatisfying(
                            Authenticated.class,
                            yes -> assertThat(yes.key().name()).isEqualTo("other"));
        }
        assertThat(store.lookUps()).isEqualTo(before + 1);
        assertThat(hasher.verified()).isEqualTo(1);
    }
}
