// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKey;
import dev.apikey.servlet.suite.Container;
import dev.apikey.spi.KeyStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that is refused: the right 4xx, the member and its limit by name, and nothing changed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RefusedInputContract {

    private Api api;
    private UUID id;

    private final Container container;
    private final Supplier<KeyStore> stores;

    RefusedInputContract(Container container, Supplier<KeyStore> stores) {
        this.container = container;
        this.stores = stores;
    }

    @BeforeAll
    void start() {
        api = Api.start(container, stores.get());
        id = api.give("made", "ben", "files:read");
    }

    @AfterAll
    void stop() {
        api.close();
    }

    private static String creation(String member) {
        return "{\"name\":\"x\",\"permissions\":[\"files:read\"]," + member + "}";
    }

    private static String named(String name) {
        return "{\"permissions\":[\"files:read\"],\"name\":" + name + "}";
    }

    private static String permitted(String permissions) {
        return "{\"name\":\"x\",\"permissions\":" + permissions + "}";
    }

    /** A body, the member that the answer must name, and something that its detail must say. */
    record Wrong(String body, String member, String detail) {

        @Override
        public String toString() {
            return body.length() > 60 ? body.substring(0, 60) + "… (" + body.length() + ")" : body;
        }
    }

    static Stream<Wrong> creations() {
        return Stream.of(
                new Wrong("{\"permissions\":[\"*\"]}", "name", "must be there"),
                new Wrong("{\"name\":\"x\"}", "permissions", "must be there"),
                new Wrong(named("\"\""), "name", "blank"),
                new Wrong(named("\" \\t\""), "name", "blank"),
                new Wrong(named("\"" + "a".repeat(65) + "\""), "name", "at most 64"),
                new Wrong(named("\"" + "\ud83d\ude80".repeat(65) + "\""), "name", "at most 64"),
                new Wrong(named("\"a\\u0000b\""), "name", "control"),
                new Wrong(named("\"a\\nb\""), "name", "control"),
                new Wrong(named("\"a\\u202eb\""), "name", "text-direction"),
                new Wrong(named("\"a\\ud800\""), "name", "surrogate"),
                new Wrong(named("null"), "name", "must be text"),
                new Wrong(named("1"), "name", "must be text"),
                new Wrong(named("true"), "name", "must be text"),
                new Wrong(named("[\"x\"]"), "name", "must be text"),
                new Wrong(named("{}"), "name", "must be text"),
                new Wrong(permitted("[]"), "permissions", "at least one"),
                new Wrong(permitted("\"*\""), "permissions", "array of texts"),
                new Wrong(permitted("[1]"), "permissions", "array of texts"),
                new Wrong(permitted("[null]"), "permissions", "array of texts"),
                new Wrong(permitted("[\"files:read\",[]]"), "permissions", "array of texts"),
                new Wrong(permitted("null"), "permissions", "array of texts"),
                new Wrong(permitted("[\"some text\"]"), "permissions", "resource:action"),
                new Wrong(permitted("[\"files:Read\"]"), "permissions", "resource:action"),
                new Wrong(permitted("[\"\"]"), "permissions", "resource:action"),
                new Wrong(permitted("[\"apikeys:*\"]"), "permissions", "by name"),
                new Wrong(permitted("[\"fils:read\"]"), "permissions", "vocabulary"),
                new Wrong(permitted("[\"files:read\",\"files:exec\"]"), "permissions", "files:exec"),
                new Wrong(permitted(hundredAndOne()), "permissions", "at most 100"),
                new Wrong(creation("\"expiresInDays\":0"), "expiresInDays", "at least 1"),
                new Wrong(creation("\"expiresInDays\":-1"), "expiresInDays", "at least 1"),
                new Wrong(creation("\"expiresInDays\":366"), "expiresInDays", "at most 365 days"),
                new Wrong(creation("\"expiresInDays\":1234"), "expiresInDays", "at most 365 days"),
                new Wrong(creation("\"expiresInDays\":9223372036854775807"), "expiresInDays", "at most 365 days"),
                new Wrong(creation("\"expiresInDays\":9223372036854775808"), "expiresInDays", "an integer"),
                new Wrong(creation("\"expiresInDays\":1.0"), "expiresInDays", "an integer"),
                new Wrong(creation("\"expiresInDays\":1e2"), "expiresInDays", "an integer"),
                new Wrong(creation("\"expiresInDays\":\"90\""), "expiresInDays", "an integer"),
                new Wrong(creation("\"expiresInDays\":null"), "expiresInDays", "an integer"),
                new Wrong(creation("\"expiresInDays\":false"), "expiresInDays", "an integer"),
                new Wrong(creation("\"owner\":\"\""), "owner", "blank"),
                new Wrong(creation("\"owner\":\"" + "a".repeat(256) + "\""), "owner", "at most 255"),
                new Wrong(creation("\"owner\":7"), "owner", "must be text"),
                new Wrong(creation("\"name\":\"y\""), "'name'", "once"),
                new Wrong(creation("\"n\\u0061me\":\"y\""), "'name'", "once"),
                new Wrong(creation("\"isActive\":true"), "'isActive'", "expiresInDays, name, owner, permissions"),
                new Wrong(creation("\"Name\":\"y\""), "'Name'", "not known"),
                new Wrong(creation("\"\":\"y\""), "''", "not known"));
    }

    private static String hundredAndOne() {
        return IntStream.rangeClosed(0, 100)
                .mapToObj(i -> "\"*:action" + i + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @ParameterizedTest
    @MethodSource("creations")
    void namesTheMemberAndTheLimit(Wrong wrong) throws IOException {
        int before = api.changes();
        Api.Reply reply = api.json("ben", "POST /", wrong.body()).refused(400, wrong.member());
        assertThat(reply.detail()).contains(wrong.detail());
        assertThat(api.changes()).isEqualTo(before);
    }

    static Stream<Wrong> updates() {
        return Stream.of(
                new Wrong("{\"isActive\":\"true\"}", "isActive", "true or false"),
                new Wrong("{\"isActive\":1}", "isActive", "true or false"),
                new Wrong("{\"isActive\":null}", "isActive", "true or false"),
                new Wrong("{\"permissions\":[]}", "permissions", "at least one"),
                new Wrong("{\"name\":\"\"}", "name", "blank"),
                new Wrong("{\"expiresInDays\":3}", "'expiresInDays'", "isActive, name, permissions"),
                new Wrong("{\"owner\":\"cyd\"}", "'owner'", "not known"));
    }

    @ParameterizedTest
    @MethodSource("updates")
    void namesTheMemberOfAnUpdate(Wrong wrong) throws IOException {
        int before = api.changes();
        Api.Reply reply = api.json("ben", "PUT /" + id, wrong.body()).refused(400, wrong.member());
        assertThat(reply.detail()).contains(wrong.detail());
        assertThat(api.changes()).isEqualTo(before);
    }

    @Test
    void namesTheMemberOfEveryOtherCall() throws IOException {
        int before = api.changes();
        for (String hours : List.of("-1", "169", "9223372036854775807", "-9223372036854775808")) {
            assertThat(api.json("ben", "POST /" + id + "/rotate", "{\"overlapHours\":" + hours + "}")
                            .refused(400, "overlapHours")
                            .detail())
                    .contains("from 0 to 168 hours");
        }
        api.json("ben", "POST /" + id + "/rotate", "{\"overlapHours\":1.5}").refused(400, "overlapHours");
        api.json("ben", "POST /" + id + "/rotate", "{\"expiresInDays\":366}").refused(400, "expiresInDays");
        api.json("ben", "POST /" + id + "/revoke", "{\"reason\":\"" + "a".repeat(201) + "\"}")
                .refused(400, "reason");
        api.json("ben", "POST /" + id + "/revoke", "{\"reason\":\"\"}").refused(400, "reason");
        api.json("ben", "POST /revoke", "{}").refused(400, "ids");
        api.json("ben", "POST /revoke", "{\"ids\":[]}").refused(400, "ids");
        api.json("ben", "POST /revoke", "{\"ids\":[\"1-1-1-1-1\"]}").refused(400, "ids");
        api.json("ben", "POST /revoke", ids(201)).refused(400, "ids");
        assertThat(api.json("ben", "POST /revoke", ids(200)).ok(200).list()).hasSize(200);
        assertThat(api.changes()).isEqualTo(before);
    }

    private static String ids(int count) {
        return Stream.generate(() -> "\"" + UUID.randomUUID() + "\"")
                .limit(count)
                .collect(Collectors.joining(",", "{\"ids\":[", "]}"));
    }

    @Test
    void takesEachLimitAtItsEdge() throws IOException {
        for (String body : List.of(
                named("\"" + "a".repeat(64) + "\""),
                named("\"" + "\ud83d\ude80".repeat(64) + "\""),
                named("\"a\""),
                creation("\"expiresInDays\":1"),
                creation("\"expiresInDays\":365"),
                permitted(hundredAndOne().replace(",\"*:action100\"", "").replaceAll("action[0-9]+", "read")))) {
            api.json("ben", "POST /", body).ok(201);
        }
        api.json("ada", "POST /", creation("\"owner\":\"" + "a".repeat(255) + "\""))
                .ok(201);
        UUID brief = api.give("brief", "ben", "files:read");
        api.keep(api.json("ben", "POST /" + brief + "/rotate", "{\"overlapHours\":168}"), "next");
        ApiKey predecessor = api.admin().find(brief).orElseThrow();
        assertThat(predecessor.expiresAt()).isEqualTo(Api.NOW.plus(Duration.ofDays(7)));
        api.json("ben", "POST /" + brief + "/revoke", "{\"reason\":\"" + "a".repeat(200) + "\"}")
                .ok(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"x\"",
                "1",
                "{",
                "{\"name\"",
                "{\"name\":",
                "{\"name\":\"x",
                "{\"name\":\"x\"",
                "{\"name\":\"x\",}",
                "{name:\"x\"}",
                "{'name':'x'}",
                "{\"name\":NaN}",
                "{\"name\":\"\\x\"}",
                "{\"name\":\"a\nb\"}",
                "{/* */}",
                "// x\n{}",
                "{\"permissions\":[[[[]]]]}",
                "{\"expiresInDays\":01}",
                "{\"expiresInDays\":+1}",
                "{\"expiresInDays\":0x1}",
                "{}{}",
                "{} x",
                "{},",
                "\ufeff{}"
            })
    void refusesWhatIsNotOneJsonObject(String body) throws IOException {
        int before = api.changes();
        api.json("ben", "PUT /" + id, body).refused(400);
        assertThat(api.changes()).isEqualTo(before);
    }

    @Test
    void refusesNumbersAndNestingWithoutEnd() throws IOException {
        api.json("ben", "POST /", creation("\"expiresInDays\":" + "9".repeat(10_000)))
                .refused(400);
        api.json("ben", "POST /", permitted("[".repeat(8_000))).refused(400);
        api.json("ben", "POST /", "{\"a\":".repeat(2_500)).refused(400);
    }

    @Test
    void refusesWhatIsNotUtf8() throws IOException {
        byte[] latin1 = named("\"caf\u00e9\"").getBytes(StandardCharsets.ISO_8859_1);
        api.raw("ben", "POST /", latin1, "Content-Type: application/json").refused(400);
        byte[] utf16 = named("\"x\"").getBytes(StandardCharsets.UTF_16);
        api.raw("ben", "POST /", utf16, "Content-Type: application/json").refused(400);
        byte[] utf16WithoutMark = named("\"x\"").getBytes(StandardCharsets.UTF_16BE);
        api.raw("ben", "POST /", utf16WithoutMark, "Content-Type: application/json")
                .refused(400);
        byte[] overlong = {'{', '"', (byte) 0xc0, (byte) 0x80, '"', '}'};
        api.raw("ben", "POST /", overlong, "Content-Type: application/json").refused(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/jsonp",
                "text/json",
                "application/json; charset=iso-8859-1",
                "application/json; charset=utf-16",
                "application/json; charset=utf-8; x=y",
                "application/json, text/plain",
                "application/merge-patch+json",
                ""
            })
    void refusesOtherMediaTypes(String type) throws IOException {
        byte[] body = "{\"isActive\":false}".getBytes(StandardCharsets.UTF_8);
        api.raw("ben", "PUT /" + id, body, "Content-Type: " + type).refused(415);
        api.raw("ben", "PUT /" + id, body).refused(415);
        assertThat(api.admin().find(id).orElseThrow().version()).isOne();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "application/json;charset=UTF-8",
                "application/json; charset=\"utf-8\"",
                "application/json ; charset=utf-8"
            })
    void takesJsonInUtf8HoweverItIsSpelled(String type) throws IOException {
        api.raw("ben", "PUT /" + id, "{}".getBytes(StandardCharsets.UTF_8), "Content-Type: " + type)
                .ok(200);
    }

    @Test
    void refusesCompressedBodies() throws IOException {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        api.raw("ben", "PUT /" + id, body, "Content-Type: application/json", "Content-Encoding: gzip")
                .refused(415);
    }

    @Test
    void takesSixteenKibibytesAndNotOneMore() throws IOException {
        String most = "{}" + " ".repeat(RequestBody.MAX_BYTES - 2);
        api.json("ben", "PUT /" + id, most).ok(200);
        assertThat(api.json("ben", "PUT /" + id, most + " ").refused(413).detail())
                .contains("16384");
        api.send("PUT /" + id, chunked(), chunk(most) + "0\r\n\r\n").ok(200);
        api.send("PUT /" + id, chunked(), chunk(most) + chunk(" ") + "0\r\n\r\n")
                .refused(413);
    }

    private String[] chunked() {
        return api.headers("ben", "Content-Type: application/json", "Transfer-Encoding: chunked");
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    @Test
    void waitsForNoEndOfAnEndlessBody() throws IOException {
        // The last chunk never comes, and neither does what the length announces.
        api.send("PUT /" + id, chunked(), chunk("{}" + " ".repeat(RequestBody.MAX_BYTES)))
                .refused(413);
        api.send("PUT /" + id, api.headers("ben", "Content-Type: application/json", "Content-Length: 1048576"), "{")
                .refused(413);
        // Undertow has a limit of its own, of 2 MB, and an answer of its own.
        String[] tenMebibytes = api.headers("ben", "Content-Type: application/json", "Content-Length: 10485760");
        assertThat(api.statusOf("PUT /" + id, tenMebibytes, "{")).isEqualTo(413);
    }

    @Test
    void takesNoBodyWhereNoneBelongs() throws IOException {
        UUID mine = api.give("mine", "ben", "files:read");
        api.json("ben", "DELETE /" + mine, "{}").refused(400);
        api.send("DELETE /" + mine, chunked(), chunk("{}") + "0\r\n\r\n").refused(400);
        api.send("DELETE /" + mine, chunked(), "0\r\n\r\n").ok(200);
    }

    @Test
    void echoesNothingUnescaped() throws IOException {
        String script = "<script>alert('&')</script>";
        Api.Reply unknown =
                api.json("ben", "POST /", creation("\"" + script + "\":1")).refused(400);
        Api.Reply pattern =
                api.json("ben", "POST /", permitted("[\"" + script + "\"]")).refused(400);
        Api.Reply created =
                api.json("ben", "POST /", named("\"" + script + "\"")).ok(201);
        assertThat(List.of(unknown.text(), pattern.text(), created.text()))
                .allSatisfy(text -> assertThat(text).doesNotContain("<", ">", "&"));
        assertThat(created.key("name")).isEqualTo(script);
    }

    @Test
    void showsNoTokenThatCameInTheWrongPlace() throws IOException {
        api.give("lost", "ben", "files:read");
        List<String> answers =
                List.of(wrongPlace("{\"%s\":1}"), wrongPlace("{\"name\":\"x\",\"permissions\":[\"%s\"]}"));
        boolean shown = api.withToken(
                "lost", token -> answers.stream().anyMatch(answer -> answer.contains(token.substring(30, 40))));
        assertThat(shown).isFalse();
    }

    private String wrongPlace(String body) throws IOException {
        return api.json("ben", "POST /", api.withToken("lost", token -> body.replace("%s", token)))
                .refused(400)
                .detail();
    }
}
