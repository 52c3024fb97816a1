// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent.Kind;
import dev.apikey.spi.StoredKey;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Somebody else's change comes in between reading a key and committing a change to it. */
class ConcurrentChangeTest {

    private final Sandbox sandbox = new Sandbox();
    private final KeyAdministration others = sandbox.builder().build().administer(Sandbox.EVERYTHING);
    private final UUID id = sandbox.issue().key().id();

    /** Lets the others make their change right before each of the first commits. */
    private ForwardingStore sneaking(int times, Runnable change) {
        return new ForwardingStore(sandbox.store) {
            @Override
            public boolean commit(List<KeyChange> changes) {
                if (commits() < times) {
                    change.run();
                }
                return super.commit(changes);
            }
        };
    }

    private KeyAdministration over(ForwardingStore store) {
        return sandbox.builder(store).build().administer(Sandbox.EVERYTHING);
    }

    private ApiKey key() {
        return others.find(id).orElseThrow();
    }

    private List<Kind> history() {
        return sandbox.events().stream()
                .map(recorded -> recorded.event().kind())
                .toList();
    }

    @Test
    void doesNotDisableWhatWasRevokedMeanwhile() {
        KeyAdministration keys = over(sneaking(1, () -> others.revoke(id, "sneaked in")));
        assertThat(keys.disable(id)).contains(key());
        assertThat(key().revokedReason()).isEqualTo("sneaked in");
        assertThat(history()).containsExactly(Kind.ISSUED, Kind.REVOKED);
    }

    @Test
    void doesNotEnableWhatWasRevokedMeanwhile() {
        others.disable(id);
        KeyAdministration keys = over(sneaking(1, () -> others.revoke(id, "sneaked in")));
        assertThat(keys.enable(id)).contains(key());
        assertThat(key().state(Sandbox.NOW)).isEqualTo(ApiKey.State.REVOKED);
        assertThat(history()).containsExactly(Kind.ISSUED, Kind.DISABLED, Kind.REVOKED);
    }

    @Test
    void keepsTheReasonOfWhoeverRevokedFirst() {
        KeyAdministration keys = over(sneaking(1, () -> others.revoke(id, "sneaked in")));
        assertThat(keys.revoke(id, "too late").orElseThrow().revokedReason()).isEqualTo("sneaked in");
        assertThat(history()).containsExactly(Kind.ISSUED, Kind.REVOKED);
    }

    @Test
    void buildsUponAChangeThatHoldsBesideItsOwn() {
        KeyAdministration keys = over(sneaking(1, () -> others.disable(id)));
        assertThat(keys.revoke(id, null)).contains(key());
        assertThat(key().version()).isEqualTo(3);
        assertThat(key().disabledAt()).isEqualTo(Sandbox.NOW);
        assertThat(history()).containsExactly(Kind.ISSUED, Kind.DISABLED, Kind.REVOKED);
    }

    @Test
    void isEmptyWhereTheKeyIsGoneMeanwhile() {
        KeyAdministration keys = over(new ForwardingStore(sandbox.store) {
            private boolean gone;

            @Override
            public Optional<StoredKey> find(UUID id) {
                return gone ? Optional.empty() : super.find(id);
            }

            @Override
            public boolean commit(List<KeyChange> changes) {
                gone = true;
                return false;
            }
        });
        assertThat(keys.revoke(id, null)).isEmpty();
    }

    @Test
    void isTriedTenTimes() {
        ForwardingStore store = sneaking(9, this::toggle);
        assertThat(over(store).revoke(id, null).orElseThrow().revokedAt()).isEqualTo(Sandbox.NOW);
        assertThat(store.commits()).isEqualTo(10);
    }

    @Test
    void endsWithAnExceptionWhereOthersDoNotEnd() {
        ForwardingStore store = sneaking(Integer.MAX_VALUE, this::toggle);
        assertThatIllegalStateException()
                .isThrownBy(() -> over(store).revoke(id, null))
                .withMessage("key " + id + " is being changed by others: read it again, then decide");
        assertThat(store.commits()).isEqualTo(10);
        assertThat(key().revokedAt()).isNull();
    }

    private void toggle() {
        if (key().disabledAt() == null) {
            others.disable(id);
        } else {
            others.enable(id);
        }
    }
}
