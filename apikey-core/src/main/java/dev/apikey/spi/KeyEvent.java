// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spi;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.Permissions;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of a key's history: what was done to it, by whom, when and why. It outlives the key.
 *
 * @param keyId the key
 * @param owner the key's owner
 * @param kind what was done
 * @param actor who did it, as of then
 * @param reason why, in the actor's words; null = not said
 * @param at when, in milliseconds
 * @param before what the key was; null = not there
 * @param after what the key became; null = not there any more
 * @param relatedKey the other key of a rotation; null = it is none
 */
public record KeyEvent(
        UUID keyId,
        String owner,
        Kind kind,
        Actor actor,
        @Nullable String reason,
        Instant at,
        @Nullable Facts before,
        @Nullable Facts after,
        @Nullable UUID relatedKey) {

    /** What can be done to a key. */
    public enum Kind {
        /** It was made, possibly as the successor of another one. */
        ISSUED,
        /** Its name or its permissions were changed. */
        UPDATED,
        /** It was disabled; its name or its permissions may have been changed with it. */
        DISABLED,
        /** It was enabled again; its name or its permissions may have been changed with it. */
        ENABLED,
        /** It was rotated into another one, and ends with the overlap. */
        ROTATED,
        /** It was revoked, for good. */
        REVOKED,
        /** Its record was erased. */
        DELETED
    }

    /**
     * What changes of a key can change, besides its state.
     *
     * @param name what people call it
     * @param permissions what it may do
     * @param expiresAt when it expires; null = never
     */
    public record Facts(
            String name, Permissions permissions, @Nullable Instant expiresAt) {

        /** Refuses null where the parameters do not allow it. */
        public Facts {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(permissions, "permissions");
        }

        /** Those of this key. */
        public static Facts of(ApiKey key) {
            return new Facts(key.name(), key.permissions(), key.expiresAt());
        }
    }

    /** Refuses null where the parameters do not allow it. */
    public KeyEvent {
        Objects.requireNonNull(keyId, "keyId");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(at, "at");
    }

    /** A key was made. */
    public static KeyEvent issued(ApiKey key, Actor actor, Instant at) {
        return new KeyEvent(key.id(), key.owner(), Kind.ISSUED, actor, null, at, null, Facts.of(key), key.replaces());
    }

    /** A key was changed. */
    public static KeyEvent changed(
            Kind kind, ApiKey before, ApiKey after, Actor actor, @Nullable String reason, Instant at) {
        UUID relatedKey = kind == Kind.ROTATED ? after.replacedBy() : null;
        return new KeyEvent(
                after.id(), after.owner(), kind, actor, reason, at, Facts.of(before), Facts.of(after), relatedKey);
    }

    /** A key was erased. */
    public static KeyEvent deleted(ApiKey key, Actor actor, Instant at) {
        return new KeyEvent(key.id(), key.owner(), Kind.DELETED, actor, null, at, Facts.of(key), null, null);
    }
}
