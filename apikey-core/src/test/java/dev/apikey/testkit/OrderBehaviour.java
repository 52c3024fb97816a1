// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import static dev.apikey.testkit.SampleKey.CREATED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKey;
import dev.apikey.KeyOrder;
import dev.apikey.KeyOrder.Position;
import dev.apikey.KeyQuery;
import dev.apikey.spi.KeyChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys come in the order that was asked for, page by page, each once. */
abstract class OrderBehaviour extends StoreBehaviour {

    private static final List<Integer> PAGE_SIZES = List.of(1, 3, 200);
    private static final int KEYS = 25;

    static Stream<KeyOrder> orders() {
        return Stream.of(KeyOrder.Field.values())
                .flatMap(field -> Stream.of(KeyOrder.ascending(field), KeyOrder.descending(field)));
    }

    /** Many keys share a place, so that the id has to decide. */
    private void insertMany(List<String> names, Random random) {
        for (int i = 0; i < KEYS; i++) {
            SampleKey key = SampleKey.plain()
                    .name(names.get(random.nextInt(names.size())))
                    .createdAt(instant(random))
                    .hint("acme_***000" + random.nextInt(2));
            if (random.nextInt(3) > 0) {
                key.expiresAt(instant(random));
            }
            if (random.nextInt(3) > 0) {
                key.lastUsedAt(instant(random));
            }
            insert(key);
        }
    }

    private static Instant instant(Random random) {
        return CREATED.plusMillis(random.nextInt(4));
    }

    private static Comparator<ApiKey> comparator(KeyOrder order) {
        return Comparator.comparing(order::behind, order.comparator());
    }

    @ParameterizedTest
    @MethodSource("orders")
    void areTheSameWhateverThePageSize(KeyOrder order) {
        insertMany(
                List.of("abc", "ABD", "Abe", "Zoe", "a1", "10", "9", "éa", "Éb", "ñ", "žluť", "ÿ", "Ω", "ж"), random());
        List<ApiKey> all = allPages(KeyQuery.all().limitedTo(200), NOW);
        assertThat(all).hasSize(KEYS);
        List<ApiKey> inOrder = all.stream().sorted(comparator(order)).toList();
        for (int size : PAGE_SIZES) {
            assertThat(allPages(KeyQuery.all().orderedBy(order).limitedTo(size), NOW))
                    .as("pages of %d", size)
                    .containsExactlyElementsOf(inOrder);
        }
    }

    /** Databases need not agree on the order of all texts in the world, but must not lose one between two pages. */
    @ParameterizedTest
    @MethodSource("orders")
    void haveEveryKeyOnceWhateverItsName(KeyOrder order) {
        insertMany(TEXTS, random());
        List<UUID> all = list(KeyQuery.all());
        assertThat(all).hasSize(KEYS);
        for (int size : PAGE_SIZES) {
            assertThat(ids(allPages(KeyQuery.all().orderedBy(order).limitedTo(size), NOW)))
                    .as("pages of %d", size)
                    .containsExactlyInAnyOrderElementsOf(all);
        }
    }

    @ParameterizedTest
    @MethodSource("orders")
    void pageThroughWhatMeetsAConditionOnly(KeyOrder order) {
        Random random = random();
        insertMany(List.of("abc", "abd", "xyz"), random);
        KeyQuery query = KeyQuery.all().containing("ab").orderedBy(order).limitedTo(3);
        assertThat(allPages(query, NOW)).isEqualTo(allPages(query.limitedTo(200), NOW));
        assertThat(allPages(query, NOW)).hasSize((int) store.count(query, NOW));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void goOnBehindAKeyThatWasDeleted(KeyOrder order) {
        insertMany(List.of("abc", "abd"), random());
        KeyQuery query = KeyQuery.all().orderedBy(order).limitedTo(200);
        List<ApiKey> all = store.list(query, NOW);
        List<ApiKey> read = new ArrayList<>();
        List<ApiKey> page = store.list(query.limitedTo(3), NOW);
        while (!page.isEmpty()) {
            read.addAll(page);
            ApiKey last = page.get(page.size() - 1);
            Position position = order.behind(last);
            commit(deletion(last));
            page = store.list(query.limitedTo(3).from(position), NOW);
        }
        assertThat(read).isEqualTo(all);
    }

    @Test
    void goOnBehindAPlaceWhereNoKeyEverWas() {
        insertMany(List.of("abc"), random());
        orders().forEach(order -> {
            boolean byName = order.field() == KeyOrder.Field.NAME;
            KeyQuery query = KeyQuery.all().orderedBy(order);
            Position lowest = new Position(byName ? "" : "0", new UUID(0, 0));
            Position highest = new Position(byName ? "zzz" : Long.toString(Long.MAX_VALUE), new UUID(-1, -1));
            Position first = order.descending() ? highest : lowest;
            Position last = order.descending() ? lowest : highest;
            assertThat(store.list(query.from(first), NOW)).as("%s", order).hasSize(KEYS);
            assertThat(store.list(query.from(last), NOW)).as("%s", order).isEmpty();
        });
    }

    @Test
    void honourTheLimit() {
        insertMany(List.of("abc"), random());
        for (int limit : List.of(1, KEYS - 1, KEYS, KEYS + 1)) {
            List<ApiKey> page = store.list(KeyQuery.all().limitedTo(limit), NOW);
            assertThat(page).hasSize(Math.min(limit, KEYS));
            assertThat(new HashSet<>(page)).hasSameSizeAs(page);
        }
    }

    @Test
    void listsAsManyAsItIsAskedFor() {
        KeyChange[] insertions = IntStream.range(0, 210)
                .mapToObj(i -> insertion(SampleKey.plain().owner("many").stored()))
                .toArray(KeyChange[]::new);
        commit(insertions);
        assertThat(store.list(KeyQuery.all().ownedBy("many").limitedTo(200), NOW))
                .hasSize(200);
    }
}
