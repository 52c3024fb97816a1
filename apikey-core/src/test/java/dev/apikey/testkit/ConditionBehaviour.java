// SPDX-License-Identifier: Apache-2.0
package dev.apikey.testkit;

import static dev.apikey.testkit.SampleKey.CREATED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKey;
import dev.apikey.ApiKey.State;
import dev.apikey.KeyCondition;
import dev.apikey.KeyQuery;
import dev.apikey.Owners;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A store means by each condition what {@link KeyCondition} says. */
abstract class ConditionBehaviour extends StoreBehaviour {

    /** Few, so that keys share them and questions hit them to the millisecond; some questions are asked between two. */
    private static final List<Instant> INSTANTS = List.of(
            CREATED.minusMillis(1), CREATED, CREATED.plusMillis(1), CREATED.plusMillis(2), CREATED.plusSeconds(86_400));

    private static final List<String> OWNERS =
            List.of("ben", "Ben", "ben ", "bén", "be", "be%", "b_n", "acme/ben", "ACME/ben", "acme!/x", "\uD83D\uDD11");

    private static final List<String> NAMES = List.of(
            "CI",
            "ci pipeline",
            "C_I",
            "100%",
            "a!b",
            "\u0130stanbul",
            "straße",
            "Ünï",
            "\uD83D\uDD11 key",
            "a\\b",
            "it's; --");

    private static final List<String> SEARCHED = List.of(
            "ci",
            "CI",
            "_",
            "%",
            "!",
            "\\",
            "i",
            "ß",
            "ü",
            "\uD83D\uDD11",
            "9842",
            " 98",
            "'",
            "pipeline 77aa",
            "nowhere");

    private static <T> T any(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }

    private static SampleKey anyKey(Random random) {
        SampleKey key = SampleKey.plain()
                .owner(any(OWNERS, random))
                .name(any(NAMES, random))
                .createdBy(Actor.of(any(OWNERS, random)))
                .createdAt(any(INSTANTS, random))
                .hint(any(List.of("acme_***9842", "acme_***77Aa"), random));
        if (random.nextBoolean()) {
            key.expiresAt(any(INSTANTS, random));
        }
        if (random.nextBoolean()) {
            key.lastUsedAt(any(INSTANTS, random));
        }
        if (random.nextInt(3) == 0) {
            key.disabledAt(any(INSTANTS, random));
        }
        if (random.nextInt(4) == 0) {
            key.revoked(any(INSTANTS, random), null);
        }
        return key;
    }

    private static Instant anyInstant(Random random) {
        return any(INSTANTS, random).plusNanos(any(List.of(0, 0, 1, 500_000), random));
    }

    private static Set<State> anyStates(Random random) {
        Set<State> states = new HashSet<>(Set.of(any(List.of(State.values()), random)));
        states.add(any(List.of(State.values()), random));
        return states;
    }

    private static Owners anyOwners(Random random) {
        return any(
                List.of(
                        Owners.all(),
                        Owners.of(Set.of()),
                        Owners.one(any(OWNERS, random)),
                        Owners.of(new HashSet<>(List.of(any(OWNERS, random), any(OWNERS, random), "nobody"))),
                        Owners.startingWith(any(
                                List.of("b", "be", "be%", "b_", "acme", "acme!", "AC", "%", "\uD83D\uDD11"), random))),
                random);
    }

    private static KeyCondition anyCondition(Random random) {
        List<Supplier<KeyCondition>> kinds = List.of(
                () -> new KeyCondition.AmongOwners(anyOwners(random)),
                () -> new KeyCondition.InStates(anyStates(random)),
                () -> new KeyCondition.Containing(any(SEARCHED, random)),
                () -> new KeyCondition.CreatedBy(any(OWNERS, random)),
                () -> new KeyCondition.CreatedBefore(anyInstant(random)),
                KeyCondition.NeverUsed::new,
                () -> new KeyCondition.UnusedSince(anyInstant(random)),
                () -> new KeyCondition.ExpiringBefore(anyInstant(random)));
        return any(kinds, random).get();
    }

    @Test
    void listsAndCountsExactlyTheKeysThatMeetAllConditions() {
        Random random = random();
        List<ApiKey> population = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            population.add(insert(anyKey(random)));
        }
        for (int i = 0; i < 150; i++) {
            KeyQuery query = KeyQuery.all().limitedTo(200);
            for (int conditions = random.nextInt(4); conditions >= 0; conditions--) {
                query = query.with(anyCondition(random));
            }
            assertMeans(query, anyInstant(random), population);
        }
    }

    private void assertMeans(KeyQuery query, Instant now, List<ApiKey> population) {
        List<ApiKey> expected = population.stream()
                .filter(key -> query.conditions().stream().allMatch(condition -> condition.isMetBy(key, now)))
                .toList();
        assertThat(store.list(query, now)).as("%s at %s", query, now).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(store.count(query, now)).as("%s at %s", query, now).isEqualTo(expected.size());
    }

    /** One key in each state, and on each side of every boundary. */
    private List<ApiKey> keysAroundNow() {
        List<ApiKey> keys = new ArrayList<>();
        List<Supplier<SampleKey>> samples = List.of(
                SampleKey::plain,
                () -> SampleKey.plain().disabledAt(NOW),
                () -> SampleKey.plain().expiresAt(NOW.minusMillis(1)).lastUsedAt(NOW.minusMillis(1)),
                () -> SampleKey.plain().expiresAt(NOW).lastUsedAt(NOW),
                () -> SampleKey.plain().expiresAt(NOW.plusMillis(1)).lastUsedAt(NOW.plusMillis(1)),
                () -> SampleKey.plain().expiresAt(NOW).disabledAt(NOW),
                () -> SampleKey.plain().revoked(NOW, null),
                () -> SampleKey.plain().revoked(NOW, null).expiresAt(NOW).disabledAt(NOW),
                () -> SampleKey.plain().createdAt(NOW.minusMillis(1)),
                () -> SampleKey.plain().createdAt(NOW),
                () -> SampleKey.plain().createdAt(NOW.plusMillis(1)));
        samples.forEach(sample -> keys.add(insert(sample.get())));
        return keys;
    }

    @Test
    void knowsEverySetOfStates() {
        List<ApiKey> keys = keysAroundNow();
        List<State> all = List.of(State.values());
        for (int bits = 1; bits < 1 << all.size(); bits++) {
            Set<State> states = new HashSet<>();
            for (int i = 0; i < all.size(); i++) {
                if ((bits >> i & 1) == 1) {
                    states.add(all.get(i));
                }
            }
            assertMeans(KeyQuery.all().with(new KeyCondition.InStates(states)), NOW, keys);
        }
    }

    @Test
    void drawsEveryLineToTheMillisecond() {
        List<ApiKey> keys = keysAroundNow();
        for (long nanos : new long[] {-1_000_000, -1, 0, 1, 999_999, 1_000_000, 1_000_001}) {
            Instant line = NOW.plusNanos(nanos);
            assertMeans(KeyQuery.all().createdBefore(line), NOW, keys);
            assertMeans(KeyQuery.all().expiringBefore(line), NOW, keys);
            assertMeans(KeyQuery.all().unusedSince(line), NOW, keys);
            assertMeans(KeyQuery.all().inState(State.EXPIRED), line, keys);
        }
    }

    @Test
    void answersAtTheEndsOfTime() {
        List<ApiKey> keys = keysAroundNow();
        for (Instant end : List.of(
                Instant.MIN,
                Instant.ofEpochMilli(Long.MIN_VALUE),
                Instant.EPOCH,
                Instant.ofEpochMilli(Long.MAX_VALUE),
                Instant.MAX)) {
            assertMeans(KeyQuery.all().inState(State.EXPIRED), end, keys);
            assertMeans(KeyQuery.all().inState(State.ACTIVE, State.DISABLED), end, keys);
            assertMeans(KeyQuery.all().createdBefore(end), NOW, keys);
            assertMeans(KeyQuery.all().unusedSince(end), NOW, keys);
            assertMeans(KeyQuery.all().expiringBefore(end), NOW, keys);
        }
    }

    @Test
    void listsNothingOfNobody() {
        insert(SampleKey.plain());
        KeyQuery nobody = KeyQuery.all().with(new KeyCondition.AmongOwners(Owners.of(Set.of())));
        assertThat(store.list(nobody, NOW)).isEmpty();
        assertThat(store.count(nobody, NOW)).isZero();
    }

    @Test
    void searchesTheNewNameOnceItHasChanged() {
        ApiKey key = insert(SampleKey.plain().name("Before"));
        commit(update(SampleKey.next(key).name("AFTER").key()));
        assertThat(list(KeyQuery.all().containing("after 98"))).containsExactly(key.id());
        assertThat(list(KeyQuery.all().containing("before"))).isEmpty();
    }

    @Test
    void countsWhateverPositionAndLimit() {
        for (int i = 0; i < 5; i++) {
            insert(SampleKey.plain());
        }
        KeyQuery query = KeyQuery.all().limitedTo(2);
        ApiKey last = store.list(query, NOW).get(1);
        assertThat(store.count(query.from(query.order().behind(last)), NOW)).isEqualTo(5);
    }

    @Test
    void tellsOwnersAndActorsApartToTheLastCodePoint() {
        List<UUID> ids = TEXTS.stream()
                .map(text -> insert(SampleKey.plain().owner(text).createdBy(Actor.of(text)))
                        .id())
                .toList();
        for (int i = 0; i < TEXTS.size(); i++) {
            String text = TEXTS.get(i);
            assertThat(list(KeyQuery.all().ownedBy(text))).as(text).containsExactly(ids.get(i));
            assertThat(list(KeyQuery.all().createdBy(text))).as(text).containsExactly(ids.get(i));
            assertThat(store.count(KeyQuery.all().ownedBy(text), NOW)).as(text).isEqualTo(1);
            KeyQuery prefixed = KeyQuery.all().with(new KeyCondition.AmongOwners(Owners.startingWith(text)));
            assertThat(allPages(prefixed, NOW))
                    .as(text)
                    .extracting(ApiKey::owner)
                    .containsExactlyInAnyOrderElementsOf(TEXTS.stream()
                            .filter(owner -> owner.startsWith(text))
                            .toList());
        }
    }
}
