// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.KeyEvent;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a key: everything but its secret. Safe to log, list and serialise.
 *
 * <p>Instants have millisecond precision. Immutable and thread-safe.
 *
 * @param id the public part of the token and the primary key of the record
 * @param owner the host's id of whoever the key acts for, opaque to us; the principal's name
 * @param name what people call the key
 * @param permissions what the key may do; none = nothing
 * @param createdAt when it was issued
 * @param createdBy who issued it
 * @param expiresAt from this instant on it is expired; null = never
 * @param disabledAt since when it is disabled; null = it is not
 * @param revokedAt since when it is revoked, which is final; null = it is not
 * @param revokedReason why it was revoked, as the revoking actor put it; null = not revoked, or no reason given
 * @param lastUsedAt when a request with it was last accepted; null = never. Written in batches, so some seconds behind
 * @param version 1 when issued, one more with every change; use is no change
 * @param replaces the key that was rotated into this one; null = none
 * @param replacedBy the key that this one was rotated into; null = none
 * @param hint a mask by which people recognise the token: {@code acme_live_***9842}
 */
public record ApiKey(
        UUID id,
        String owner,
        String name,
        Permissions permissions,
        Instant createdAt,
        Actor createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant disabledAt,
        @Nullable Instant revokedAt,
        @Nullable String revokedReason,
        @Nullable Instant lastUsedAt,
        long version,
        @Nullable UUID replaces,
        @Nullable UUID replacedBy,
        String hint) {

    /** The one word for what a key is at an instant. Of several that apply, the later one in this order wins. */
    public enum State {
        /** Accepted. */
        ACTIVE,
        /** Refused until it is enabled again. */
        DISABLED,
        /** Refused for good: its lifetime is over. */
        EXPIRED,
        /** Refused for good: somebody revoked it. */
        REVOKED
    }

    /** Refuses null where the parameters do not allow it. */
    public ApiKey {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(permissions, "permissions");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(createdBy, "createdBy");
        Objects.requireNonNull(hint, "hint");
    }

    /** What the key is at this instant. It expires at {@code expiresAt} sharp: in that millisecond it is refused. */
    public State state(Instant now) {
        if (revokedAt != null) {
            return State.REVOKED;
        }
        if (expiresAt != null && !now.isBefore(expiresAt)) {
            return State.EXPIRED;
        }
        return disabledAt != null ? State.DISABLED : State.ACTIVE;
    }

    /** The same key under another name, for {@link KeyAdministration#update}. */
    public ApiKey withName(String name) {
        return copy(name, permissions, expiresAt, disabledAt, revokedAt, revokedReason, replacedBy, version);
    }

    /** The same key with other permissions, for {@link KeyAdministration#update}. */
    public ApiKey withPermissions(Permissions permissions) {
        return copy(name, permissions, expiresAt, disabledAt, revokedAt, revokedReason, replacedBy, version);
    }

    /** The same key, disabled or not, for {@link KeyAdministration#update}, which notes since when. */
    public ApiKey withDisabled(boolean disabled) {
        if (disabled == (disabledAt != null)) {
            return this;
        }
        return disabledSince(disabled ? createdAt : null);
    }

    /** The version stays. */
    ApiKey disabledSince(@Nullable Instant since) {
        return copy(name, permissions, expiresAt, since, revokedAt, revokedReason, replacedBy, version);
    }

    ApiKey disabled(Instant at) {
        return copy(name, permissions, expiresAt, at, revokedAt, revokedReason, replacedBy, version + 1);
    }

    ApiKey enabled() {
        return copy(name, permissions, expiresAt, null, revokedAt, revokedReason, replacedBy, version + 1);
    }

    ApiKey revoked(Instant at, @Nullable String reason) {
        return copy(name, permissions, expiresAt, disabledAt, at, reason, replacedBy, version + 1);
    }

    ApiKey replaced(UUID successor, Instant expiresAt) {
        return copy(name, permissions, expiresAt, disabledAt, revokedAt, revokedReason, successor, version + 1);
    }

    ApiKey atNextVersion() {
        return copy(name, permissions, expiresAt, disabledAt, revokedAt, revokedReason, replacedBy, version + 1);
    }

    /** What the key was before this was done to it. */
    ApiKey before(KeyEvent.Kind done, KeyEvent.Facts facts, Instant at) {
        boolean revoking = done == KeyEvent.Kind.REVOKED;
        Instant disabledBefore = switch (done) {
            case DISABLED -> null;
            case ENABLED -> at; // Since when exactly, an earlier event would tell; that it was, is enough.
            default -> disabledAt;
        };
        return copy(
                facts.name(),
                facts.permissions(),
                facts.expiresAt(),
                disabledBefore,
                revoking ? null : revokedAt,
                revoking ? null : revokedReason,
                done == KeyEvent.Kind.ROTATED ? null : replacedBy,
                version - 1);
    }

    private ApiKey copy(
            String name,
            Permissions permissions,
            @Nullable Instant expiresAt,
            @Nullable Instant disabledAt,
            @Nullable Instant revokedAt,
            @Nullable String revokedReason,
            @Nullable UUID replacedBy,
            long version) {
        return new ApiKey(
                id,
                owner,
                name,
                permissions,
                createdAt,
                createdBy,
                expiresAt,
                disabledAt,
                revokedAt,
                revokedReason,
                lastUsedAt,
                version,
                replaces,
                replacedBy,
                hint);
    }
}
