// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.suite;

import static dev.apikey.spring.test.ApiKeyRequests.apiKey;
import static dev.apikey.spring.test.ApiKeyRequests.apiKeyOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.IssuedKey;
import dev.apikey.KeyQuery;
import dev.apikey.Owners;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.spi.SecretHasher;
import dev.apikey.spring.test.ApiKeyToken;
import dev.apikey.spring.test.WithApiKey;
import jakarta.servlet.Filter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.RequestBuilder;
import org.springframework.test.web.servlet.request.RequestPostProcessor;
import org.springframework.test.web.servlet.setup.DefaultMockMvcBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

/** The tests of an application that has keys, as its people write them: in memory, with a slow hash nowhere. */
@SpringBootTest(
        classes = SecuredApplication.Host.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "apikey.prefix=acme_test",
            "apikey.store=memory",
            "apikey.hashers=argon2id",
            "apikey.vocabulary=files:read,files:write",
            "apikey.rules=GET /api/files/** files:read",
            "apikey.limits.max-live-keys=2",
            "apikey.limits.max-issued-per-hour=2",
            "server.address=127.0.0.1"
        })
@Import(TestedContract.AsSpringBootBuildsIt.class)
public abstract class TestedContract {

    private static final KeyQuery ALL = KeyQuery.all();

    /** What {@code @AutoConfigureMockMvc} does, which has another package in each line of Spring Boot. */
    @Configuration(proxyBeanMethods = false)
    static class AsSpringBootBuildsIt {

        @Bean
        DefaultMockMvcBuilder builder(WebApplicationContext application, Filter springSecurityFilterChain) {
            return MockMvcBuilders.webAppContextSetup(application).addFilters(springSecurityFilterChain);
        }

        @Bean
        MockMvc mvc(DefaultMockMvcBuilder builder) {
            return builder.build();
        }
    }

    @Autowired
    private MockMvc mvc;

    @Autowired
    private ApiKeys apiKeys;

    @Autowired
    private ApplicationContext application;

    /** What {@code get(path).with(processor)} does; that has another type in each line of Spring. */
    private static RequestBuilder with(RequestPostProcessor processor, String path) {
        RequestBuilder plain = get(path);
        return servlets -> processor.postProcessRequest(plain.buildRequest(servlets));
    }

    private static long keysIn(ApiKeys apiKeys) {
        return apiKeys.administer(
                        Authority.of(Actor.of("test"), Permissions.of("*")).withOwners(Owners.all()))
                .count(ALL);
    }

    @Test
    void needsNeitherADatabaseNorArgon2() {
        assertThat(application.getBean(SecretHasher.class)).isInstanceOf(HmacSha256Hasher.class);
        assertThat(application.getBean(dev.apikey.spi.KeyStore.class).getClass().getSimpleName())
                .isEqualTo("InMemoryKeyStore");
    }

    @Nested
    class WithMockMvc {

        @Test
        @WithApiKey(permissions = "files:read", owner = "ada")
        void aRequestComesWithTheKeyOfTheAnnotation() throws Exception {
            mvc.perform(get("/api/files"))
                    .andExpect(status().isOk())
                    .andExpect(content().string("ada ada ada ada true false false files:read"));
            mvc.perform(post("/api/files")).andExpect(status().isForbidden());
            assertThat(keysIn(apiKeys)).isEqualTo(1);
        }

        @Test
        void withoutTheAnnotationItIsRefusedLikeAnybodys() throws Exception {
            mvc.perform(get("/api/files")).andExpect(status().isUnauthorized());
            assertThat(keysIn(apiKeys)).isZero();
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 4, 5})
        @WithApiKey(permissions = "*", owner = "ada")
        void noLimitOfTheApplicationIsReached(int ignored) throws Exception {
            mvc.perform(get("/api/who")).andExpect(content().string("ada"));
        }

        @Test
        @WithApiKey(permissions = "*", owner = "ada")
        void aRequestMayBringAnotherCredential() throws Exception {
            mvc.perform(with(
                            request -> {
                                request.addHeader("Authorization", "Bearer garbage");
                                return request;
                            },
                            "/api/who"))
                    .andExpect(status().isUnauthorized());
            mvc.perform(with(apiKeyOf("root", "default:read"), "/api/who"))
                    .andExpect(content().string("root"));
        }

        @Test
        void aRequestMayComeWithAKeyByItself() throws Exception {
            mvc.perform(with(apiKeyOf("ada", "files:read"), "/api/files")).andExpect(status().isOk());
            mvc.perform(with(apiKeyOf("ada", "files:write"), "/api/files")).andExpect(status().isForbidden());
        }

        @Test
        void anOwnerWhomTheApplicationDoesNotKnowIsSaidToBeOne() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> mvc.perform(with(apiKey("files:read"), "/api/files")))
                    .withMessageContaining("knows no owner user")
                    .withMessageContaining("owner = ");
        }

        @Nested
        @WithApiKey(permissions = "default:read", owner = "ada")
        class OfAClass {

            @Test
            void everyTestHasIt() throws Exception {
                mvc.perform(get("/api/who")).andExpect(content().string("ada"));
            }

            @Test
            @WithApiKey(permissions = "default:read", owner = "root")
            void unlessItHasItsOwn() throws Exception {
                mvc.perform(get("/api/who")).andExpect(content().string("root"));
            }

            @Nested
            class Inside {

                @Test
                void itIsThereToo() throws Exception {
                    mvc.perform(get("/api/who")).andExpect(content().string("ada"));
                }
            }
        }
    }

    @Nested
    class OverHttp {

        @Value("${local.server.port}")
        private int port;

        @Test
        void aTestGetsAToken(@ApiKeyToken(permissions = "files:read", owner = "ada") String token) throws Exception {
            assertThat(send("/api/files", token).statusCode()).isEqualTo(200);
            assertThat(send("/api/who", token).statusCode()).isEqualTo(403);
        }

        @Test
        void orTheKeyItself(@ApiKeyToken(permissions = "*", owner = "root") IssuedKey key) throws Exception {
            assertThat(key.key().owner()).isEqualTo("root");
            assertThat(send("/api/who", key.revealToken()).body()).isEqualTo("root");
        }

        private HttpResponse<String> send(String path, String token) throws Exception {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .header("Authorization", "Bearer " + token)
                                    .build(),
                            BodyHandlers.ofString());
        }
    }

    @AfterAll
    static void nothingIsLeftBehind(@Autowired ApiKeys apiKeys) {
        assertThat(keysIn(apiKeys)).isZero();
    }
}
