// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyRequest;
import dev.apikey.Lifetime;
import dev.apikey.Owners;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.spi.KeyObserver;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyStoreException;
import dev.apikey.spi.SecretHasher;
import dev.apikey.spring.suite.SecuredApplication.Client;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/** What operators see of an application with Actuator, Micrometer and Prometheus, none of which it does anything for. */
public abstract class ObservedContract {

    private static final String ROOT =
            "Basic " + Base64.getEncoder().encodeToString("root:secret".getBytes(StandardCharsets.US_ASCII));

    private static SecuredApplication application;

    /** Where traces would come from, and an observer of the application's own that is broken. */
    @Configuration(proxyBeanMethods = false)
    static class Observing {

        @Bean
        Requests requests() {
            return new Requests();
        }

        private final KeyObserver own = (result, source) -> {
            throw new IllegalStateException("this observer is broken");
        };

        @Bean
        KeyObserver broken() {
            return own;
        }
    }

    /** What was observed of each request, by its query: one may end a little after its answer was read, in the time of another test. */
    static class Requests implements ObservationHandler<ServerRequestObservationContext> {

        private final Map<String, ServerRequestObservationContext> ended = new ConcurrentHashMap<>();

        @Override
        public void onStop(ServerRequestObservationContext request) {
            ended.put(String.valueOf(request.getCarrier().getQueryString()), request);
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return context instanceof ServerRequestObservationContext;
        }
    }

    @BeforeAll
    static void start() {
        application = SecuredApplication.start(
                Observing.class,
                "apikey.rules=GET /api/files/** files:read",
                "management.endpoints.web.exposure.include=*",
                "management.endpoint.health.show-details=always");
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static String get(String path) throws Exception {
        return application.client().get(path, "Authorization", ROOT).body();
    }

    @Nested
    class Metrics {

        @Test
        void countWhatBecameOfRequestsAlthoughAnObserverThrows() throws Exception {
            IssuedKey key = application.issue("ada", "files:read");
            assertThat(application.client().get("/api/files", key).statusCode()).isEqualTo(200);
            assertThat(application
                            .client()
                            .get("/api/files", "Authorization", "Bearer garbage")
                            .statusCode())
                    .isEqualTo(401);
            String scrape = get("/actuator/prometheus");
            assertThat(scrape)
                    .containsPattern("apikey_decisions_total\\{outcome=\"authenticated\",reason=\"none\"} [1-9]")
                    .containsPattern("apikey_decisions_total\\{outcome=\"rejected\",reason=\"malformed\"} [1-9]")
                    .contains("apikey_decisions_total{outcome=\"undecided\",reason=\"stale\"} 0.0")
                    .contains("apikey_feed_lease_age_seconds", "apikey_hash_seconds_count", "apikey_cache_size")
                    .contains("apikey_owners_seconds_count{outcome=\"answered\"}");
            assertThat(scrape).doesNotContain(key.key().id().toString(), "127.0.0.1", "acme_test");
        }
    }

    @Test
    void theApplicationsOwnObserverIsStillTheOneThatItGets() {
        assertThat(application.bean(KeyObserver.class)).isSameAs(application.bean(Observing.class).own);
    }

    @Nested
    class Traces {

        private final Map<String, ServerRequestObservationContext> ended = application.bean(Requests.class).ended;

        @Test
        void tellTheIdOfTheKeyAndNothingElseOfIt() throws Exception {
            IssuedKey key = application.issue("ada", "files:read");
            application.client().get("/api/files?accepted", key);
            ServerRequestObservationContext request = ended("accepted");
            assertThat(request.getHighCardinalityKeyValues())
                    .contains(KeyValue.of("apikey.id", key.key().id().toString()));
            assertThat(request.getLowCardinalityKeyValues())
                    .noneMatch(value -> value.getKey().contains("apikey")
                            || value.getValue().contains(key.key().id().toString()));
            assertThat(request.getAllKeyValues())
                    .noneMatch(value -> value.getValue().contains("acme_test"));
        }

        @Test
        void tellItOfARequestThatMayNotDoWhatItAsksFor() throws Exception {
            IssuedKey key = application.issue("ada", "files:write");
            assertThat(application.client().get("/api/files?forbidden", key).statusCode())
                    .isEqualTo(403);
            assertThat(ended("forbidden").getHighCardinalityKeyValues())
                    .contains(KeyValue.of("apikey.id", key.key().id().toString()));
        }

        @Test
        void tellItOfARequestThatGoesOnLater() throws Exception {
            IssuedKey key = application.issue("ada", "*");
            assertThat(application.client().get("/api/later?later", key).body()).isEqualTo("ada");
            assertThat(ended("later").getHighCardinalityKeyValues())
                    .contains(KeyValue.of("apikey.id", key.key().id().toString()));
        }

        @Test
        void tellNoneOfATokenThatIsRefused() throws Exception {
            application.client().get("/api/files?refused", "Authorization", "Bearer garbage");
            assertThat(ended("refused").getAllKeyValues())
                    .noneMatch(value -> value.getKey().equals("apikey.id"));
        }

        private ServerRequestObservationContext ended(String query) {
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!ended.containsKey(query) && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            return Objects.requireNonNull(ended.get(query));
        }
    }

    @Nested
    class Health {

        @Test
        void isUpAndSaysHowFarBehindItIs() throws Exception {
            HttpResponse<String> health = application.client().get("/actuator/health");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body())
                    .contains("\"apikeys\":{")
                    .contains("\"leaseAgeMillis\":", "\"staleAfterMillis\":10000", "\"argon2id\":\"works\"");
        }

        @Test
        void isOutOfServiceWhileTheDatabaseCannotBeSeen() throws Exception {
            try (SecuredApplication lost = SecuredApplication.start(
                    Failing.class,
                    "management.endpoint.health.show-details=always",
                    "management.endpoint.health.probes.enabled=true",
                    "management.endpoint.health.group.readiness.include=readinessState,apikeys",
                    "spring.datasource.url=jdbc:h2:mem:lost")) {
                AtomicBoolean gone = lost.bean(Failing.class).gone;
                assertThat(becomes(lost.client(), 503))
                        .contains("\"status\":\"OUT_OF_SERVICE\"", "the database does not tell what has changed");
                assertThat(lost.client()
                                .get("/api/files", "Authorization", "Bearer garbage")
                                .statusCode())
                        .isEqualTo(401); // What is no token is none, whatever the database says.
                assertThat(lost.client().get("/actuator/health/readiness").statusCode())
                        .isEqualTo(503);
                assertThat(lost.client().get("/actuator/health/liveness").statusCode())
                        .isEqualTo(200);
                gone.set(false);
                assertThat(becomes(lost.client(), 200))
                        .contains("\"apikeys\":{")
                        .doesNotContain("OUT_OF_SERVICE");
            }
        }

        private static String becomes(Client client, int status) throws Exception {
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            HttpResponse<String> health = client.get("/actuator/health");
            while (health.statusCode() != status && System.nanoTime() < deadline) {
                health = client.get("/actuator/health");
            }
            assertThat(health.statusCode()).as(health.body()).isEqualTo(status);
            return health.body();
        }

        @Test
        void isDownWhereAHasherFailsItsOwnTest() throws Exception {
            try (SecuredApplication wrong = SecuredApplication.start(
                    Miscomputing.class, "apikey.store=memory", "management.endpoint.health.show-details=always")) {
                wrong.bean(Miscomputing.class).broken.set(true);
                HttpResponse<String> health = wrong.client().get("/actuator/health");
                assertThat(health.statusCode()).isEqualTo(503);
                assertThat(health.body())
                        .containsPattern("\"apikeys\":\\{[^}]*\"hmac-sha256\":\"computes wrong hashes\"")
                        .contains("\"status\":\"DOWN\"");
            }
        }

        @Test
        void isLeftOutWhereSomebodySaysSo() throws Exception {
            try (SecuredApplication without = SecuredApplication.start(
                    null,
                    "management.endpoint.health.show-details=always",
                    "management.health.apikeys.enabled=false")) {
                assertThat(without.client().get("/actuator/health").body()).doesNotContain("apikeys");
            }
        }
    }

    /** A hasher that passes its test at the start, and then no more. */
    @Configuration(proxyBeanMethods = false)
    static class Miscomputing {

        private final AtomicBoolean broken = new AtomicBoolean();

        @Bean
        SecretHasher hasher() {
            SecretHasher right = HmacSha256Hasher.of(PepperRing.of(new byte[32]));
            return (SecretHasher) Proxy.newProxyInstance(
                    SecretHasher.class.getClassLoader(),
                    new Class<?>[] {SecretHasher.class},
                    (proxy, method, arguments) -> {
                        if (broken.get() && method.getName().equals("selfTest")) {
                            throw new IllegalStateException("computes wrong hashes");
                        }
                        return method.invoke(right, arguments);
                    });
        }
    }

    /** A database that answers nothing until somebody says otherwise. */
    @Configuration(proxyBeanMethods = false)
    static class Failing {

        private final AtomicBoolean gone = new AtomicBoolean(true);

        @Bean
        KeyStore keys() {
            KeyStore store = KeyStore.inMemory();
            return (KeyStore) Proxy.newProxyInstance(
                    KeyStore.class.getClassLoader(), new Class<?>[] {KeyStore.class}, (proxy, method, arguments) -> {
                        if (gone.get()) {
                            throw new KeyStoreException("the database is gone", null);
                        }
                        try {
                            return method.invoke(store, arguments);
                        } catch (InvocationTargetException thrown) {
                            throw thrown.getCause();
                        }
                    });
        }
    }

    @Nested
    class TheEndpoint {

        @Test
        void countsKeysAndListsThoseThatWantAttention() throws Exception {
            Authority operator =
                    Authority.of(Actor.of("operator"), Permissions.of("*")).withOwners(Owners.all());
            IssuedKey soon = application
                    .bean(ApiKeys.class)
                    .administer(operator)
                    .issue(KeyRequest.of("Trial", Permissions.of("files:read"))
                            .withOwner("ada")
                            .withLifetime(Lifetime.ofDays(3)));
            String overview = get("/actuator/apikeys");
            assertThat(overview)
                    .containsPattern("\"active\":[1-9]")
                    .contains("\"disabled\":0", "\"expired\":0", "\"revoked\":0")
                    .containsPattern("\"argon2id v=19 [^\"]*\":[1-9]")
                    .contains("\"unusedFor90Days\":{\"count\":0,\"keys\":[]}")
                    .contains(soon.key().id().toString(), "\"name\":\"Trial\"", "\"owner\":\"ada\"");
            String token = soon.revealToken();
            assertThat(overview.contains(token.substring(token.length() - 49))).isFalse();
            assertThat(overview).doesNotContain("$argon2id$");
        }

        @Test
        void explainsWhyAKeyWouldBeRefused() throws Exception {
            IssuedKey key = application.issue("ada", "files:read");
            String path = "/actuator/apikeys/" + key.key().id();
            assertThat(get(path)).contains("\"obstacles\":[]", "\"permission\":\"any\"");
            assertThat(get(path + "?permission=files:write"))
                    .contains("KEY_LACKS_PERMISSION", "\"permission\":\"files:write\"");
            assertThat(get(path + "?at=2020-01-01T00:00:00Z")).contains("NOT_ISSUED_YET");
            application
                    .bean(ApiKeys.class)
                    .administer(Authority.of(Actor.of("ada"), Permissions.of("*")))
                    .revoke(key.key().id(), "left in a chat");
            assertThat(get(path)).contains("REVOKED", "left in a chat");
            assertThat(get("/actuator/apikeys/00000000-0000-4000-8000-000000000000"))
                    .contains("UNKNOWN");
        }

        @Test
        void saysWhatIsWrongWithAQuestion() throws Exception {
            IssuedKey key = application.issue("ada", "files:read");
            String path = "/actuator/apikeys/" + key.key().id();
            assertThat(status(path + "?permission=write")).isEqualTo(400);
            assertThat(status(path + "?at=yesterday")).isEqualTo(400);
            assertThat(status("/actuator/apikeys/none")).isEqualTo(400);
        }

        private static int status(String path) throws Exception {
            return application.client().get(path, "Authorization", ROOT).statusCode();
        }

        @Test
        void isForNobodyUnlessItIsExposed() throws Exception {
            try (SecuredApplication quiet = SecuredApplication.start(null)) {
                assertThat(quiet.client()
                                .get("/actuator/apikeys", "Authorization", ROOT)
                                .statusCode())
                        .isEqualTo(404);
            }
        }
    }

    @Nested
    class APepper {

        private static final String PROPERTY = "apikey.pepper";

        @Test
        void isShownByNoEndpointWhateverElseThatShows() throws Exception {
            byte[] drawn = new byte[32];
            new SecureRandom().nextBytes(drawn);
            String pepper = Base64.getEncoder().encodeToString(drawn);
            try (SecuredApplication peppered = SecuredApplication.start(
                    null,
                    "acme.secret=" + pepper,
                    PROPERTY + "=${acme.secret}",
                    "apikey.hashers=hmac-sha256",
                    "management.endpoints.web.exposure.include=env,configprops",
                    "management.endpoint.env.show-values=always",
                    "management.endpoint.configprops.show-values=always")) {
                for (String path : List.of(
                        "/actuator/env",
                        "/actuator/env/" + PROPERTY,
                        "/actuator/env/acme.secret",
                        "/actuator/configprops",
                        "/actuator/configprops/apikey")) {
                    HttpResponse<String> shown = peppered.client().get(path, "Authorization", ROOT);
                    assertThat(shown.statusCode()).isEqualTo(200);
                    assertThat(shown.body().contains("******")).as(path).isTrue();
                    assertThat(shown.body().contains(pepper.substring(0, 20)))
                            .as(path)
                            .isFalse();
                }
                assertThat(peppered.client()
                                .get("/actuator/configprops", "Authorization", ROOT)
                                .body())
                        .contains("acme_test");
            }
        }
    }
}
