// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.KeyRequest;
import dev.apikey.Lifetime;
import dev.apikey.Permissions;
import dev.apikey.servlet.suite.Container;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyUse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists, and the cursors by which they go on. */
abstract class KeyListingContract {

    private final List<UUID> ids = new ArrayList<>();

    private final Container container;
    private final Api api;

    KeyListingContract(Container container, Supplier<KeyStore> stores) {
        this.container = container;
        this.api = Api.start(container, stores.get());
    }

    @BeforeEach
    void makeKeys() {
        for (String name : List.of("delta", "Alpha", "charlie", "Bravo", "echo")) {
            ids.add(api.give(name, name.equals("echo") ? "cyd" : "ben", "files:read"));
            api.clock.move(Duration.ofSeconds(1));
        }
        api.admin().disable(ids.get(0));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void holdTheCallersKeysTheNewestFirst() throws IOException {
        Api.Reply reply = api.call("ben", "GET /").ok(200);
        assertThat(reply.each("name")).containsExactly("Bravo", "charlie", "Alpha", "delta");
        assertThat(reply.members())
                .containsEntry("count", 4L)
                .containsOnlyKeys("response", "count", "links", "status", "statusCode");
        assertThat(reply.each("key"))
                .allSatisfy(key -> assertThat(key.toString()).contains("***"));
        assertThat(api.call("ada", "GET /").ok(200).list()).hasSize(5);
        assertThat(api.call("nobody", "GET /").refused(401).members()).doesNotContainKey("response");
    }

    @Test
    void areFilteredAndSorted() throws IOException {
        assertThat(api.call("ben", "GET /?search=LPHA").ok(200).each("name")).containsExactly("Alpha");
        assertThat(api.call("ben", "GET /?state=disabled").ok(200).each("name")).containsExactly("delta");
        assertThat(api.call("ada", "GET /?owner=cyd").ok(200).each("name")).containsExactly("echo");
        assertThat(api.call("ben", "GET /?owner=cyd").ok(200).list()).isEmpty();
        assertThat(api.call("ben", "GET /?sort=name").ok(200).each("name"))
                .containsExactly("Alpha", "Bravo", "charlie", "delta");
        assertThat(api.call("ben", "GET /?sort=-name&state=active").ok(200).each("name"))
                .containsExactly("charlie", "Bravo", "Alpha");
        for (String sort : List.of("createOn", "lastUsed", "-lastUsed", "expiresAt", "-expiresAt")) {
            assertThat(api.call("ben", "GET /?sort=" + sort).ok(200).list()).hasSize(4);
        }
    }

    @Test
    void answerWhatAuditorsAsk() throws IOException {
        UUID used = ids.get(1);
        api.store.recordUse(List.of(new KeyUse(used, LocalDate.of(2026, 11, 24), 3, Api.NOW)));
        assertThat(api.call("ben", "GET /?neverUsed=true&sort=name").ok(200).each("name"))
                .containsExactly("Bravo", "charlie", "delta");
        api.clock.move(Duration.ofDays(91));
        UUID young = api.admin()
                .issue(KeyRequest.of("young", Permissions.of("files:read"))
                        .withOwner("ben")
                        .withLifetime(Lifetime.ofDays(20)))
                .key()
                .id();
        assertThat(api.call("ben", "GET /?unusedDays=90&state=active").ok(200).each("name"))
                .containsExactly("Bravo", "charlie", "Alpha");
        assertThat(api.call("ben", "GET /?unusedDays=92").ok(200).list()).isEmpty();
        assertThat(api.call("ben", "GET /?expiresWithinDays=21").ok(200).each("id"))
                .containsExactly(young.toString());
        assertThat(api.call("ben", "GET /?expiresWithinDays=20").ok(200).list()).isEmpty();
    }

    @Test
    void areCountedByTheSameFilters() throws IOException {
        assertThat(count("ben", "")).isEqualTo(4);
        assertThat(count("ada", "?neverUsed=true")).isEqualTo(5);
        assertThat(count("ada", "?owner=cyd")).isEqualTo(1);
        assertThat(count("ben", "?owner=cyd")).isZero();
        assertThat(count("ben", "?state=disabled&search=delta")).isEqualTo(1);
        assertThat(api.call("ben", "GET /count?limit=1").refused(400).detail()).contains("limit");
        assertThat(api.call("ben", "GET /count?sort=name").refused(400).detail())
                .contains("sort");
        api.give("reader", "ben", "apikeys:read");
        api.give("none", "ben", "files:read");
        assertThat(count("key:reader", "")).isEqualTo(6);
        api.call("key:none", "GET /count").refused(403);
    }

    private long count(String who, String query) throws IOException {
        return (long) Objects.requireNonNull(
                api.call(who, "GET /count" + query).ok(200).members().get("response"));
    }

    @Test
    void goOnBehindACursorWhateverTheOrder() throws IOException {
        for (String sort : List.of("name", "-name", "createOn", "-createOn", "lastUsed", "-lastUsed", "expiresAt")) {
            List<Object> whole = api.call("ben", "GET /?sort=" + sort).each("id");
            List<Object> paged = new ArrayList<>();
            String cursor = "";
            do {
                Api.Reply page =
                        api.call("ben", "GET /?limit=3&sort=" + sort + cursor).ok(200);
                paged.addAll(page.each("id"));
                Object next = page.members().get("next");
                assertThat(String.valueOf(next)).matches("[A-Za-z0-9_-]+");
                cursor = next == null ? "" : "&cursor=" + next;
            } while (!cursor.isEmpty());
            assertThat(paged).as(sort).isEqualTo(whole);
        }
    }

    @Test
    void takeACursorFromNobodyElseAndForNothingElse() throws IOException {
        String cursor = api.call("ben", "GET /?limit=1&sort=name").next();
        api.call("ben", "GET /?limit=200&sort=name&cursor=" + cursor).ok(200);
        for (String other : List.of(
                "sort=-name",
                "sort=createOn",
                "sort=name&state=active",
                "sort=name&search=a",
                "sort=name&owner=ben",
                "sort=name&neverUsed=true",
                "sort=name&unusedDays=1",
                "sort=name&expiresWithinDays=1")) {
            api.call("ben", "GET /?" + other + "&cursor=" + cursor).refused(400, "cursor");
        }
        api.call("ada", "GET /?sort=name&cursor=" + cursor).refused(400, "cursor");
        api.give("script", "ben", "apikeys:read");
        api.call("key:script", "GET /?sort=name&cursor=" + cursor).refused(400, "cursor");
    }

    @Test
    void takeNoCursorThatWasTamperedWith() throws IOException {
        String cursor = api.call("ben", "GET /?limit=1&sort=name").next();
        for (int i = 0; i < cursor.length(); i++) {
            char other = cursor.charAt(i) == 'A' ? 'B' : 'A';
            String tampered = cursor.substring(0, i) + other + cursor.substring(i + 1);
            api.call("ben", "GET /?sort=name&cursor=" + tampered).refused(400, "cursor");
        }
        for (String wrong : List.of("", "x", "AAAA", cursor + "=", cursor + "A", cursor.substring(1), "a.b")) {
            api.call("ben", "GET /?sort=name&cursor=" + wrong).refused(400, "cursor");
        }
    }

    @Test
    void goOnAtAnotherNodeAndAfterARestart() throws IOException {
        String cursor = api.call("ben", "GET /?limit=1&sort=name").next();
        List<Object> others =
                api.call("ben", "GET /?sort=name&cursor=" + cursor).ok(200).each("name");
        try (Api another = Api.start(container, api.store)) {
            assertThat(another.call("ben", "GET /?sort=name&cursor=" + cursor)
                            .ok(200)
                            .each("name"))
                    .isEqualTo(others)
                    .hasSize(3);
        }
    }

    @Test
    void takeACursorThatWasMadeByHandForThePlaceThatItNames() throws IOException {
        String cursor = madeByHand("name", place(new UUID(0, 0), "bx".getBytes(StandardCharsets.UTF_8)));
        assertThat(api.call("ben", "GET /?sort=name&cursor=" + cursor).ok(200).each("name"))
                .containsExactly("charlie", "delta");
    }

    /** Whoever does that reads nothing else by it, and breaks nothing. */
    @Test
    void takeACursorThatWasMadeByHandForAPlaceOrNotAtAll() throws IOException {
        long seed = new SecureRandom().nextLong();
        System.out.println("seed of cursors made by hand: " + seed);
        Random random = new Random(seed);
        for (String sort : List.of("name", "-name", "createOn", "lastUsed", "-expiresAt")) {
            for (String name : List.of(
                    "", "0", "-1", "1e3", "9".repeat(18), "9".repeat(19), "9".repeat(900), "\0", "\uffff", "%_'\\")) {
                takeOrRefuse(sort, place(ids.get(4), name.getBytes(StandardCharsets.UTF_8)));
            }
            for (int i = 0; i < 20; i++) {
                byte[] bytes = new byte[random.nextInt(60)];
                random.nextBytes(bytes);
                takeOrRefuse(sort, bytes);
                takeOrRefuse(sort, place(UUID.randomUUID(), bytes));
            }
        }
    }

    @Test
    void takeAHistorysCursorThatWasMadeByHandForAPlaceOrNotAtAll() throws IOException {
        String history = "/" + ids.get(4) + "/history";
        for (long before : List.of(Long.MIN_VALUE, -1L, 0L, Long.MAX_VALUE)) {
            byte[] place = ByteBuffer.allocate(Long.BYTES).putLong(before).array();
            api.call("cyd", "GET " + history + "?cursor=" + Cursors.give(List.of("cyd", "null", history), place))
                    .ok(200);
        }
        for (int length : List.of(0, 1, 7, 9, 100)) {
            String cursor = Cursors.give(List.of("cyd", "null", history), new byte[length]);
            api.call("cyd", "GET " + history + "?cursor=" + cursor).refused(400, "cursor");
        }
    }

    private static String madeByHand(String sort, byte[] place) {
        return Cursors.give(List.of("ben", "null", "", "", "", "", "", "0/0", sort), place);
    }

    private static byte[] place(UUID id, byte[] name) {
        return ByteBuffer.allocate(16 + name.length)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .put(name)
                .array();
    }

    private void takeOrRefuse(String sort, byte[] place) throws IOException {
        String cursor = madeByHand(sort, place);
        Api.Reply reply = api.call("ben", "GET /?sort=" + sort + "&cursor=" + cursor);
        if (reply.status() == 200) {
            assertThat(reply.each("name")).isSubsetOf("Bravo", "charlie", "Alpha", "delta");
        } else {
            reply.refused(400, "cursor");
        }
    }

    @Test
    void refuseParametersOutsideTheirLimits() throws IOException {
        api.call("ben", "GET /?limit=1").ok(200);
        api.call("ben", "GET /?limit=200").ok(200);
        for (String limit : List.of("0", "201", "-1", "1.0", "x", "", "99999999999", "%201")) {
            assertThat(api.call("ben", "GET /?limit=" + limit)
                            .refused(400, "limit")
                            .detail())
                    .isEqualTo("limit must be from 1 to 200.");
        }
        api.call("ben", "GET /?search=" + "a".repeat(64)).ok(200);
        assertThat(api.call("ben", "GET /?search=" + "a".repeat(65))
                        .refused(400, "search")
                        .detail())
                .contains("64");
        api.call("ben", "GET /?owner=%00").refused(400, "owner");
        api.call("ben", "GET /?search=a%0Ab").refused(400, "search");
        for (String days : List.of("0", "3651", "-1", "x")) {
            api.call("ben", "GET /?unusedDays=" + days).refused(400, "unusedDays");
            api.call("ben", "GET /?expiresWithinDays=" + days).refused(400, "expiresWithinDays");
        }
        api.call("ben", "GET /?neverUsed=false").refused(400, "neverUsed");
        api.call("ben", "GET /?state=ACTIVE").refused(400, "state");
        api.call("ben", "GET /?sort=id").refused(400, "sort");
        api.call("ben", "GET /?sort=name&sort=name").refused(400, "sort");
        assertThat(api.call("ben", "GET /?stat%3C=active").refused(400).text())
                .doesNotContain("<")
                .contains("stat");
    }
}
