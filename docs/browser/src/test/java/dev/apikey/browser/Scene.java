// SPDX-License-Identifier: Apache-2.0
package dev.apikey.browser;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.KeyRequest;
import dev.apikey.Lifetime;
import dev.apikey.Permissions;
import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyUse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** What is in the store before somebody looks at the page. */
final class Scene {

    static final List<String> HOSTILE = List.of(
            "<img src=x onerror=alert(1)>",
            "</script><script>alert(1)</script>",
            "{{constructor.constructor('alert(1)')()}}",
            "javascript:alert(1)",
            "'; drop table keys; --",
            "\" onmouseover=\"alert(1)",
            "${alert(1)} `x` \\u003cb\\u003e");

    /** Names that nobody could have given to a key: only whoever writes into the database himself. */
    static final List<String> IMPOSSIBLE = List.of(
            "",
            "   ",
            "\u200b\u200b\u2060",
            "a\u0000b\u0007\u001b[31mred",
            "two\r\nlines\tand a tab",
            "\u202egnp.exe\u202c \u2066isolated\u2069",
            "half of a pair \ud83d",
            "zalgo " + "z\u0300\u0301\u0302\u0303".repeat(40),
            "<b>" + "long ".repeat(2_000) + "</b>",
            "W".repeat(5_000));

    private final PageServer server;

    Scene(PageServer server) {
        this.server = server;
    }

    ApiKey key(String owner, String name, String... permissions) {
        return server.admin()
                .issue(KeyRequest.of(name, Permissions.of(permissions)).withOwner(owner))
                .key();
    }

    ApiKey keyFor(String owner, String name, int days, String... permissions) {
        return server.admin()
                .issue(KeyRequest.of(name, Permissions.of(permissions))
                        .withOwner(owner)
                        .withLifetime(Lifetime.ofDays(days)))
                .key();
    }

    /** A key whose name was changed behind everybody's back. */
    ApiKey keyNamedInTheDatabase(String owner, String name) {
        ApiKey key = key(owner, "innocent", "files:read");
        ApiKey renamed = new ApiKey(
                key.id(),
                key.owner(),
                name,
                key.permissions(),
                key.createdAt(),
                key.createdBy(),
                key.expiresAt(),
                key.disabledAt(),
                key.revokedAt(),
                key.revokedReason(),
                key.lastUsedAt(),
                key.version() + 1,
                key.replaces(),
                key.replacedBy(),
                key.hint());
        KeyEvent event = KeyEvent.changed(
                KeyEvent.Kind.UPDATED, key, renamed, Actor.of("somebody"), name, server.clock.instant());
        if (server.store.commit(List.of(new KeyChange.Update(renamed, event))) != CommitOutcome.COMMITTED) {
            throw new IllegalStateException("it was changed meanwhile");
        }
        return renamed;
    }

    /** A key that was made this many days ago. */
    ApiKey oldKey(String owner, String name, int daysAgo, String... permissions) {
        server.clock.move(Duration.ofDays(-daysAgo));
        try {
            return key(owner, name, permissions);
        } finally {
            server.now();
        }
    }

    void use(UUID id, int daysAgo, int count) {
        Instant at = server.clock.instant().minus(Duration.ofDays(daysAgo));
        server.store.recordUse(List.of(new KeyUse(id, LocalDate.ofInstant(at, ZoneOffset.UTC), count, at)));
    }

    /** A key with something to see in its chart and its history. */
    ApiKey busyKey(String owner, String name) {
        ApiKey key = oldKey(owner, name, 120, "files:read", "files:write");
        for (int day = 28; day >= 0; day--) {
            if (day % 7 != 5 && day % 7 != 6) {
                use(key.id(), day, 40 + (day * 37) % 90);
            }
        }
        server.as("ben").update(key.id(), each -> each.withName(name + " 2"));
        server.as("ada").update(key.id(), each -> each.withPermissions(Permissions.of("files:read")));
        server.as("ada").disable(key.id());
        server.as("ben").enable(key.id());
        return key;
    }

    /** One of each state and of each thing that an auditor looks for. */
    void audit(String owner) {
        server.clock.move(Duration.ofDays(-200));
        ApiKey expired = keyFor(owner, "Migration 2025", 30, "*");
        server.now();
        use(expired.id(), 180, 12);
        use(key(owner, "CI pipeline", "files:read", "files:write").id(), 0, 311);
        use(keyFor(owner, "Nightly backup", 12, "*:read").id(), 1, 4);
        use(oldKey(owner, "Grafana dashboards", 400, "*:read").id(), 140, 9);
        oldKey(owner, "Trial of the importer", 45, "rooms:read", "rooms:write", "files:read");
        server.admin()
                .disable(oldKey(owner, "Partner sandbox", 20, "files:share").id());
        server.admin().revoke(oldKey(owner, "Laptop of Cyd", 60, "*").id(), "laptop lost");
        use(keyFor(owner, "Deploy bot", 90, "*").id(), 3, 77);
    }
}
