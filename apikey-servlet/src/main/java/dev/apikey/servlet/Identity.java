// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import dev.apikey.AuthenticationResult.Authenticated;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Whom a request with a bearer token acts for, through all its dispatches and threads. Thread-safe. */
final class Identity {

    private final AtomicReference<@Nullable Authenticated> decision;
    private final boolean handedOn;

    private Identity(@Nullable Authenticated decision, boolean handedOn) {
        this.decision = new AtomicReference<>(decision);
        this.handedOn = handedOn;
    }

    static Identity of(Authenticated decision) {
        return new Identity(decision, false);
    }

    /** For a token that was not accepted, or not looked at. */
    static Identity nobody() {
        return new Identity(null, false);
    }

    /** For a token that is not ours: whose it is, is for the other filter to say. */
    static Identity handedOn() {
        return new Identity(null, true);
    }

    /** What was decided last; null = nobody of ours. */
    @Nullable
    Authenticated decision() {
        return decision.get();
    }

    /** Null = nobody of ours. */
    @Nullable
    ApiKeyPrincipal principal() {
        Authenticated last = decision.get();
        return last == null ? null : ApiKeyPrincipal.of(last.key(), last.permissions());
    }

    boolean isHandedOn() {
        return handedOn;
    }

    /** Takes over what was decided anew, unless the key was dropped meanwhile. */
    void renew(Authenticated earlier, Authenticated now) {
        decision.compareAndSet(earlier, now);
    }

    /** Forgets the key for good. */
    void drop() {
        decision.set(null);
    }
}
