// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyAdministration;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.jdbc.JdbiKeyStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/** Whole nodes of an application, all with the same pepper, and what tests ask of them. */
final class Nodes {

    static final String SOURCE = "203.0.113.7";
    static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Authority ADA = Authority.of(Actor.of("ada"), Permissions.of("*"));

    private Nodes() {}

    /** With the shortest limit that a host may set: those who wait for it here wait in real time. */
    static ApiKeys.Builder builder(DataSource database) {
        return ApiKeys.builder()
                .prefix("acme_live")
                .vocabulary("files:read")
                .hasher(HmacSha256Hasher.of(PepperRing.of(new byte[32])))
                .store(JdbiKeyStore.of(database))
                .maxIssuedPerHour(1_000_000)
                .maxLiveKeys(1_000_000)
                .pollInterval(Duration.ofMillis(100))
                .staleAfter(LIMIT);
    }

    static KeyAdministration administer(ApiKeys node) {
        return node.administer(ADA);
    }

    static IssuedKey issue(ApiKeys node) {
        return administer(node).issue(KeyRequest.of("CI pipeline", Permissions.of("files:read")));
    }

    /** Asks again and again; false = it did not come true in time. */
    static boolean comesTrue(Duration within, BooleanSupplier what) {
        long deadline = System.nanoTime() + within.toNanos();
        while (!what.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return true;
    }
}
