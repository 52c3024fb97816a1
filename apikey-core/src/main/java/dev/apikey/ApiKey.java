// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

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
 * @param version 1 when issued, one more with every change
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
        long version,
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

    ApiKey disabled(Instant at) {
        return next(at, revokedAt, revokedReason);
    }

    ApiKey enabled() {
        return next(null, revokedAt, revokedReason);
    }

    ApiKey revoked(Instant at, @Nullable String reason) {
        return next(disabledAt, at, reason);
    }

    private ApiKey next(@Nullable Instant disabledAt, @Nullable Instant revokedAt, @Nullable String revokedReason) {
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
                version + 1,
                hint);
    }
}
