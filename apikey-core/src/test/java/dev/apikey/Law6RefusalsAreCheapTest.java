// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.testkit.ForwardingStore;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
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

    /** Measured once the code is compiled, which is when it has been run often enough: so it is run until it is, or fails. */
    @Test
    void aWarmKeyAllocatesAtMost64BytesARequest() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        String token = tokenOfStoredKey();
        int rounds = 0;
        long bytes = Long.MAX_VALUE;
        try (ApiKeys real = sandbox.builder(store)
                .hasher(hasher)
                .clock(InstantSource.system())
                .build()) {
            real.poll();
            while (bytes > 64 && rounds++ < 500) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 2_000; i++) {
                    real.authenticate(token, "test");
                }
                bytes = (threads.getCurrentThreadAllocatedBytes() - before) / 2_000;
            }
            assertThat(real.authenticate(token, "test")).isInstanceOf(Authenticated.class);
        }
        assertThat(bytes).as("after %d rounds", rounds).isLessThanOrEqualTo(64);
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
