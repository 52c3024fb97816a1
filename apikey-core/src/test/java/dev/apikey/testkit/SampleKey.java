// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.Permissions;
import dev.apikey.spi.StoredKey;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A key in the making: a plain one of Ben's, but for what is said otherwise. */
final class SampleKey {

    static final Instant CREATED = Instant.parse("2026-11-24T10:00:00.123Z");
    static final String HASH = "$hmac-sha256$k=f626d82a803e$hTTGoSl1FaGZVfSN5Anjn4qP5MPTM94Xq1za72gG9zs";

    private UUID id = UUID.randomUUID();
    private String owner = "ben";
    private String name = "CI";
    private Permissions permissions = Permissions.of("files:read");
    private Instant createdAt = CREATED;
    private Actor createdBy = Actor.of("ben");
    private @Nullable Instant expiresAt;
    private @Nullable Instant disabledAt;
    private @Nullable Instant revokedAt;
    private @Nullable String revokedReason;
    private @Nullable Instant lastUsedAt;
    private long version = 1;
    private @Nullable UUID replaces;
    private @Nullable UUID replacedBy;
    private String hint = "acme_live_***9842";
    private String hash = HASH;

    static SampleKey plain() {
        return new SampleKey();
    }

    static SampleKey of(ApiKey key) {
        SampleKey sample = new SampleKey();
        sample.id = key.id();
        sample.owner = key.owner();
        sample.name = key.name();
        sample.permissions = key.permissions();
        sample.createdAt = key.createdAt();
        sample.createdBy = key.createdBy();
        sample.expiresAt = key.expiresAt();
        sample.disabledAt = key.disabledAt();
        sample.revokedAt = key.revokedAt();
        sample.revokedReason = key.revokedReason();
        sample.lastUsedAt = key.lastUsedAt();
        sample.version = key.version();
        sample.replaces = key.replaces();
        sample.replacedBy = key.replacedBy();
        sample.hint = key.hint();
        return sample;
    }

    static SampleKey next(ApiKey key) {
        return of(key).version(key.version() + 1);
    }

    SampleKey id(UUID id) {
        this.id = id;
        return this;
    }

    SampleKey owner(String owner) {
        this.owner = owner;
        return this;
    }

    SampleKey name(String name) {
        this.name = name;
        return this;
    }

    SampleKey permissions(Permissions permissions) {
        this.permissions = permissions;
        return this;
    }

    SampleKey createdAt(Instant createdAt) {
        this.createdAt = createdAt;
        return this;
    }

    SampleKey createdBy(Actor createdBy) {
        this.createdBy = createdBy;
        return this;
    }

    SampleKey expiresAt(@Nullable Instant expiresAt) {
        this.expiresAt = expiresAt;
        return this;
    }

    SampleKey disabledAt(@Nullable Instant disabledAt) {
        this.disabledAt = disabledAt;
        return this;
    }

    SampleKey revoked(@Nullable Instant revokedAt, @Nullable String reason) {
        this.revokedAt = revokedAt;
        this.revokedReason = reason;
        return this;
    }

    SampleKey lastUsedAt(@Nullable Instant lastUsedAt) {
        this.lastUsedAt = lastUsedAt;
        return this;
    }

    SampleKey version(long version) {
        this.version = version;
        return this;
    }

    SampleKey replaces(@Nullable UUID replaces) {
        this.replaces = replaces;
        return this;
    }

    SampleKey replacedBy(@Nullable UUID replacedBy) {
        this.replacedBy = replacedBy;
        return this;
    }

    SampleKey hint(String hint) {
        this.hint = hint;
        return this;
    }

    SampleKey hash(String hash) {
        this.hash = hash;
        return this;
    }

    ApiKey key() {
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

    StoredKey stored() {
        return new StoredKey(key(), hash);
    }
}
