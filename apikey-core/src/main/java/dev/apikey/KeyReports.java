// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.spi.KeyStore;
import dev.apikey.spi.OwnerRights;
import dev.apikey.spi.RecordedEvent;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What auditors and operators ask about keys. Changes nothing. Thread-safe. */
final class KeyReports {

    private static final int MAX_EVENTS = 200;
    private static final int MAX_DAYS = 366;
    private static final int MAX_GONE = 1_000;
    private static final int OWNERS_AT_ONCE = 500;

    private final KeyStore store;
    private final OwnerRights rights;
    private final Explainer explainer;
    private final MillisClock clock;

    KeyReports(KeyStore store, OwnerRights rights, Explainer explainer, MillisClock clock) {
        this.store = store;
        this.rights = rights;
        this.explainer = explainer;
        this.clock = clock;
    }

    List<RecordedEvent> history(@Nullable UUID id, long before, int limit, Authority authority) {
        if (limit < 1 || limit > MAX_EVENTS) {
            throw new IllegalArgumentException("limit must be from 1 to " + MAX_EVENTS);
        }
        return store.history(id, before, limit).stream()
                .filter(recorded -> authority.owners().include(recorded.event().owner()))
                .toList();
    }

    List<DailyUse> usage(ApiKey key, int days) {
        if (days < 1 || days > MAX_DAYS) {
            throw new IllegalArgumentException("days must be from 1 to " + MAX_DAYS);
        }
        LocalDate today = LocalDate.ofInstant(clock.now(), ZoneOffset.UTC);
        return store.usage(key.id(), today.minusDays(days - 1L), today);
    }

    Explanation explain(UUID id, String permission, Instant at, Authority authority) {
        return explainer.explain(id, permission, at, authority.owners());
    }

    List<String> goneOwners() {
        List<String> gone = new ArrayList<>();
        String last = null;
        List<String> owners;
        do {
            owners = store.owners(Owners.all(), clock.now(), last, OWNERS_AT_ONCE);
            for (String owner : owners) {
                last = owner;
                if (Objects.requireNonNull(rights.of(owner), "OwnerRights answered null")
                        .isEmpty()) {
                    gone.add(owner);
                }
                if (gone.size() == MAX_GONE) {
                    return List.copyOf(gone);
                }
            }
        } while (owners.size() == OWNERS_AT_ONCE);
        return List.copyOf(gone);
    }
}
