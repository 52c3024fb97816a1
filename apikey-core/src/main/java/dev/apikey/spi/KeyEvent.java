// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import dev.apikey.Actor;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of a key's history: what was done to it, by whom, when and why.
 *
 * @param keyId the key; its events outlive it
 * @param kind what was done
 * @param actor who did it, as of then
 * @param reason why, in the actor's words; null = not said
 * @param at when, in milliseconds
 */
public record KeyEvent(
        UUID keyId, Kind kind, Actor actor, @Nullable String reason, Instant at) {

    /** What can be done to a key. */
    public enum Kind {
        /** It was made. */
        ISSUED,
        /** It was disabled. */
        DISABLED,
        /** It was enabled again. */
        ENABLED,
        /** It was revoked, for good. */
        REVOKED
    }

    /** Refuses null where the parameters do not allow it. */
    public KeyEvent {
        Objects.requireNonNull(keyId, "keyId");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(at, "at");
    }
}
