// SPDX-License-Identifier: Apache-2.0
package dev.apikey.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.apikey.generated.ApiClient;
import dev.apikey.generated.ApiException;
import dev.apikey.generated.ApiResponse;
import dev.apikey.generated.api.ApiKeysApi;
import dev.apikey.generated.api.DescriptionApi;
import dev.apikey.generated.api.ReportsApi;
import dev.apikey.generated.model.ApiKey;
import dev.apikey.generated.model.ApiKeyAnswer;
import dev.apikey.generated.model.ApiKeyListAnswer;
import dev.apikey.generated.model.BooleanAnswer;
import dev.apikey.generated.model.CreateApiKeyRequest;
import dev.apikey.generated.model.DailyUse;
import dev.apikey.generated.model.HistoryAnswer;
import dev.apikey.generated.model.KeyEvent;
import dev.apikey.generated.model.KeyEventKind;
import dev.apikey.generated.model.KeySort;
import dev.apikey.generated.model.KeyState;
import dev.apikey.generated.model.Problem;
import dev.apikey.generated.model.Revocation;
import dev.apikey.generated.model.RevokeApiKeyRequest;
import dev.apikey.generated.model.RevokeApiKeysRequest;
import dev.apikey.generated.model.RotateApiKeyRequest;
import dev.apikey.generated.model.UpdateApiKeyRequest;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client generated from the document does everything with the running API; each test has people of its own. */
class GeneratedClientTest {

    private static final Description DESCRIPTION = Description.inTheJar();

    private static @Nullable StartedServer running;

    private final Recorder recorder = new Recorder();
    private final String owner = "owner-" + UUID.randomUUID();
    private final ApiKeysApi keys = new ApiKeysApi(client(Caller.person(owner)));
    private final ApiKeysApi admin = new ApiKeysApi(client(Caller.person("ada")));

    @BeforeAll
    static void start() {
        running = ManagementServer.start();
    }

    @AfterAll
    static void stop() {
        server().close();
    }

    @AfterEach
    void everyAnswerWasDescribed() {
        assertThat(recorder.exchanges()).isNotEmpty();
        assertThat(DESCRIPTION.differences(recorder.exchanges())).isEmpty();
    }

    private static StartedServer server() {
        if (running == null) {
            throw new IllegalStateException("no server is running");
        }
        return running;
    }

    /** A generated client as its users set it up, but with our HTTP client. */
    private ApiClient client(Caller caller, String... fields) {
        ApiClient client = new ApiClient() {
            @Override
            public HttpClient getHttpClient() {
                return recorder;
            }
        };
        client.updateBaseUri(server().address().toString());
        client.setRequestInterceptor(request -> {
            caller.fields().forEach(request::setHeader);
            for (int i = 0; i < fields.length; i += 2) {
                request.setHeader(fields[i], fields[i + 1]);
            }
        });
        return client;
    }

    private ApiKeysApi keysBy(String token) {
        return new ApiKeysApi(client(Caller.key(token)));
    }

    private ApiKey create(String name) throws ApiException {
        return keys.createApiKey(request(name)).getResponse();
    }

    private static CreateApiKeyRequest request(String name) {
        return new CreateApiKeyRequest().name(name).permissions(List.of("files:read"));
    }

    private ApiKey read(UUID id) throws ApiException {
        return keys.getApiKeyById(id).getResponse();
    }

    private static OffsetDateTime now() {
        return server().clock().instant().atOffset(ZoneOffset.UTC);
    }

    /** How a call is refused. */
    private Problem refusal(int status, ThrowingCallable call) throws Exception {
        ApiException refused = catchThrowableOfType(ApiException.class, call);
        assertThat(refused).isNotNull();
        assertThat(refused.getCode()).isEqualTo(status);
        Problem problem = ApiClient.createDefaultObjectMapper().readValue(refused.getResponseBody(), Problem.class);
        assertThat(problem.getStatus()).isEqualTo(status);
        return problem;
    }

    @Nested
    class Create {

        @Test
        void answersTheTokenOnceAndItsHintAfterwards() throws Exception {
            ApiResponse<ApiKeyAnswer> answer = keys.createApiKeyWithHttpInfo(request("Nächtlicher Bau")
                    .permissions(List.of("files:read", "files:write"))
                    .expiresInDays(90));
            ApiKey created = answer.getData().getResponse();

            assertThat(answer.getStatusCode()).isEqualTo(201);
            assertThat(answer.getHeaders().get("location")).containsExactly("/api/2.0/keys/" + created.getId());
            assertThat(created.getName()).isEqualTo("Nächtlicher Bau");
            assertThat(created.getPermissions()).containsExactly("files:read", "files:write");
            assertThat(created.getOwner()).isEqualTo(owner);
            assertThat(created.getCreateBy().getDisplayName()).isEqualTo(owner);
            assertThat(created.getCreateOn()).isEqualTo(now());
            assertThat(created.getExpiresAt()).isEqualTo(now().plusDays(90));
            assertThat(created.getLastUsed()).isNull();
            assertThat(created.getIsActive()).isTrue();
            assertThat(created.getState()).isEqualTo(KeyState.ACTIVE);
            assertThat(created.getKey().endsWith(created.getKeyPostfix())).isTrue();
            assertThat(created.getKey().length()).isEqualTo("acme_live_".length() + 76);
            assertThat(read(created.getId()).getKey()).isEqualTo("acme_live_***" + created.getKeyPostfix());
        }

        @Test
        void makesAKeyThatIsAcceptedAtOnce() throws Exception {
            ApiKey created = create("job");
            ApiKey self = keysBy(created.getKey()).getApiKey().getResponse();
            assertThat(self.getId()).isEqualTo(created.getId());
        }

        @Test
        void fillsTheEnvelope() throws Exception {
            ApiKeyAnswer answer = keys.createApiKey(request("job"));
            assertThat(answer.getCount()).isEqualTo(1);
            assertThat(answer.getStatus()).isZero();
            assertThat(answer.getStatusCode()).isEqualTo(201);
            assertThat(answer.getLinks()).singleElement().satisfies(link -> {
                assertThat(link.getHref()).isEqualTo("/api/2.0/keys");
                assertThat(link.getAction()).isEqualTo("POST");
            });
        }

        @Test
        void actsForAnotherOwnerWhereTheCallerManagesHim() throws Exception {
            ApiKey created = admin.createApiKey(request("job").owner(owner)).getResponse();
            assertThat(read(created.getId()).getCreateBy().getDisplayName()).isEqualTo("ada");
        }
    }

    @Nested
    class ListKeys {

        @Test
        void pagesThroughAllKeysTheNewestFirst() throws Exception {
            List<UUID> made = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                made.add(0, create("job " + i).getId());
                server().clock().move(Duration.ofMillis(1));
            }

            List<UUID> listed = new ArrayList<>();
            String cursor = null;
            do {
                ApiKeyListAnswer page = keys.getApiKeys(2, cursor, null, null, null, null, null, null, null);
                assertThat(page.getCount()).isEqualTo(page.getResponse().size());
                page.getResponse().forEach(key -> listed.add(key.getId()));
                cursor = page.getNext();
            } while (cursor != null);

            assertThat(listed).containsExactlyElementsOf(made);
        }

        @ParameterizedTest
        @EnumSource(KeySort.class)
        void takesEveryOrder(KeySort sort) throws Exception {
            UUID first = create("a").getId();
            server().clock().move(Duration.ofMillis(1));
            UUID second = create("b").getId();

            List<ApiKey> listed = keys.getApiKeys(null, null, null, null, null, sort, null, null, null)
                    .getResponse();

            assertThat(listed).extracting(ApiKey::getId).containsExactlyInAnyOrder(first, second);
            if (sort.getValue().endsWith("createOn") || sort.getValue().endsWith("name")) {
                assertThat(listed.get(0).getId()).isEqualTo(sort.getValue().startsWith("-") ? second : first);
            }
        }

        @Test
        void filtersBySearchStateAndOwner() throws Exception {
            ApiKey ci = create("CI pipeline");
            create("backup");
            keys.updateApiKey(ci.getId(), new UpdateApiKeyRequest().isActive(false), null);

            assertThat(found("pipe", null, null)).containsExactly("CI pipeline");
            assertThat(found(ci.getKeyPostfix(), null, null)).containsExactly("CI pipeline");
            assertThat(found(null, KeyState.DISABLED, null)).containsExactly("CI pipeline");
            assertThat(found(null, KeyState.ACTIVE, owner)).containsExactly("backup");
            assertThat(found(null, null, "somebody else")).isEmpty();
        }

        private List<String> found(@Nullable String search, @Nullable KeyState state, @Nullable String of)
                throws ApiException {
            return keys.getApiKeys(null, null, search, state, of, null, null, null, null).getResponse().stream()
                    .map(ApiKey::getName)
                    .toList();
        }

        @Test
        void answersWhatAuditorsAskAndCounts() throws Exception {
            UUID used = create("used").getId();
            create("never used");
            server().use(used);
            assertThat(keys.getApiKeys(null, null, null, null, null, null, true, null, null)
                            .getResponse())
                    .extracting(ApiKey::getName)
                    .containsExactly("never used");
            assertThat(keys.countApiKeys(null, null, null, true, null, null).getResponse())
                    .isEqualTo(1);
            assertThat(keys.countApiKeys(null, KeyState.ACTIVE, null, null, null, null)
                            .getResponse())
                    .isEqualTo(2);
            assertThat(keys.countApiKeys(null, null, null, null, 1, 1).getResponse())
                    .isZero();
        }

        @Test
        void saysHowFarItsCallerMayGo() throws Exception {
            assertThat(keys.getAuthority().getResponse().getActor().getId()).isEqualTo(owner);
            assertThat(keys.getAuthority().getResponse().getSeveralOwners()).isFalse();
            assertThat(keys.getAuthority().getResponse().getMaxDays()).isEqualTo(365);
            assertThat(admin.getAuthority().getResponse().getSeveralOwners()).isTrue();
        }

        @Test
        void takesACursorOfTheSameListOnly() throws Exception {
            create("a");
            create("b");
            String cursor = keys.getApiKeys(1, null, null, null, null, null, null, null, null)
                    .getNext();
            assertThat(refusal(
                                    400,
                                    () -> keys.getApiKeys(
                                            1, cursor, null, KeyState.ACTIVE, null, null, null, null, null))
                            .getMember())
                    .isEqualTo("cursor");
            assertThat(refusal(400, () -> admin.getApiKeys(1, cursor, null, null, null, null, null, null, null))
                            .getMember())
                    .isEqualTo("cursor");
        }
    }

    @Nested
    class Update {

        @Test
        void changesWhatIsNamedAndNothingElse() throws Exception {
            UUID id = create("job").getId();
            BooleanAnswer answer = keys.updateApiKey(id, new UpdateApiKeyRequest().name("Nightly build"), null);
            assertThat(answer.getResponse()).isTrue();
            assertThat(read(id).getName()).isEqualTo("Nightly build");
            assertThat(read(id).getPermissions()).containsExactly("files:read");

            keys.updateApiKey(id, new UpdateApiKeyRequest().permissions(List.of("files:*")), null);
            assertThat(read(id).getName()).isEqualTo("Nightly build");
            assertThat(read(id).getPermissions()).containsExactly("files:*");
        }

        @Test
        void disablesAndEnables() throws Exception {
            ApiKey created = create("job");
            keys.updateApiKey(created.getId(), new UpdateApiKeyRequest().isActive(false), null);
            assertThat(read(created.getId()).getState()).isEqualTo(KeyState.DISABLED);
            assertThat(read(created.getId()).getIsActive()).isFalse();
            refusal(401, () -> keysBy(created.getKey()).getApiKey());

            keys.updateApiKey(created.getId(), new UpdateApiKeyRequest().isActive(true), null);
            assertThat(keysBy(created.getKey()).getApiKey().getResponse().getIsActive())
                    .isTrue();
        }

        @Test
        void changesTheVersionThatTheCallerHasReadOnly() throws Exception {
            UUID id = create("job").getId();
            String read = etagOf(id);
            keys.updateApiKey(id, new UpdateApiKeyRequest().name("one"), read);
            String changed = lastEtag();
            assertThat(changed).isNotEqualTo(read);

            refusal(412, () -> keys.updateApiKey(id, new UpdateApiKeyRequest().name("two"), read));
            assertThat(read(id).getName()).isEqualTo("one");
            assertThat(etagOf(id)).isEqualTo(changed);
        }

        private String etagOf(UUID id) throws ApiException {
            keys.getApiKeyById(id);
            return lastEtag();
        }

        private String lastEtag() {
            return recorder.last().headers().firstValue("ETag").orElseThrow();
        }
    }

    @Nested
    class Rotate {

        @Test
        void answersASuccessorAndKeepsTheOldTokenUntilTheOverlapEnds() throws Exception {
            ApiKey old = create("job");
            ApiKey successor = keys.rotateApiKey(old.getId(), new RotateApiKeyRequest().overlapHours(1))
                    .getResponse();

            assertThat(successor.getReplaces()).isEqualTo(old.getId());
            assertThat(successor.getName()).isEqualTo("job");
            assertThat(read(old.getId()).getReplacedBy()).isEqualTo(successor.getId());
            assertThat(keysBy(old.getKey()).getApiKey().getCount()).isEqualTo(1);

            server().clock().move(Duration.ofHours(1));
            refusal(401, () -> keysBy(old.getKey()).getApiKey());
            assertThat(read(old.getId()).getState()).isEqualTo(KeyState.EXPIRED);
            assertThat(keysBy(successor.getKey()).getApiKey().getResponse().getId())
                    .isEqualTo(successor.getId());
        }

        @Test
        void namesTheSuccessorOfAKeyThatWasRotated() throws Exception {
            UUID id = create("job").getId();
            UUID successor = keys.rotateApiKey(id, new RotateApiKeyRequest().expiresInDays(7))
                    .getResponse()
                    .getId();
            assertThat(refusal(409, () -> keys.rotateApiKey(id, new RotateApiKeyRequest()))
                            .getReplacedBy())
                    .isEqualTo(successor);
        }
    }

    @Nested
    class Revoke {

        @Test
        void isFinalAndCanBeRepeated() throws Exception {
            ApiKey created = create("job");
            RevokeApiKeyRequest lost = new RevokeApiKeyRequest().reason("The laptop was stolen");
            assertThat(keys.revokeApiKey(created.getId(), lost).getResponse()).isTrue();
            assertThat(keys.revokeApiKey(created.getId(), new RevokeApiKeyRequest())
                            .getResponse())
                    .isTrue();

            assertThat(read(created.getId()).getState()).isEqualTo(KeyState.REVOKED);
            assertThat(read(created.getId()).getRevokedAt()).isEqualTo(now());
            refusal(401, () -> keysBy(created.getKey()).getApiKey());
            refusal(409, () -> keys.updateApiKey(created.getId(), new UpdateApiKeyRequest().isActive(true), null));
        }

        @Test
        void answersForEachOfSeveral() throws Exception {
            UUID mine = create("job").getId();
            UUID unknown = UUID.randomUUID();
            List<Revocation> revocations = keys.revokeApiKeys(new RevokeApiKeysRequest()
                            .ids(List.of(mine, unknown))
                            .reason("unused"))
                    .getResponse();
            assertThat(revocations).extracting(Revocation::getId).containsExactly(mine, unknown);
            assertThat(revocations).extracting(Revocation::getRevoked).containsExactly(true, false);
        }
    }

    @Nested
    class Delete {

        @Test
        void erasesTheKeyAndKeepsItsHistory() throws Exception {
            ApiKey created = create("job");
            assertThat(keys.deleteApiKey(created.getId()).getResponse()).isTrue();

            refusal(404, () -> keys.getApiKeyById(created.getId()));
            refusal(404, () -> keys.deleteApiKey(created.getId()));
            refusal(401, () -> keysBy(created.getKey()).getApiKey());
            assertThat(new ReportsApi(client(Caller.person(owner)))
                            .getApiKeyHistory(created.getId(), null, null)
                            .getResponse())
                    .extracting(KeyEvent::getKind)
                    .containsExactly(KeyEventKind.DELETED, KeyEventKind.ISSUED);
        }
    }

    @Nested
    class Reports {

        private final ReportsApi reports = new ReportsApi(client(Caller.person(owner)));

        @Test
        void tellEverythingThatHappenedToAKeyPageByPage() throws Exception {
            UUID id = create("job").getId();
            keys.updateApiKey(id, new UpdateApiKeyRequest().name("Nightly build"), null);
            admin.revokeApiKey(id, new RevokeApiKeyRequest().reason("incident"));

            HistoryAnswer latest = reports.getApiKeyHistory(id, 1, null);
            KeyEvent revoked = latest.getResponse().get(0);
            assertThat(revoked.getKind()).isEqualTo(KeyEventKind.REVOKED);
            assertThat(revoked.getActor().getId()).isEqualTo("ada");
            assertThat(revoked.getReason()).isEqualTo("incident");
            assertThat(revoked.getAt()).isEqualTo(now());

            HistoryAnswer earlier = reports.getApiKeyHistory(id, 2, latest.getNext());
            assertThat(earlier.getResponse())
                    .extracting(KeyEvent::getKind)
                    .containsExactly(KeyEventKind.UPDATED, KeyEventKind.ISSUED);
            assertThat(earlier.getResponse().get(0).getAfter().getName()).isEqualTo("Nightly build");
            assertThat(earlier.getNext()).isNull();
        }

        @Test
        void tellWhatHappenedToAllKeysToWhoManagesAll() throws Exception {
            UUID id = create("job").getId();
            assertThat(new ReportsApi(client(Caller.person("ada")))
                            .getHistory(1, null)
                            .getResponse())
                    .extracting(KeyEvent::getKeyId)
                    .containsExactly(id);
            refusal(403, () -> reports.getHistory(null, null));
        }

        @Test
        void countUsesByDay() throws Exception {
            UUID id = create("job").getId();
            server().use(id);
            server().use(id);

            DailyUse use = reports.getApiKeyUsage(id, null).getResponse().get(0);

            assertThat(use.getDay())
                    .isEqualTo(LocalDate.ofInstant(server().clock().instant(), ZoneOffset.UTC));
            assertThat(use.getCount()).isEqualTo(2);
            assertThat(read(id).getLastUsed()).isEqualTo(now());
        }
    }

    @Nested
    class EveryCaller {

        @Test
        void readsWhatHeMayGrant() throws Exception {
            assertThat(keys.getAllPermissions().getResponse())
                    .containsExactly("files:read", "files:write", "default:read", "default:write");
            assertThat(admin.getAllPermissions().getResponse()).endsWith("apikeys:read", "apikeys:write");
            assertThat(keysBy(create("job").getKey()).getAllPermissions().getResponse())
                    .containsExactly("files:read", "files:write");
        }

        @Test
        void readsTheKeyByWhichHeAsksIfThereIsOne() throws Exception {
            ApiKey created = create("job");
            assertThat(keysBy(created.getKey()).getApiKey().getResponse().getKey())
                    .isEqualTo("acme_live_***" + created.getKeyPostfix());
            refusal(404, () -> keys.getApiKey());
        }

        @Test
        void readsTheDescription() throws Exception {
            assertThat(new DescriptionApi(client(Caller.nobody())).getDescription())
                    .extracting("openapi")
                    .isEqualTo("3.1.0");
        }
    }

    @Nested
    class Refusals {

        @Test
        void nameTheMemberThatIsOutsideALimit() throws Exception {
            assertThat(refusal(400, () -> create("x".repeat(65))).getMember()).isEqualTo("name");
            assertThat(refusal(400, () -> keys.createApiKey(request("job").permissions(List.of())))
                            .getMember())
                    .isEqualTo("permissions");
            assertThat(refusal(400, () -> keys.createApiKey(request("job").expiresInDays(366)))
                            .getMember())
                    .isEqualTo("expiresInDays");
        }

        @Test
        void nameTheMemberThatIsBeyondTheCaller() throws Exception {
            assertThat(refusal(403, () -> keys.createApiKey(request("job").owner("somebody else")))
                            .getMember())
                    .isEqualTo("owner");
            assertThat(refusal(403, () -> keys.createApiKey(request("job").permissions(List.of("apikeys:read"))))
                            .getMember())
                    .isEqualTo("permissions");
        }

        @Test
        void treatForeignKeysLikeUnknownOnes() throws Exception {
            UUID foreign = server().issue("somebody else", "files:read").key().id();
            assertThat(refusal(404, () -> keys.getApiKeyById(foreign)))
                    .isEqualTo(refusal(404, () -> keys.getApiKeyById(UUID.randomUUID())));
        }

        @Test
        void challengeWhoeverIsNobody() throws Exception {
            ApiKeysApi nobody = new ApiKeysApi(client(Caller.nobody()));
            refusal(401, () -> nobody.getApiKeys(null, null, null, null, null, null, null, null, null));
            assertThat(recorder.last().headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"acme\"");
        }

        @Test
        void nameThePermissionThatAKeyLacks() throws Exception {
            String reader = server().issue(owner, "files:read", "apikeys:read").revealToken();
            refusal(403, () -> keysBy(reader).createApiKey(request("job")));
            assertThat(recorder.last().headers().firstValue("WWW-Authenticate").orElse(""))
                    .contains("scope=\"apikeys:write\"");
        }
    }

    /** As clients do that were generated from the description that ours follows. */
    @Nested
    class EmptyBodiesOfJson {

        @Test
        void areFineWithGetAndDelete() throws Exception {
            UUID id = create("job").getId();
            ApiKeysApi typed = new ApiKeysApi(client(Caller.person(owner), "Content-Type", "application/json"));
            assertThat(typed.getApiKeys(null, null, null, null, null, null, null, null, null)
                            .getCount())
                    .isEqualTo(1);
            assertThat(typed.getApiKeyById(id).getCount()).isEqualTo(1);
            assertThat(typed.getAllPermissions().getCount()).isPositive();
            assertThat(typed.deleteApiKey(id).getResponse()).isTrue();
        }
    }
}
