// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.testkit.ForwardingStore;
import java.security.SecureRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a request that is refused, and one that is not, ask of the store and the hasher. That warm ones ask nothing is yet to come. */
class Law6RefusalsAreCheapTest {

    private final Sandbox sandbox = new Sandbox();
    private final ForwardingStore store = new ForwardingStore(sandbox.store);
    private final ScriptedHasher hasher = ScriptedHasher.fast(() -> true);
    private final ApiKeys apiKeys = sandbox.builder(store).hasher(hasher).build();

    private static String tokenOf(UUID id) {
        return Token.generate("acme_live", id, new SecureRandom());
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
        UUID id = UUID.randomUUID();
        sandbox.insert(Sandbox.key(id, Permissions.of("*"), null, null, null), ScriptedHasher.HASH);
        apiKeys.authenticate(tokenOf(id), "test");
        assertThat(store.lookUps()).isEqualTo(1);
        assertThat(hasher.verified()).isEqualTo(1);
        assertThat(store.commits()).isZero();
    }
}
