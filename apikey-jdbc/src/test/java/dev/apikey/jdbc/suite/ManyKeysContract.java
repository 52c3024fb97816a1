// SPDX-License-Identifier: Apache-2.0
package dev.apikey.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKey;
import dev.apikey.KeyCondition;
import dev.apikey.KeyOrder;
import dev.apikey.KeyQuery;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.spi.CommitOutcome;
import dev.apikey.spi.KeyChange;
import dev.apikey.spi.KeyEvent;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyStoreException;
import dev.apikey.spi.KeyUse;
import dev.apikey.spi.StoredKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Among a million keys, everything is still found by an index, and old rows go without holding up anybody. What is measured is printed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ManyKeysContract {

    private static final int KEYS = Integer.getInteger("apikey.keys", 20_000);
    private static final int FEW = 1_000;
    private static final int LOOK_UPS = 100;
    private static final int ROUNDS = 40;
    /** Of events and of counts, in a hundred steps each. */
    private static final int MOST_PURGED = 50_000;

    private static final int ROWS_AT_ONCE = 500;
    /** After which a statement is given up. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final DatabaseServer server;
    private final int count;
    private final int purged;
    private ManyKeys few;
    private ManyKeys many;

    protected ManyKeysContract(DatabaseServer server) {
        this(server, Integer.MAX_VALUE);
    }

    /** @param most how many keys this database is for */
    protected ManyKeysContract(DatabaseServer server, int most) {
        this.server = server;
        count = Math.min(KEYS, most);
        purged = Math.min(MOST_PURGED, count / 4);
    }

    /**
     * A query of the numbers {@code n} from one to another, and of the MD5 of each, {@code digest}, in hexadecimal digits.
     *
     * @param from the first
     * @param to the last
     */
    protected abstract String numbers(int from, int to);

    @BeforeAll
    void fill() {
        long began = System.nanoTime();
        few = ManyKeys.in(server, FEW, this::numbers);
        many = ManyKeys.in(server, count, this::numbers);
        print("filled with %d keys in %d ms", count, millisSince(began));
    }

    @AfterAll
    void close() {
        few.close();
        many.close();
    }

    private void print(String what, Object... values) {
        System.out.printf(Locale.ROOT, server.name() + ": " + what + "%n", values);
    }

    private static long millisSince(long began) {
        return Duration.ofNanos(System.nanoTime() - began).toMillis();
    }

    @Test
    void areLookedUpAsAmongFew() {
        print("look-up among %d keys takes %.2f times what it takes among %d", count, medianRatio(few, many), FEW);
    }

    /** Side by side, so that whatever else the machine does hits both. */
    private static double medianRatio(ManyKeys few, ManyKeys many) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            ratios.add((double) nanosOfLookUps(many, round) / nanosOfLookUps(few, round));
        }
        return ratios.subList(ROUNDS / 2, ROUNDS).stream().sorted().toList().get(ROUNDS / 4);
    }

    private static long nanosOfLookUps(ManyKeys keys, int round) {
        KeyStore store = keys.store();
        List<UUID> asked = keys.some(LOOK_UPS, round);
        long began = System.nanoTime();
        for (UUID id : asked) {
            assertThat(store.lookUp(id).key()).isPresent();
        }
        return System.nanoTime() - began;
    }

    /** Whoever searches among everybody's keys reads them all until a page is full; where that takes too long, it is given up. */
    @Test
    void areListedPageByPageAndSearched() {
        KeyStore store = many.store();
        KeyQuery newest = KeyQuery.all().limitedTo(50);
        KeyOrder.Position middle = newest.order()
                .behind(store.find(ManyKeys.id(count / 2)).orElseThrow().key());
        time("first page", () -> store.list(newest, Samples.NOW), 50);
        time("page in the middle", () -> store.list(newest.from(middle), Samples.NOW), 50);
        time(
                "page of an owner",
                () -> store.list(newest.ownedBy("owner 7"), Samples.NOW),
                Math.min(50, count / ManyKeys.OWNERS));
        time(
                "page of a text that many have",
                () -> store.list(newest.with(new KeyCondition.Containing("9842")), Samples.NOW),
                50);
        KeyQuery rare = newest.with(new KeyCondition.Containing("key " + (count / 2) + " "));
        time(
                "page of a text that one key has, among an owner's",
                () -> store.list(rare.ownedBy(ownerOf(count / 2)), Samples.NOW),
                1);
        try {
            time("page of a text that one key has, among all", () -> store.list(rare, Samples.NOW), 1);
        } catch (KeyStoreException givenUp) {
            print("page of a text that one key has, among all: given up after %d s", LIMIT.toSeconds());
        }
    }

    private static String ownerOf(int number) {
        return "owner " + number % ManyKeys.OWNERS;
    }

    private void time(String what, Supplier<List<ApiKey>> page, int size) {
        long began = System.nanoTime();
        assertThat(page.get()).hasSize(size);
        print("%s: %d ms", what, millisSince(began));
    }

    @Test
    void areFoundByAnIndexWhateverIsAsked() {
        Explaining explaining = new Explaining();
        KeyStore store = JdbiKeyStore.of(explaining.of(many.pool().dataSource()));
        pageInEveryOrder(store);
        readAndChange(store, ManyKeys.id(count / 2 + 1));
        explaining.assertAllByIndex(server, 30);
    }

    private static void pageInEveryOrder(KeyStore store) {
        for (KeyOrder.Field field : KeyOrder.Field.values()) {
            for (KeyOrder order : List.of(KeyOrder.ascending(field), KeyOrder.descending(field))) {
                KeyQuery query = KeyQuery.all().orderedBy(order).limitedTo(20);
                List<ApiKey> page = store.list(query, Samples.NOW);
                assertThat(page).hasSize(20);
                store.list(query.from(order.behind(page.get(19))), Samples.NOW);
            }
        }
        assertThat(store.list(KeyQuery.all().ownedBy("owner 7").limitedTo(5), Samples.NOW))
                .isNotEmpty();
    }

    private void readAndChange(KeyStore store, UUID id) {
        ApiKey key = store.lookUp(id).key().orElseThrow().key();
        store.events(count - 5, 1_000);
        store.history(null, Long.MAX_VALUE, 1);
        store.history(id, Long.MAX_VALUE, 9);
        store.usage(id, ManyKeys.DAY, ManyKeys.DAY);
        store.recordUse(List.of(new KeyUse(id, ManyKeys.DAY, 1, Samples.NOW)));
        KeyChange.Update renaming = Samples.renaming(key, "renamed");
        StoredKey another = Samples.key(UUID.randomUUID(), "owner 8");
        KeyChange.Insert insertion =
                new KeyChange.Insert(another, Samples.insertion(another).event(), 1_000_000);
        assertThat(store.commit(List.of(renaming, insertion))).isEqualTo(CommitOutcome.COMMITTED);
        store.commit(List.of(new KeyChange.Delete(2, KeyEvent.deleted(renaming.key(), key.createdBy(), Samples.NOW))));
        store.purgeEvents(ManyKeys.at(20), 10);
        store.purgeUsage(ManyKeys.OLD.plusDays(1), 10);
    }

    @Test
    void arePurgedInStepsThatLockNobodyOut() throws Exception {
        KeyStore store = many.store();
        try (Bystanders bystanders = Bystanders.of(many.pool().dataSource())) {
            List<Duration> steps = new ArrayList<>();
            for (int gone = 0; gone < purged; gone += ROWS_AT_ONCE) {
                steps.add(timed(() -> store.purgeEvents(ManyKeys.at(count / 2), ROWS_AT_ONCE)));
                steps.add(timed(() -> store.purgeUsage(ManyKeys.OLD.plusDays(1), ROWS_AT_ONCE)));
            }
            print("a step of %d rows: %s", ROWS_AT_ONCE, Distribution.of(steps));
            assertThat(steps).allSatisfy(step -> assertThat(step).isLessThan(LIMIT));
            bystanders.end().forEach((what, times) -> {
                print("%s meanwhile: %s", what, Distribution.of(times));
                assertThat(times)
                        .isNotEmpty()
                        .allSatisfy(time -> assertThat(time).isLessThan(LIMIT));
            });
        }
        assertThat(store.events(1, 1).get(0).sequence()).isGreaterThan(purged);
    }

    private static Duration timed(Supplier<Boolean> step) {
        long began = System.nanoTime();
        assertThat(step.get()).as("there is more").isTrue();
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
