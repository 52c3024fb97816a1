// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKey;
import dev.apikey.servlet.suite.Container;
import dev.apikey.spi.KeyEvent.Kind;
import dev.apikey.spi.KeyStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What each call does and answers (contract §3). */
abstract class ManagementCallsContract {

    private static final String CREATION = "{\"name\":\"CI pipeline\",\"permissions\":[\"files:read\"]}";

    /** MD5 of "ben" with version 3 (RFC 9562 §5.3): stable for good. */
    private static final String NAME_BASED_ID_OF_BEN = "7fe4771c-008a-32eb-b63d-f47d19e2c6aa";

    private final Api api;

    ManagementCallsContract(Container container, Supplier<KeyStore> stores) {
        this.api = Api.start(container, stores.get());
    }

    @AfterEach
    void stop() {
        assertThat(api.sessions()).isZero();
        api.close();
    }

    private UUID create(String who) throws IOException {
        return api.keep(api.json(who, "POST /", CREATION), "made");
    }

    @Nested
    class Create {

        @Test
        void answersTheKeyWithItsTokenThisOnce() throws IOException {
            Api.Reply reply = api.json(
                            "ben",
                            "POST /",
                            "{\"name\":\"CI \u00e9 \ud83d\ude80\",\"permissions\":[\"files:read\",\"files:read\"],"
                                    + "\"expiresInDays\":90}")
                    .ok(201);
            UUID id = api.keep(reply, "made");
            assertThat(reply.header("Location")).contains("/api/2.0/keys/" + id);
            assertThat(reply.header("ETag")).contains("\"1\"");
            assertThat(reply.members()).containsOnlyKeys("response", "count", "links", "status", "statusCode");
            assertThat(reply.members())
                    .containsEntry("count", 1L)
                    .containsEntry("links", List.of(Map.of("href", "/api/2.0/keys", "action", "POST")));
            Map<String, Object> key = JsonTree.object(reply.members().get("response"));
            key.remove("key");
            assertThat(key)
                    .containsEntry("name", "CI \u00e9 \ud83d\ude80")
                    .containsEntry("permissions", List.of("files:read"))
                    .containsEntry("owner", "ben")
                    .containsEntry("createOn", "2026-11-24T10:00:00.007Z")
                    .containsEntry("expiresAt", "2027-02-22T10:00:00.007Z")
                    .containsEntry("isActive", true)
                    .containsEntry("state", "active")
                    .containsOnlyKeys(
                            "id",
                            "name",
                            "keyPostfix",
                            "permissions",
                            "owner",
                            "createBy",
                            "createOn",
                            "expiresAt",
                            "isActive",
                            "state");
            Map<String, Object> createBy = JsonTree.object(key.get("createBy"));
            assertThat(createBy).containsEntry("displayName", "ben").containsOnlyKeys("id", "displayName");
            assertThat(createBy).containsEntry("id", NAME_BASED_ID_OF_BEN);
            boolean hinted = api.withToken("made", token -> token.endsWith(String.valueOf(key.get("keyPostfix"))));
            assertThat(hinted).isTrue();
            assertThat(api.call("key:made", "GET /@self").status()).isEqualTo(200);

            Api.Reply again = api.call("ben", "GET /" + id).ok(200);
            assertThat(again.key("key").toString()).startsWith("acme_live_***").hasSize(17);
            assertThat(api.changes()).isOne();
        }

        @Test
        void keepsUuidsOfTheHostAsTheyAre() throws IOException {
            String user = "a81bc81b-dead-4e5d-abff-90865d1e13b1";
            api.users.put(user);
            assertThat(JsonTree.object(
                            api.json(user, "POST /", CREATION).ok(201).key("createBy")))
                    .containsEntry("id", user)
                    .containsEntry("displayName", user);
        }

        @Test
        void makesKeysForOthersIfTheCallerManagesThem() throws IOException {
            String body = "{\"name\":\"x\",\"permissions\":[\"*\"],\"owner\":\"ben\"}";
            assertThat(api.json("ada", "POST /", body).ok(201).key("owner")).isEqualTo("ben");
            api.json("cyd", "POST /", body).refused(403, "owner");
            assertThat(api.changes()).isOne();
        }

        @Test
        void grantsNoMoreThanTheCallerMay() throws IOException {
            String body = "{\"name\":\"x\",\"permissions\":[\"apikeys:read\"]}";
            assertThat(api.json("ben", "POST /", body)
                            .refused(403, "permissions")
                            .detail())
                    .contains("apikeys:read");
            api.json("ada", "POST /", body).ok(201);
        }
    }

    @Nested
    class Read {

        @Test
        void showsUnknownAndForeignKeysAlike() throws IOException {
            UUID bens = create("ben");
            Api.Reply foreign = api.call("cyd", "GET /" + bens).refused(404);
            Api.Reply unknown = api.call("cyd", "GET /" + UUID.randomUUID()).refused(404);
            Api.Reply noUuid = api.call("cyd", "GET /1-1-1-1-1").refused(404);
            assertThat(foreign.text()).isEqualTo(unknown.text()).isEqualTo(noUuid.text());
            assertThat(api.call("ada", "GET /" + bens).ok(200).key("owner")).isEqualTo("ben");
            assertThat(api.call("ben", "GET /" + bens.toString().toUpperCase(Locale.ROOT))
                            .ok(200)
                            .members()
                            .get("links"))
                    .isEqualTo(List.of(Map.of("href", "/api/2.0/keys/" + bens, "action", "GET")));
        }

        @Test
        void answersHeadWithoutABody() throws IOException {
            Api.Reply head = api.call("ben", "HEAD /" + create("ben"));
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("ETag")).contains("\"1\"");
            assertThat(head.members()).isEmpty();
            assertThat(Integer.parseInt(head.header("Content-Length").orElseThrow()))
                    .isPositive();
        }

        @Test
        void takesAJsonContentTypeWithoutABody() throws IOException {
            UUID id = create("ben");
            String[] likeGeneratedClients = {"Content-Type: application/json", "Content-Length: 0"};
            api.call("ben", "GET /" + id, likeGeneratedClients).ok(200);
            api.call("ben", "GET /", likeGeneratedClients).ok(200);
            assertThat(api.call("ben", "DELETE /" + id, likeGeneratedClients)
                            .ok(200)
                            .members()
                            .get("response"))
                    .isEqualTo(true);
        }

        @Test
        void tellsEveryState() throws IOException {
            UUID id = create("ben");
            api.admin().disable(id);
            Api.Reply disabled = api.call("ben", "GET /" + id).ok(200);
            assertThat(disabled.key("state")).isEqualTo("disabled");
            assertThat(disabled.key("isActive")).isEqualTo(false);
            api.admin().revoke(id, null);
            Api.Reply revoked = api.call("ben", "GET /" + id).ok(200);
            assertThat(revoked.key("state")).isEqualTo("revoked");
            assertThat(revoked.key("revokedAt")).isEqualTo("2026-11-24T10:00:00.007Z");
            UUID brief = api.keep(api.json("ben", "POST /", CREATION.replace("}", ",\"expiresInDays\":1}")), "brief");
            api.clock.move(Duration.ofDays(1).minusMillis(1));
            assertThat(api.call("ben", "GET /" + brief).ok(200).key("isActive")).isEqualTo(true);
            api.clock.move(Duration.ofMillis(1));
            Api.Reply expired = api.call("ben", "GET /" + brief).ok(200);
            assertThat(expired.key("isActive")).isEqualTo(false);
            assertThat(expired.key("state")).isEqualTo("expired");
        }
    }

    @Nested
    class ListPermissionsAndSelf {

        @Test
        void permissionsAreTheVocabularyAndWhatTheCallerMayGrantOfOurs() throws IOException {
            api.give("reader", "ben", "files:read");
            assertThat(api.call("ben", "GET /permissions").ok(200).list())
                    .isEqualTo(List.of("files:read", "files:write", "rooms:read", "default:read", "default:write"));
            assertThat(api.call("ada", "GET /permissions").ok(200).list().toString())
                    .endsWith("apikeys:read, apikeys:write]");
            assertThat(api.call("key:reader", "GET /permissions").ok(200).list())
                    .isEqualTo(List.of("files:read", "files:write", "rooms:read"));
            api.call("nobody", "GET /permissions").refused(401);
        }

        @Test
        void authorityIsWhoAsksAndHowFarHeMayGo() throws IOException {
            Api.Reply ben = api.call("ben", "GET /authority").ok(200);
            assertThat(JsonTree.object(ben.key("actor")))
                    .containsOnly(Map.entry("id", "ben"), Map.entry("displayName", "ben"));
            assertThat(ben.key("severalOwners")).isEqualTo(false);
            assertThat(ben.key("permissions")).isEqualTo(List.of("*"));
            assertThat(ben.key("maxDays")).isEqualTo(365L);
            assertThat(ben.key("mayNeverExpire")).isEqualTo(true);
            Api.Reply ada = api.call("ada", "GET /authority").ok(200);
            assertThat(ada.key("severalOwners")).isEqualTo(true);
            assertThat(ada.key("permissions")).isEqualTo(List.of("*", "apikeys:read", "apikeys:write"));
            UUID id = api.give("reader", "ben", "files:read");
            Api.Reply key = api.call("key:reader", "GET /authority").ok(200);
            assertThat(JsonTree.object(key.key("actor"))).containsEntry("keyId", id.toString());
            assertThat(key.key("permissions")).isEqualTo(List.of("files:read"));
            api.call("nobody", "GET /authority").refused(401);
        }

        @Test
        void selfIsThePresentingKeyWhateverItMay() throws IOException {
            UUID id = api.give("reader", "ben", "files:read");
            Api.Reply self = api.call("key:reader", "GET /@self").ok(200);
            assertThat(self.key("id")).isEqualTo(id.toString());
            assertThat(self.header("ETag")).contains("\"1\"");
            api.call("ben", "GET /@self").refused(404);
        }
    }

    @Nested
    class Update {

        @Test
        void changesAllMembersInOneChange() throws IOException {
            UUID id = create("ben");
            Api.Reply reply = api.json(
                            "ben",
                            "PUT /" + id,
                            "{\"name\":\"Nightly\",\"permissions\":[\"files:*\"],\"isActive\":false}",
                            "If-Match: \"1\"")
                    .ok(200);
            assertThat(reply.members()).containsEntry("response", true);
            assertThat(reply.header("ETag")).contains("\"2\"");
            ApiKey key = api.admin().find(id).orElseThrow();
            assertThat(key.name()).isEqualTo("Nightly");
            assertThat(key.permissions().patterns()).containsExactly("files:*");
            assertThat(key.disabledAt()).isEqualTo(Api.NOW);
            assertThat(api.events()).hasSize(2);
            assertThat(api.events().get(1).event().kind()).isEqualTo(Kind.DISABLED);
            api.json("ben", "PUT /" + id, "{\"isActive\":true}").ok(200);
            assertThat(api.events().get(2).event().kind()).isEqualTo(Kind.ENABLED);
        }

        @Test
        void changesNothingIfOneMemberIsRefused() throws IOException {
            UUID id = create("ben");
            api.json("ben", "PUT /" + id, "{\"name\":\"x\",\"isActive\":false,\"permissions\":[\"apikeys:write\"]}")
                    .refused(403, "permissions");
            api.json("ben", "PUT /" + id, "{\"name\":\"\",\"isActive\":false}").refused(400, "name");
            assertThat(api.changes()).isOne();
            assertThat(api.admin().find(id).orElseThrow().version()).isOne();
        }

        @Test
        void makesNoChangeOfWhatIsAsItIs() throws IOException {
            UUID id = create("ben");
            for (String body : List.of("{}", "{\"isActive\":true}", CREATION)) {
                assertThat(api.json("ben", "PUT /" + id, body).ok(200).header("ETag"))
                        .contains("\"1\"");
            }
            assertThat(api.changes()).isOne();
        }

        @Test
        void enablesNoKeyThatIsStrongerThanTheCaller() throws IOException {
            UUID id = api.give("strong", "ben", "apikeys:write");
            api.json("ben", "PUT /" + id, "{\"isActive\":false}").ok(200);
            api.json("ben", "PUT /" + id, "{\"isActive\":true}").refused(403, "permissions");
            api.json("ada", "PUT /" + id, "{\"isActive\":true}").ok(200);
        }

        @Test
        void refusesFinalStates() throws IOException {
            UUID id = create("ben");
            api.admin().revoke(id, null);
            api.json("ben", "PUT /" + id, "{\"name\":\"late\"}").refused(409);
            UUID brief = api.keep(api.json("ben", "POST /", CREATION.replace("}", ",\"expiresInDays\":1}")), "brief");
            api.clock.move(Duration.ofDays(1));
            api.json("ben", "PUT /" + brief, "{\"isActive\":true}").refused(409);
        }

        @Test
        void hasOneWinnerWhereTwoPeopleEditOneVersion() throws IOException {
            UUID id = create("ben");
            String seen = api.call("ada", "GET /" + id).header("ETag").orElseThrow();
            api.json("ben", "PUT /" + id, "{\"name\":\"first\"}", "If-Match: " + seen)
                    .ok(200);
            api.json("ada", "PUT /" + id, "{\"name\":\"second\"}", "If-Match: " + seen)
                    .refused(412);
            api.json("ada", "PUT /" + id, "{\"name\":\"second\"}", "If-Match: W/\"2\"")
                    .refused(412);
            api.json("ada", "PUT /" + id, "{\"name\":\"second\"}", "If-Match: 2")
                    .refused(412);
            assertThat(api.changes()).isEqualTo(2);
            api.json("ada", "PUT /" + id, "{\"name\":\"second\"}", "If-Match: \"1\", \"2\"")
                    .ok(200);
            api.json("ada", "PUT /" + id, "{\"name\":\"third\"}", "If-Match: *").ok(200);
            api.json("ada", "PUT /" + UUID.randomUUID(), "{}", "If-Match: *").refused(404);
        }
    }

    @Nested
    class Rotate {

        @Test
        void answersTheSuccessorWithItsToken() throws IOException {
            UUID id = create("ben");
            Api.Reply reply = api.json("ben", "POST /" + id + "/rotate", "{\"overlapHours\":2}")
                    .ok(201);
            UUID successor = api.keep(reply, "successor");
            assertThat(reply.header("Location")).contains("/api/2.0/keys/" + successor);
            assertThat(reply.key("replaces")).isEqualTo(id.toString());
            assertThat(reply.key("name")).isEqualTo("CI pipeline");
            Api.Reply predecessor = api.call("ben", "GET /" + id).ok(200);
            assertThat(predecessor.key("replacedBy")).isEqualTo(successor.toString());
            assertThat(predecessor.key("expiresAt")).isEqualTo("2026-11-24T12:00:00.007Z");
            assertThat(api.call("key:made", "GET /@self").status()).isEqualTo(200);
            assertThat(api.call("key:successor", "GET /@self").status()).isEqualTo(200);
            api.clock.move(Duration.ofHours(2));
            assertThat(api.call("key:made", "GET /@self").status()).isEqualTo(401);
        }

        @Test
        void needsNoBody() throws IOException {
            UUID id = create("ben");
            api.keep(api.call("ben", "POST /" + id + "/rotate"), "successor");
            assertThat(api.call("ben", "GET /" + id).key("expiresAt")).isEqualTo("2026-11-25T10:00:00.007Z");
        }

        @Test
        void namesTheSuccessorOfAKeyThatWasRotated() throws IOException {
            UUID id = create("ben");
            UUID successor = api.keep(api.call("ben", "POST /" + id + "/rotate"), "successor");
            Api.Reply again = api.call("ben", "POST /" + id + "/rotate").refused(409);
            assertThat(again.members()).containsEntry("replacedBy", successor.toString());
            assertThat(api.changes()).isEqualTo(3);
        }

        @Test
        void refusesWhatIsNotActive() throws IOException {
            UUID id = create("ben");
            api.admin().disable(id);
            Api.Reply disabled = api.call("ben", "POST /" + id + "/rotate").refused(409);
            assertThat(disabled.members()).doesNotContainKey("replacedBy");
            api.admin().revoke(id, null);
            api.call("ben", "POST /" + id + "/rotate").refused(409);
            api.call("cyd", "POST /" + id + "/rotate").refused(404);
        }

        @Test
        void judgesTheSuccessor() throws IOException {
            UUID id = api.give("strong", "ben", "apikeys:write");
            api.call("ben", "POST /" + id + "/rotate").refused(403, "permissions");
        }
    }

    @Nested
    class RevokeAndDelete {

        @Test
        void revokesOnceForGood() throws IOException {
            UUID id = create("ben");
            for (int i = 0; i < 2; i++) {
                assertThat(api.json("ben", "POST /" + id + "/revoke", "{\"reason\":\"lost\"}")
                                .ok(200)
                                .members())
                        .containsEntry("response", true);
            }
            assertThat(api.events()).hasSize(2);
            assertThat(api.events().get(1).event().reason()).isEqualTo("lost");
            api.call("cyd", "POST /" + id + "/revoke").refused(404);
        }

        @Test
        void revokesSeveralEachForItself() throws IOException {
            UUID one = create("ben");
            UUID other = create("cyd");
            UUID unknown = UUID.randomUUID();
            Api.Reply reply = api.json(
                            "ben",
                            "POST /revoke",
                            "{\"ids\":[\"" + one + "\",\"" + other + "\",\"" + unknown + "\",\"" + one
                                    + "\"],\"reason\":\"incident\"}")
                    .ok(200);
            assertThat(reply.each("id")).containsExactly(one.toString(), other.toString(), unknown.toString());
            assertThat(reply.each("revoked")).containsExactly(true, false, false);
            assertThat(reply.members()).containsEntry("count", 3L);
            assertThat(api.changes()).isEqualTo(3);
        }

        @Test
        void deletesAndKeepsTheHistory() throws IOException {
            UUID id = create("ben");
            assertThat(api.call("ben", "DELETE /" + id).ok(200).members()).containsEntry("response", true);
            api.call("ben", "DELETE /" + id).refused(404);
            api.call("ben", "GET /" + id).refused(404);
            assertThat(api.call("ben", "GET /" + id + "/history").ok(200).each("kind"))
                    .containsExactly("deleted", "issued");
            api.call("cyd", "GET /" + id + "/history").refused(404);
        }

        @Test
        void ignoresNoPrecondition() throws IOException {
            UUID id = create("ben");
            api.call("ben", "DELETE /" + id, "If-Match: \"7\"").refused(400, "If-Match");
            api.call("ben", "POST /" + id + "/revoke", "If-Match: \"7\"").refused(400, "If-Match");
            api.call("ben", "POST /" + id + "/rotate", "If-Match: \"7\"").refused(400, "If-Match");
            api.json("ben", "POST /", CREATION, "If-Match: *").refused(400, "If-Match");
            api.json("ben", "POST /revoke", "{\"ids\":[\"" + id + "\"]}", "If-Match: *")
                    .refused(400, "If-Match");
            for (String path : List.of("/", "/" + id, "/permissions", "/" + id + "/history", "/" + id + "/usage")) {
                api.call("ben", "GET " + path, "If-Match: \"1\"").refused(400, "If-Match");
            }
            assertThat(api.changes()).isOne();
        }
    }

    @Nested
    class HistoryAndUsage {

        @Test
        void tellWhoDidWhatAndByWhichKey() throws IOException {
            UUID script = api.give("script", "ben", "apikeys:read", "apikeys:write", "files:*");
            UUID id =
                    api.keep(api.json("key:script", "POST /", CREATION.replace("}", ",\"expiresInDays\":1}")), "made");
            api.json("ada", "PUT /" + id, "{\"name\":\"Nightly\"}").ok(200);
            api.json("ben", "POST /" + id + "/revoke", "{\"reason\":\"lost\"}").ok(200);
            Api.Reply history =
                    api.call("key:script", "GET /" + id + "/history").ok(200);
            assertThat(history.each("kind")).containsExactly("revoked", "updated", "issued");
            assertThat(history.each("actor"))
                    .containsExactly(
                            Map.of("id", "ben", "displayName", "ben"),
                            Map.of("id", "ada", "displayName", "ada"),
                            Map.of("id", "ben", "displayName", "ben", "keyId", script.toString()));
            Map<String, Object> updated = JsonTree.object(history.list().get(1));
            assertThat(updated)
                    .containsOnlyKeys("sequence", "keyId", "owner", "kind", "actor", "at", "before", "after")
                    .containsEntry("sequence", 3L)
                    .containsEntry("at", "2026-11-24T10:00:00.007Z");
            assertThat(JsonTree.object(updated.get("before"))).containsEntry("name", "CI pipeline");
            assertThat(JsonTree.object(updated.get("after")))
                    .containsEntry("name", "Nightly")
                    .containsEntry("permissions", List.of("files:read"))
                    .containsEntry("expiresAt", "2026-11-25T10:00:00.007Z");
        }

        @Test
        void ofAllKeysAreForWhoManagesAll() throws IOException {
            create("ben");
            create("cyd");
            assertThat(api.call("ada", "GET /history").ok(200).list()).hasSize(2);
            api.call("ben", "GET /history").refused(403, "owner");
        }

        @Test
        void goOnBehindACursor() throws IOException {
            UUID id = create("ben");
            for (String name : List.of("a", "b", "c")) {
                api.json("ben", "PUT /" + id, "{\"name\":\"" + name + "\"}").ok(200);
            }
            Api.Reply first = api.call("ben", "GET /" + id + "/history?limit=2").ok(200);
            assertThat(first.each("sequence")).containsExactly(4L, 3L);
            Object next = first.members().get("next");
            Api.Reply second = api.call("ben", "GET /" + id + "/history?limit=2&cursor=" + next)
                    .ok(200);
            assertThat(second.each("sequence")).containsExactly(2L, 1L);
            assertThat(second.members()).doesNotContainKey("next");
            api.call("ada", "GET /" + id + "/history?limit=2&cursor=" + next).refused(400, "cursor");
            api.call("ben", "GET /" + create("ben") + "/history?cursor=" + next).refused(400, "cursor");
        }

        @Test
        void usageIsCountedByDay() throws IOException {
            UUID id = create("ben");
            for (int i = 0; i < 3; i++) {
                api.call("key:made", "GET /@self").ok(200);
            }
            api.apiKeys.close();
            assertThat(api.call("ben", "GET /" + id + "/usage").ok(200).list())
                    .isEqualTo(List.of(Map.of("day", "2026-11-24", "count", 3L)));
            assertThat(api.call("ben", "GET /" + id).ok(200).key("lastUsed")).isEqualTo("2026-11-24T10:00:00.007Z");
            api.call("ben", "GET /" + id + "/usage?days=366").ok(200);
            api.call("ben", "GET /" + id + "/usage?days=367").refused(400, "days");
            api.call("ben", "GET /" + id + "/usage?days=0").refused(400, "days");
            api.call("cyd", "GET /" + id + "/usage").refused(404);
        }
    }

    @Nested
    class Methods {

        @Test
        void thatAreNotUnderstoodAreListed() throws IOException {
            UUID id = create("ben");
            Map<String, String> allowed = Map.of(
                    "/",
                    "GET, HEAD, POST, OPTIONS",
                    "/permissions",
                    "GET, HEAD, OPTIONS",
                    "/revoke",
                    "POST, OPTIONS",
                    "/" + id,
                    "GET, HEAD, PUT, DELETE, OPTIONS",
                    "/" + id + "/rotate",
                    "POST, OPTIONS");
            for (Map.Entry<String, String> path : allowed.entrySet()) {
                Api.Reply refused = api.call("ben", "PATCH " + path.getKey()).refused(405);
                assertThat(refused.header("Allow")).contains(path.getValue());
                Api.Reply options = api.call("ben", "OPTIONS " + path.getKey());
                assertThat(options.status()).isEqualTo(204);
                assertThat(options.header("Allow")).contains(path.getValue());
            }
            assertThat(api.call("ben", "HEAD /" + id + "/rotate").header("Allow"))
                    .contains("POST, OPTIONS");
            assertThat(api.changes()).isOne();
        }

        @Test
        void areNotOverridden() throws IOException {
            UUID id = create("ben");
            for (String field : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
                api.call("ben", "GET /" + id, field + ": DELETE").ok(200);
                api.call("ben", "POST /" + id + "?_method=DELETE", field + ": DELETE")
                        .refused(405);
            }
            assertThat(api.changes()).isOne();
        }

        @Test
        void elsewhereAreNotFound() throws IOException {
            for (String path : List.of(
                    "/nothing",
                    "/@self/x",
                    "/permissions/",
                    "/" + UUID.randomUUID() + "/nothing",
                    "/%7Bid%7D",
                    "/{id}/rotate".replace("{", "%7B").replace("}", "%7D"))) {
                api.call("ben", "GET " + path).refused(404);
            }
        }

        @Test
        void openTheDescriptionToEverybody() throws IOException {
            assertThat(api.call("nobody", "HEAD /openapi.json").status()).isEqualTo(200);
            assertThat(api.call("nobody", "OPTIONS /openapi.json").status()).isEqualTo(204);
            api.call("nobody", "POST /openapi.json").refused(405);
        }
    }
}
