// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.apikey.ApiKey.State;
import dev.apikey.KeyOrder.Field;
import dev.apikey.KeyOrder.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is listed and in what order; {@link KeyOrder} and {@link KeyCondition} are parts of it. */
class KeyQueryTest {

    private static final Instant NOW = Sandbox.NOW;
    private static final Position BY_NAME = new Position("ci 9842", new UUID(0, 1));

    private static ApiKey key(
            UUID id, String name, Instant createdAt, @Nullable Instant lastUsedAt, @Nullable Instant expiresAt) {
        return new ApiKey(
                id,
                "ben",
                name,
                Permissions.of("*"),
                createdAt,
                Sandbox.ADA,
                expiresAt,
                null,
                null,
                null,
                lastUsedAt,
                1,
                null,
                null,
                "acme_live_***9Ä42");
    }

    private static ApiKey named(String name) {
        return key(new UUID(0, 1), name, NOW, null, null);
    }

    private static boolean found(String name, String text) {
        return new KeyCondition.Containing(text).isMetBy(named(name), NOW);
    }

    @Nested
    class Limits {

        @Test
        void areOneToTwoHundred() {
            assertThat(KeyQuery.all().limit()).isEqualTo(50);
            assertThat(KeyQuery.all().limitedTo(1).limit()).isEqualTo(1);
            assertThat(KeyQuery.all().limitedTo(200).limit()).isEqualTo(200);
            for (int wrong : new int[] {0, -1, 201, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> KeyQuery.all().limitedTo(wrong))
                        .withMessage("limit must be from 1 to 200");
            }
        }

        @Test
        void holdForTheTextThatIsSearched() {
            KeyQuery all = KeyQuery.all();
            assertThat(all.containing("\uD83D\uDD11".repeat(64)).conditions()).hasSize(1);
            assertThat(all.containing(" ").conditions()).hasSize(1);
            for (String wrong : List.of("", "a".repeat(65), "\uD83D\uDD11".repeat(65))) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> all.containing(wrong))
                        .withMessage("text must have 1 to 64 characters");
            }
        }

        /** Turkish I with dot above grows to two characters where it is folded by the rules of Unicode for texts. */
        @Test
        void holdForTheTextAsItWasTyped() {
            String longest = "\u0130".repeat(64);
            assertThat(found(longest, longest)).isTrue();
        }

        @Test
        void letAStateBeNamed() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new KeyCondition.InStates(EnumSet.noneOf(State.class)))
                    .withMessage("state must name at least one");
        }
    }

    @Nested
    class Conditions {

        @Test
        void areAllToBeMetAndCannotBeChangedFromOutside() {
            List<KeyCondition> mine = new ArrayList<>(List.of(new KeyCondition.NeverUsed()));
            KeyQuery query = new KeyQuery(mine, KeyOrder.ascending(Field.NAME), BY_NAME, 1);
            mine.clear();
            assertThat(query.conditions()).hasSize(1).isUnmodifiable();
            assertThat(query.ownedBy("ben").createdBy("ada").conditions()).hasSize(3);
            assertThat(query.conditions()).hasSize(1);
        }

        @Test
        @SuppressWarnings("NullAway") // what callers do that do not care for null
        void refuseNull() {
            assertThatNullPointerException().isThrownBy(() -> KeyQuery.all().ownedBy(null));
            assertThatNullPointerException().isThrownBy(() -> KeyQuery.all().createdBy(null));
            assertThatNullPointerException().isThrownBy(() -> KeyQuery.all().createdBefore(null));
            assertThatNullPointerException().isThrownBy(() -> KeyQuery.all().unusedSince(null));
            assertThatNullPointerException().isThrownBy(() -> KeyQuery.all().expiringBefore(null));
            assertThatNullPointerException().isThrownBy(() -> KeyQuery.all().containing(null));
            assertThatNullPointerException().isThrownBy(() -> KeyQuery.all().with(null));
            assertThatNullPointerException().isThrownBy(() -> new KeyCondition.AmongOwners(null));
        }

        @Test
        void compareInstantsSharply() {
            Instant before = NOW.minusMillis(1);
            ApiKey used = key(new UUID(0, 1), "CI", before.minusMillis(1), before, NOW);
            assertThat(new KeyCondition.UnusedSince(before).isMetBy(used, NOW)).isFalse();
            assertThat(new KeyCondition.UnusedSince(NOW).isMetBy(used, NOW)).isTrue();
            assertThat(new KeyCondition.UnusedSince(NOW).isMetBy(named("new"), NOW))
                    .isFalse();
            assertThat(new KeyCondition.CreatedBefore(NOW).isMetBy(named("new"), NOW))
                    .isFalse();
            assertThat(new KeyCondition.CreatedBefore(NOW.plusMillis(1)).isMetBy(named("new"), NOW))
                    .isTrue();
            assertThat(new KeyCondition.ExpiringBefore(NOW).isMetBy(used, NOW)).isFalse();
            assertThat(new KeyCondition.ExpiringBefore(Instant.MAX).isMetBy(used, NOW))
                    .isTrue();
            assertThat(new KeyCondition.ExpiringBefore(Instant.MAX).isMetBy(named("endless"), NOW))
                    .isFalse();
            assertThat(new KeyCondition.NeverUsed().isMetBy(used, NOW)).isFalse();
        }

        @Test
        void compareOwnersAndActorsExactly() {
            ApiKey key = named("CI");
            for (String other : List.of("Ben", "ben ", "be", "bén", "")) {
                assertThat(KeyQuery.all().ownedBy(other).conditions().get(0).isMetBy(key, NOW))
                        .isFalse();
            }
            assertThat(new KeyCondition.CreatedBy("ADA").isMetBy(key, NOW)).isFalse();
            assertThat(new KeyCondition.CreatedBy("ada").isMetBy(key, NOW)).isTrue();
        }
    }

    @Nested
    class SearchText {

        @ParameterizedTest
        @CsvSource({
            "Nightly Build,nightly",
            "nightly build,LY BU",
            "Straße,STRAß",
            "İzmir,İZMİR",
            "İzmir,izmir",
            "ISPARTA,isparta",
            "ısparta,ISPARTA",
            "ΟΔΟΣΑ,ΟΔΟΣ",
            "ΟΔΟΣ,οδος",
            "ΟΔΟΣ,οδοσ",
            "οδος,ΟΔΟΣ",
            "Ünïcode,ÜNÏ",
            "key \uD83D\uDD11 ring,\uD83D\uDD11 RING",
            "CI,9ä42"
        })
        void isFoundWhateverTheCase(String name, String text) {
            assertThat(found(name, text)).isTrue();
        }

        @ParameterizedTest
        @CsvSource({"Straße,strasse", "Unicode,ünicode", "CI,acme", "CI,***9", "a%b,a_b", "ab,a%b"})
        void isNotFoundByWhatItDoesNotHold(String name, String text) {
            assertThat(found(name, text)).isFalse();
        }

        /** Whatever a name is, any part of it finds it. */
        @Test
        void isFoundByAnyPartOfTheName() {
            long seed = System.nanoTime();
            System.out.println("KeyQueryTest.isFoundByAnyPartOfTheName seed " + seed);
            Random random = new Random(seed);
            int[] alphabet = "aAßẞıIİiΣσςÅåÅKKſS\uD801\uDC00\uD801\uDC28\uD83D\uDD11 ́ŉǅ"
                    .codePoints()
                    .toArray();
            for (int i = 0; i < 20_000; i++) {
                int[] name = random.ints(1 + random.nextInt(8), 0, alphabet.length)
                        .map(at -> alphabet[at])
                        .toArray();
                int from = random.nextInt(name.length);
                String part = new String(name, from, 1 + random.nextInt(name.length - from));
                String whole = new String(name, 0, name.length);
                assertThat(found(whole, part))
                        .as("seed %d: %s in %s", seed, part, whole)
                        .isTrue();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"\uD83D", "\uDD11", "a\uDD11\uD83D", "a\u0000", "\n", "\u007F"})
        void isNoTextThatNoNameCanHold(String text) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> KeyQuery.all().containing(text))
                    .withMessage("text must not hold control characters, or half a surrogate pair");
        }
    }

    @Nested
    class Order {

        private final List<ApiKey> keys = new ArrayList<>();

        private Order() {
            List<@Nullable Instant> instants = new ArrayList<>();
            instants.add(null);
            instants.add(Instant.EPOCH);
            instants.add(NOW);
            instants.add(Instant.parse("9999-12-31T23:59:59.999Z"));
            for (String name : List.of("a", "A", "b", "\uD83D\uDD11", "ｆ")) {
                for (Instant used : instants) {
                    for (Instant expiry : instants) {
                        keys.add(key(UUID.randomUUID(), name, NOW, used, expiry));
                        keys.add(key(new UUID(-1, keys.size()), name, Instant.EPOCH, used, expiry));
                    }
                }
            }
        }

        @ParameterizedTest
        @EnumSource(Field.class)
        void isTotalAndTheOtherWayRoundWhereDescending(Field field) {
            Comparator<Position> up = KeyOrder.ascending(field).comparator();
            Comparator<Position> down = KeyOrder.descending(field).comparator();
            List<Position> sorted = keys.stream()
                    .map(KeyOrder.ascending(field)::behind)
                    .sorted(up)
                    .toList();
            for (int i = 0; i < sorted.size(); i++) {
                for (int j = 0; j < sorted.size(); j++) {
                    int expected = Integer.compare(i, j);
                    assertThat(Integer.signum(up.compare(sorted.get(i), sorted.get(j))))
                            .isEqualTo(expected);
                    assertThat(Integer.signum(down.compare(sorted.get(i), sorted.get(j))))
                            .isEqualTo(-expected);
                }
            }
        }

        @Test
        void putsNeverUsedFirstAndNeverEndingLast() {
            UUID id = new UUID(0, 1);
            ApiKey never = key(id, "CI", NOW, null, null);
            ApiKey at = key(id, "CI", NOW, NOW, NOW);
            assertThat(compare(Field.LAST_USED, never, at)).isNegative();
            assertThat(compare(Field.EXPIRY, never, at)).isPositive();
        }

        private static int compare(Field field, ApiKey one, ApiKey other) {
            KeyOrder order = KeyOrder.ascending(field);
            return order.comparator().compare(order.behind(one), order.behind(other));
        }

        /** What one page ends with, the next one begins behind; whatever is inserted meanwhile. */
        @ParameterizedTest
        @EnumSource(Field.class)
        void pagesThroughAllKeysOnceEach(Field field) {
            Sandbox sandbox = new Sandbox();
            keys.forEach(key -> sandbox.insert(key, ScriptedHasher.HASH));
            KeyAdministration administration = sandbox.builder().build().administer(Sandbox.EVERYTHING);
            for (KeyOrder order : List.of(KeyOrder.ascending(field), KeyOrder.descending(field))) {
                List<ApiKey> got = new ArrayList<>();
                Position next = null;
                do {
                    KeyPage page = administration.list(
                            KeyQuery.all().orderedBy(order).limitedTo(7).from(next));
                    got.addAll(page.keys());
                    next = page.next();
                } while (next != null);
                assertThat(got).containsExactlyInAnyOrderElementsOf(keys);
                assertThat(got).isSortedAccordingTo(Comparator.comparing(order::behind, order.comparator()));
            }
        }
    }

    @Nested
    class From {

        @ParameterizedTest
        @EnumSource(
                value = Field.class,
                names = {"NAME"},
                mode = EnumSource.Mode.EXCLUDE)
        void refusesAPositionThatCannotBeOneInThisOrder(Field field) {
            KeyQuery query = KeyQuery.all().orderedBy(KeyOrder.ascending(field));
            for (String place : List.of(
                    "",
                    "ci 9842",
                    "-1",
                    "+1",
                    "01",
                    "1 ",
                    "1e3",
                    "0x1",
                    "١",
                    "9".repeat(19),
                    "9".repeat(1_000),
                    "1\n")) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> query.from(new Position(place, new UUID(0, 1))))
                        .withMessage("position must be one of the same order");
            }
            for (String place : List.of("0", "1", "9".repeat(18), Long.toString(Long.MAX_VALUE))) {
                Position position = new Position(place, new UUID(0, 1));
                assertThat(query.from(position).from()).isEqualTo(position);
            }
        }

        @Test
        void refusesAPlaceThatNoNameCanHave() {
            KeyQuery query = KeyQuery.all().orderedBy(KeyOrder.ascending(Field.NAME));
            for (String place : List.of("\0", "ci\0", "ci\n", "\uD83D", "\uDD11ci")) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> query.from(new Position(place, new UUID(0, 1))))
                        .withMessage("position must be one of the same order");
            }
            assertThat(query.from(new Position("\uD83D\uDD11 9842", new UUID(0, 1)))
                            .from())
                    .isNotNull();
        }

        @Test
        void ordersNamesByCodePoint() {
            Comparator<Position> order = KeyOrder.ascending(Field.NAME).comparator();
            List<Position> positions = Stream.of("", "a", "ab", "b", "\uD7FF", "\uE000", "\uFF21", "\uD83D\uDD11")
                    .map(place -> new Position(place, new UUID(0, 1)))
                    .toList();
            assertThat(positions).isSortedAccordingTo(order);
            assertThat(order.compare(positions.get(7), positions.get(6))).isPositive();
        }

        @Test
        void isForgottenWithTheOrder() {
            KeyQuery byName =
                    KeyQuery.all().orderedBy(KeyOrder.ascending(Field.NAME)).from(BY_NAME);
            assertThat(byName.from()).isEqualTo(BY_NAME);
            assertThat(byName.ownedBy("ben").limitedTo(3).from()).isEqualTo(BY_NAME);
            assertThat(byName.orderedBy(KeyOrder.ascending(Field.EXPIRY)).from())
                    .isNull();
            assertThat(byName.from(null).from()).isNull();
        }
    }
}
