// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Reason;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.spi.StoredKey;
import dev.apikey.testkit.ForwardingStore;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** As long as nothing is cached, the bound is the strictest there is: what is committed holds at the next request, everywhere. */
class Law5BoundedStalenessTest {

    private final Sandbox sandbox = new Sandbox();
    private final ApiKeys here = sandbox.builder().build();
    private final ApiKeys there = sandbox.builder().build();
    private final IssuedKey issued = sandbox.issue();
    private final UUID id = issued.key().id();

    @Test
    void aChangeHoldsOnEveryNodeAtTheNextRequest() {
        assertThat(there.authenticate(issued.revealToken(), "test")).isInstanceOf(Authenticated.class);
        here.administer(Sandbox.EVERYTHING).disable(id);
        assertThat(there.authenticate(issued.revealToken(), "test")).isEqualTo(new Rejected(Reason.DISABLED, id));
        here.administer(Sandbox.EVERYTHING).enable(id);
        assertThat(there.authenticate(issued.revealToken(), "test")).isInstanceOf(Authenticated.class);
        here.administer(Sandbox.EVERYTHING).revoke(id, null);
        assertThat(there.authenticate(issued.revealToken(), "test")).isEqualTo(new Rejected(Reason.REVOKED, id));
    }

    @Test
    void aNodeThatCannotSeeTheStoreRefuses() {
        boolean[] reachable = {true};
        ForwardingStore store = new ForwardingStore(sandbox.store) {
            @Override
            public Optional<StoredKey> find(UUID id) {
                if (!reachable[0]) {
                    throw new IllegalStateException("out of reach");
                }
                return super.find(id);
            }
        };
        ApiKeys cutOff = sandbox.builder(store).build();
        assertThat(cutOff.authenticate(issued.revealToken(), "test")).isInstanceOf(Authenticated.class);
        reachable[0] = false;
        assertThat(cutOff.authenticate(issued.revealToken(), "test"))
                .isInstanceOfSatisfying(
                        Undecided.class,
                        undecided -> assertThat(undecided.cause()).isEqualTo(Cause.STORE));
        reachable[0] = true;
        assertThat(cutOff.authenticate(issued.revealToken(), "test")).isInstanceOf(Authenticated.class);
    }
}
