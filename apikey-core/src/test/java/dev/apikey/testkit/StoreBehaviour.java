// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.DailyUse;
import dev.apikey.KeyQuery;
import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyEvent.Kind;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.RecordedEvent;
import dev.apikey.spi.StoredKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

/** What the groups of {@link KeyStoreContract} share: a store, and ways to fill it and to look at it. */
abstract class StoreBehaviour {

    static final Instant NOW = SampleKey.CREATED.plusSeconds(3600);
    static final Actor ADA = Actor.of("ada");

    /** Texts that some databases take for equal, for patterns or for the end of a statement. */
    static final List<String> TEXTS = List.of(
            "abc",
            "ABC",
            "AbC",
            "abc ",
            " abc",
            "àbc",
            "a\u0300bc",
            "abć",
            "ab",
            "ab%",
            "ab_",
            "%",
            "_",
            "a'b\"c;--",
            "ab\\",
            "ab!",
            "!%",
            "straße",
            "strasse",
            "\uD83D\uDD11",
            "\uD83D\uDD12",
            "\uFF21bc",
            "键 مفتاح",
            "{0}:id?<x>");

    private static final LocalDate FIRST_DAY = LocalDate.of(2000, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(2100, 1, 1);

    KeyStore store;

    /** A store without keys and events. */
    abstract KeyStore emptyStore();

    @BeforeEach
    void open() {
        store = emptyStore();
    }

    static Random random() {
        long seed = Long.getLong("apikey.seed", System.nanoTime());
        System.out.println("seed: -Dapikey.seed=" + seed);
        return new Random(seed);
    }

    ApiKey insert(SampleKey sample) {
        StoredKey stored = sample.stored();
        commit(insertion(stored));
        return stored.key();
    }

    void commit(KeyChange... changes) {
        assertThat(store.commit(List.of(changes))).isEqualTo(CommitOutcome.COMMITTED);
    }

    boolean isCommitted(KeyChange... changes) {
        return store.commit(List.of(changes)) == CommitOutcome.COMMITTED;
    }

    static KeyChange.Insert insertion(StoredKey stored) {
        return new KeyChange.Insert(stored, KeyEvent.issued(stored.key(), ADA, NOW));
    }

    static KeyChange update(ApiKey after) {
        return update(Kind.UPDATED, after);
    }

    static KeyChange update(Kind kind, ApiKey after) {
        return new KeyChange.Update(after, KeyEvent.changed(kind, after, after, ADA, null, NOW));
    }

    static KeyChange deletion(ApiKey key) {
        return new KeyChange.Delete(key.version(), KeyEvent.deleted(key, ADA, NOW));
    }

    ApiKey stored(UUID id) {
        return store.find(id).orElseThrow().key();
    }

    List<KeyEvent> events() {
        return store.events(1, 10_000).stream().map(RecordedEvent::event).toList();
    }

    /** The keys of all pages, as they came. */
    List<ApiKey> allPages(KeyQuery query, Instant now) {
        List<ApiKey> all = new ArrayList<>();
        List<ApiKey> page = store.list(query, now);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(query.limit());
            all.addAll(page);
            assertThat(all).as("pages that never end").hasSizeLessThan(10_000);
            page = store.list(query.from(query.order().behind(page.get(page.size() - 1))), now);
        }
        return all;
    }

    List<UUID> list(KeyQuery query) {
        return ids(allPages(query.limitedTo(200), NOW));
    }

    static List<UUID> ids(List<ApiKey> keys) {
        return keys.stream().map(ApiKey::id).toList();
    }

    List<DailyUse> allUsage(UUID id) {
        return store.usage(id, FIRST_DAY, LAST_DAY);
    }

    /** Everything that is in the store. */
    record Everything(Set<StoredKey> keys, List<RecordedEvent> events, Map<UUID, List<DailyUse>> usage) {}

    Everything everything() {
        Set<StoredKey> keys = new HashSet<>();
        Map<UUID, List<DailyUse>> usage = new HashMap<>();
        for (UUID id : list(KeyQuery.all())) {
            keys.add(store.find(id).orElseThrow());
            usage.put(id, allUsage(id));
        }
        return new Everything(keys, store.events(1, 10_000), usage);
    }
}
