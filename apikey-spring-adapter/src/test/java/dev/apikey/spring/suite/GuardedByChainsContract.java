// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.suite;

import static dev.apikey.spring.security.ApiKeyConfigurer.apiKeys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.security.config.Customizer.withDefaults;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.apikey.ApiKeys;
import dev.apikey.IssuedKey;
import dev.apikey.spring.security.ApiKeyAccessDeniedHandler;
import dev.apikey.spring.security.ApiKeyAuthenticationConverter;
import dev.apikey.spring.security.ApiKeyAuthenticationProvider;
import dev.apikey.spring.security.ApiKeyAuthorization;
import dev.apikey.spring.security.ApiKeyEntryPoint;
import dev.apikey.spring.suite.SecuredApplication.Client;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.event.AbstractAuthenticationEvent;
import org.springframework.security.authentication.event.AbstractAuthenticationFailureEvent;
import org.springframework.security.authentication.event.AuthenticationFailureBadCredentialsEvent;
import org.springframework.security.authentication.event.AuthenticationFailureServiceExceptionEvent;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationFilter;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;

/** Applications whose own filter chains guard, with {@code http.with(apiKeys(), …)}. */
public abstract class GuardedByChainsContract {

    private static final byte[] SHARED = "a key of the tests that is long enough".getBytes(StandardCharsets.US_ASCII);

    @Configuration(proxyBeanMethods = false)
    static class TwoChains {

        // region chains
        @Bean
        @Order(1)
        SecurityFilterChain api(HttpSecurity http) throws Exception {
            return http.securityMatcher("/api/**")
                    .with(apiKeys(), keys -> keys.otherTokens()) // JSON Web Tokens are for the next line
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .httpBasic(withDefaults())
                    .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                    .authorizeHttpRequests(requests -> requests.requestMatchers(GET, "/api/files/**")
                            .hasAuthority("files:read")
                            .requestMatchers("/api/guarded", "/api/authorization")
                            .authenticated()
                            .anyRequest()
                            .access(ApiKeyAuthorization.byDefault()))
                    .build();
        }

        @Bean
        @Order(2)
        SecurityFilterChain pages(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .formLogin(withDefaults())
                    .build();
        }
        // end chains

        @Bean
        JwtDecoder decoder() {
            return NimbusJwtDecoder.withSecretKey(new SecretKeySpec(SHARED, "HmacSHA256"))
                    .build();
        }
    }

    private static SecuredApplication application;

    @BeforeAll
    static void start() {
        application = SecuredApplication.start(TwoChains.class, "apikey.guard=chains", "apikey.realm=acme");
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static String jwt(String subject) throws Exception {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader(JWSAlgorithm.HS256),
                new JWTClaimsSet.Builder().subject(subject).build());
        jwt.sign(new MACSigner(SHARED));
        return jwt.serialize();
    }

    @Nested
    class AKey {

        @Test
        void isTheUserOfTheRequest() throws Exception {
            HttpResponse<String> answer =
                    application.client().get("/api/files", application.issue("ada", "files:read"));
            assertThat(answer.body()).isEqualTo("ada ada ada ada true false false files:read");
            assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
        }

        @Test
        void needsTheAuthorityThatTheChainNames() throws Exception {
            HttpResponse<String> answer =
                    application.client().get("/api/files", application.issue("ada", "files:write"));
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.headers().allValues("WWW-Authenticate"))
                    .containsExactly("Bearer realm=\"acme\", error=\"insufficient_scope\", scope=\"files:read\"");
            assertThat(answer.headers().allValues("Content-Type")).containsExactly("application/problem+json");
        }

        @Test
        void needsADefaultPermissionWhereTheChainSaysSo() throws Exception {
            HttpResponse<String> refused = application.client().post("/api/files", application.issue("ada", "files:*"));
            assertThat(refused.headers().firstValue("WWW-Authenticate").orElseThrow())
                    .endsWith("scope=\"default:write\"");
            assertThat(application
                            .client()
                            .post("/api/files", application.issue("ada", "default:write"))
                            .body())
                    .isEqualTo("written");
        }

        @Test
        void meetsMethodSecurity() throws Exception {
            assertThat(application
                            .client()
                            .get("/api/guarded", application.issue("ada", "files:read"))
                            .body())
                    .isEqualTo("guarded");
            assertThat(application
                            .client()
                            .get("/api/guarded", application.issue("ada", "files:write"))
                            .statusCode())
                    .isEqualTo(403);
        }

        @Test
        void isSeenByNobodyBehind() throws Exception {
            String token = application.issue("ada", "*").revealToken();
            HttpResponse<String> answer =
                    application.client().get("/api/authorization", "Authorization", "Bearer " + token, "X-Mine", "1");
            assertThat(answer.body()).isEqualTo("null 0 false 1[1]true");
        }

        @Test
        void keepsItsIdentityOnAnotherThread() throws Exception {
            assertThat(application
                            .client()
                            .get("/api/later", application.issue("ada", "default:read"))
                            .body())
                    .isEqualTo("ada");
        }

        @Test
        void isLookedAtAgainWhenTheRequestGoesOn() throws Exception {
            assertThat(application
                            .client()
                            .get("/api/revoked-meanwhile", application.issue("ada", "*"))
                            .statusCode())
                    .isEqualTo(401);
        }

        @Test
        void isWantedAsItIs() throws Exception {
            String token = application.issue("ada", "*").revealToken();
            HttpResponse<String> twice = application
                    .client()
                    .get("/api/files", "Authorization", "Bearer " + token, "Authorization", "Bearer " + token);
            assertThat(twice.statusCode()).isEqualTo(400);
            assertThat(application
                            .client()
                            .get("/api/files", "Authorization", "bearer  " + token)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(application
                            .client()
                            .get("/api/files", "Authorization", "Bearer " + token + "x")
                            .statusCode())
                    .isEqualTo(401);
        }

        @Test
        void managesKeys() throws Exception {
            assertThat(application
                            .client()
                            .get("/api/2.0/keys", application.issue("root", "apikeys:read"))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(application.client().get("/api/2.0/keys").statusCode()).isEqualTo(401);
        }
    }

    @Nested
    class Others {

        @Test
        void bringTokensOfTheirOwnInTheSameField() throws Exception {
            HttpResponse<String> answer =
                    application.client().get("/api/who", "Authorization", "Bearer " + jwt("frank"));
            assertThat(answer.body()).isEqualTo("frank");
            HttpResponse<String> broken =
                    application.client().get("/api/who", "Authorization", "Bearer " + jwt("frank") + "x");
            assertThat(broken.statusCode()).isEqualTo(401);
        }

        @Test
        void bringPasswords() throws Exception {
            String credentials = Base64.getEncoder().encodeToString("ada:secret".getBytes(StandardCharsets.US_ASCII));
            assertThat(application
                            .client()
                            .get("/api/who", "Authorization", "Basic " + credentials)
                            .body())
                    .isEqualTo("ada");
        }

        @Test
        void areToldToBringAKey() throws Exception {
            HttpResponse<String> answer = application.client().get("/api/who");
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().allValues("WWW-Authenticate")).contains("Bearer realm=\"acme\"");
        }

        @Test
        void logInOnPages() throws Exception {
            Client ada = application.client().loggedInAs("ada");
            assertThat(ada.get("/home").body()).isEqualTo("home of ada");
            assertThat(ada.get("/developer/api-keys").statusCode()).isEqualTo(200);
            assertThat(ada.get("/api/2.0/keys").statusCode()).isEqualTo(200);
            assertThat(ada.post(
                                    "/api/2.0/keys",
                                    "{\"name\":\"x\",\"permissions\":[\"files:read\"]}",
                                    "Sec-Fetch-Site",
                                    "same-origin")
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    @Nested
    class Events {

        @Test
        void tellOfKeysWithoutTheirTokens() throws Exception {
            application.events().clear();
            IssuedKey key = application.issue("ada", "*");
            application.client().get("/api/who", key);
            String token = key.revealToken();
            String wrong = token.substring(0, token.length() - 1) + (token.endsWith("0") ? "1" : "0");
            application.client().get("/api/who", "Authorization", "Bearer " + wrong);
            List<AbstractAuthenticationEvent> events = application.events();
            assertThat(events)
                    .hasExactlyElementsOfTypes(
                            AuthenticationSuccessEvent.class, AuthenticationFailureBadCredentialsEvent.class);
            assertThat(events.get(0).getAuthentication().getName()).isEqualTo("ada");
            assertThat(events)
                    .allSatisfy(event -> assertThat(event.getAuthentication().getDetails())
                            .isInstanceOfSatisfying(
                                    WebAuthenticationDetails.class,
                                    details -> assertThat(details.getRemoteAddress())
                                            .isEqualTo("127.0.0.1")));
            boolean secretive = events.stream()
                    .allMatch(event -> event.getAuthentication().getCredentials() == null
                            && !String.valueOf(event).contains(token.substring(0, 60))
                            && !(event instanceof AbstractAuthenticationFailureEvent failure
                                    && String.valueOf(failure.getException()).contains(token.substring(0, 60))));
            assertThat(secretive).isTrue();
        }

        @Test
        void tellOfNoFailureWhereATokenIsSomebodyElses() throws Exception {
            application.events().clear();
            application.client().get("/api/who", "Authorization", "Bearer " + jwt("frank"));
            assertThat(application.events()).hasOnlyElementsOfType(AuthenticationSuccessEvent.class);
        }
    }

    @Nested
    class WhatCannotBeChecked {

        @Test
        void isNotCalledInvalid() throws Exception {
            try (SecuredApplication closed = SecuredApplication.start(TwoChains.class, "apikey.guard=chains")) {
                IssuedKey key = closed.issue("ada", "*");
                closed.bean(ApiKeys.class).close();
                HttpResponse<String> answer = closed.client().get("/api/files", key);
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(closed.events()).hasExactlyElementsOfTypes(AuthenticationFailureServiceExceptionEvent.class);
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class NoRules {

        @Bean
        SecurityFilterChain everything(HttpSecurity http) throws Exception {
            return http.with(apiKeys(), keys -> keys.realm("bare")).build();
        }
    }

    @Nested
    class AChainWithoutRules {

        @Test
        void needsADefaultPermissionForEverything() throws Exception {
            try (SecuredApplication bare = SecuredApplication.start(NoRules.class, "apikey.guard=chains")) {
                HttpResponse<String> nobody = bare.client().get("/api/who");
                assertThat(nobody.statusCode()).isEqualTo(401);
                assertThat(nobody.headers().allValues("WWW-Authenticate")).containsExactly("Bearer realm=\"bare\"");
                assertThat(bare.client()
                                .get("/api/who", bare.issue("ada", "files:*"))
                                .statusCode())
                        .isEqualTo(403);
                assertThat(bare.client()
                                .get("/api/who", bare.issue("ada", "default:read"))
                                .body())
                        .isEqualTo("ada");
                assertThat(bare.client()
                                .post("/api/files", bare.issue("ada", "default:read"))
                                .statusCode())
                        .isEqualTo(403);
                assertThat(bare.client()
                                .get("/api/who", "Authorization", "Bearer " + jwt("frank"))
                                .statusCode())
                        .isEqualTo(401);
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SavingByItself {

        @Bean
        SecurityFilterChain everything(HttpSecurity http) throws Exception {
            return http.with(apiKeys(), withDefaults())
                    .securityContext(contexts -> contexts.requireExplicitSave(false))
                    .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.ALWAYS))
                    .build();
        }
    }

    @Nested
    class AChainThatSavesContextsByItself {

        @Test
        void savesNoKeyToASession() throws Exception {
            try (SecuredApplication saving = SecuredApplication.start(SavingByItself.class, "apikey.guard=chains")) {
                Client browser = saving.client();
                assertThat(browser.get("/api/who", saving.issue("ada", "*")).body())
                        .isEqualTo("ada");
                assertThat(browser.get("/api/who").statusCode()).isEqualTo(401);
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class LoginsBesides {

        @Bean
        SecurityFilterChain everything(HttpSecurity http) throws Exception {
            return http.with(apiKeys(), keys -> keys.otherTokens())
                    .formLogin(withDefaults())
                    .authorizeHttpRequests(requests -> requests.requestMatchers("/api/goes-on")
                            .permitAll()
                            .anyRequest()
                            .access(ApiKeyAuthorization.byDefault()))
                    .build();
        }
    }

    @Nested
    class ATokenThatNobodyLooksFor {

        @Test
        void isNoReasonToAskWhoIsLoggedInBesides() throws Exception {
            try (SecuredApplication besides = SecuredApplication.start(LoginsBesides.class, "apikey.guard=chains")) {
                Client ada = besides.client().loggedInAs("ada");
                assertThat(ada.get("/api/who").body()).isEqualTo("ada");
                assertThat(ada.get("/api/who", "Authorization", "Bearer " + jwt("frank"))
                                .statusCode())
                        .isEqualTo(401);
                assertThat(ada.get("/api/who").body()).isEqualTo("ada");
                assertThat(ada.get("/api/goes-on").body()).isEqualTo("ada");
                assertThat(ada.get("/api/goes-on", "Authorization", "Bearer " + jwt("frank"))
                                .statusCode())
                        .isEqualTo(401);
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class HandMade {

        // region hand-made
        @Bean
        SecurityFilterChain api(HttpSecurity http, ApiKeys apiKeys) throws Exception {
            AuthenticationFilter filter = new AuthenticationFilter(
                    new ProviderManager(new ApiKeyAuthenticationProvider(apiKeys)),
                    ApiKeyAuthenticationConverter.ofEveryToken());
            ApiKeyEntryPoint entryPoint = new ApiKeyEntryPoint("acme");
            filter.setSuccessHandler((request, response, authentication) -> {});
            filter.setFailureHandler(entryPoint);
            filter.setSecurityContextRepository(new RequestAttributeSecurityContextRepository());
            return http.addFilterBefore(filter, UsernamePasswordAuthenticationFilter.class)
                    .csrf(csrf -> csrf.disable())
                    .exceptionHandling(handling -> handling.authenticationEntryPoint(entryPoint)
                            .accessDeniedHandler(new ApiKeyAccessDeniedHandler("acme")))
                    .authorizeHttpRequests(requests -> requests.anyRequest().hasAuthority("files:read"))
                    .build();
        }
        // end hand-made
    }

    @Nested
    class AHandMadeChain {

        @Test
        void isMadeOfTheSameParts() throws Exception {
            try (SecuredApplication handMade =
                    SecuredApplication.start(HandMade.class, "apikey.guard=paths", "apikey.paths=/elsewhere/*")) {
                assertThat(handMade.client()
                                .get("/api/who", handMade.issue("ada", "files:read"))
                                .body())
                        .isEqualTo("ada");
                assertThat(handMade.client()
                                .get("/api/who", handMade.issue("ada", "files:write"))
                                .statusCode())
                        .isEqualTo(403);
                assertThat(handMade.client().get("/api/who").statusCode()).isEqualTo(401);
                HttpResponse<String> wrong =
                        handMade.client().get("/api/who", "Authorization", "Bearer acme_test_nothing");
                assertThat(wrong.headers().allValues("WWW-Authenticate"))
                        .containsExactly("Bearer realm=\"acme\", error=\"invalid_token\"");
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class InOurPlace {

        @Bean
        SecurityFilterChain apiKeyFilterChain(HttpSecurity http) throws Exception {
            return http.securityMatcher("/legacy/**").build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class MoreUsers {

        @Bean
        InMemoryUserDetailsManager more() {
            return new InMemoryUserDetailsManager();
        }
    }

    @Nested
    @ExtendWith(OutputCaptureExtension.class)
    class AnApplicationThatContradictsItself {

        @Test
        void isToldSoWhereBothGuard(CapturedOutput output) {
            assertThatThrownBy(() -> SecuredApplication.start(NoRules.class)).isInstanceOf(Exception.class);
            assertThat(output.getAll())
                    .contains("a filter chain of the application has apiKeys()")
                    .contains("Set apikey.guard to chains");
        }

        @Test
        void isToldSoWhereNobodyDoes(CapturedOutput output) {
            assertThatThrownBy(() -> SecuredApplication.start(null, "apikey.guard=chains"))
                    .isInstanceOf(Exception.class);
            assertThat(output.getAll())
                    .contains("keys would open nothing")
                    .contains("Add .with(apiKeys(), withDefaults()) to a SecurityFilterChain");
        }

        @Test
        void isToldSoWhereNobodyFollowsItsRules(CapturedOutput output) {
            assertThatThrownBy(() -> SecuredApplication.start(
                            NoRules.class, "apikey.guard=chains", "apikey.rules=GET /api/files/** files:read"))
                    .isInstanceOf(Exception.class);
            assertThat(output.getAll()).contains("apikey.rules holds rules that nobody would follow");
        }

        @Test
        void isToldSoWhereItsOwnChainIsInThePlaceOfOursAndGuardsNothing(CapturedOutput output) {
            assertThatThrownBy(() -> SecuredApplication.start(InOurPlace.class)).isInstanceOf(Exception.class);
            assertThat(output.getAll()).contains("is in the place of the library's, and guards nothing");
        }

        @Test
        void isToldSoWhereOwnersCouldBeAnybodysUsers(CapturedOutput output) {
            assertThatThrownBy(() -> SecuredApplication.start(MoreUsers.class)).isInstanceOf(Exception.class);
            assertThat(output.getAll())
                    .contains("several UserDetailsService beans")
                    .contains("apikey.owners.follow-users");
        }

        @Test
        void isToldSoWhenItIsLazy(CapturedOutput output) {
            assertThatThrownBy(() -> SecuredApplication.start(NoRules.class, "spring.main.lazy-initialization=true"))
                    .isInstanceOf(Exception.class);
            assertThat(output.getAll()).contains("a filter chain of the application has apiKeys()");
        }
    }
}
