// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKeys;
import dev.apikey.IssuedKey;
import dev.apikey.spring.suite.SecuredApplication.Client;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/** An application with Spring Security as Boot sets it up, form login for everything, that has set properties and written nothing. */
public abstract class GuardedByPathsContract {

    private static SecuredApplication application;

    @BeforeAll
    static void start() {
        application = SecuredApplication.start(
                null,
                "apikey.realm=acme",
                "apikey.owners.applications=billing",
                "apikey.rules[0]=GET /api/files/** files:read",
                "apikey.rules[1]=POST /api/files/** files:write",
                "apikey.rules[2]=GET /api/guarded authenticated",
                "apikey.rules[3]=* /api/who authenticated or login");
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Nested
    class AKey {

        @Test
        void isTheUserOfTheRequest() throws Exception {
            HttpResponse<String> answer =
                    application.client().get("/api/files", application.issue("ada", "files:read"));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("ada ada ada ada true false false files:read");
        }

        @Test
        void hasAnAuthorityForEachPermissionThatExistsAndNoOther() throws Exception {
            HttpResponse<String> answer =
                    application.client().get("/api/files", application.issue("root", "*", "apikeys:read"));
            assertThat(answer.body())
                    .isEqualTo("root root root root true true false"
                            + " files:read,files:write,default:read,default:write,apikeys:read");
        }

        @Test
        void needsThePermissionOfTheRule() throws Exception {
            HttpResponse<String> answer =
                    application.client().post("/api/files", application.issue("ada", "files:read"));
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.headers().allValues("WWW-Authenticate"))
                    .containsExactly("Bearer realm=\"acme\", error=\"insufficient_scope\", scope=\"files:write\"");
        }

        @Test
        void needsNoCsrfToken() throws Exception {
            assertThat(application
                            .client()
                            .post("/api/files", application.issue("ada", "files:write"))
                            .body())
                    .isEqualTo("written");
        }

        @Test
        void needsADefaultPermissionWhereNoRuleSaysAnything() throws Exception {
            assertThat(application
                            .client()
                            .get("/api/later", application.issue("ada", "files:*"))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(application
                            .client()
                            .get("/api/later", application.issue("ada", "default:read"))
                            .body())
                    .isEqualTo("ada");
        }

        @Test
        void meetsMethodSecurity() throws Exception {
            assertThat(application
                            .client()
                            .get("/api/guarded", application.issue("ada", "files:read"))
                            .body())
                    .isEqualTo("guarded");
            HttpResponse<String> refused =
                    application.client().get("/api/guarded", application.issue("ada", "files:write"));
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.headers().allValues("WWW-Authenticate"))
                    .containsExactly("Bearer realm=\"acme\", error=\"insufficient_scope\"");
            assertThat(refused.body()).contains("\"status\":403");
        }

        @Test
        void isLookedAtAgainWhenTheRequestGoesOn() throws Exception {
            HttpResponse<String> answer =
                    application.client().get("/api/revoked-meanwhile", application.issue("ada", "*"));
            assertThat(answer.statusCode()).isEqualTo(401);
        }

        @Test
        void leavesNoSession() throws Exception {
            HttpResponse<String> answer =
                    application.client().get("/api/files", application.issue("ada", "files:read"));
            assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
        }

        @Test
        void opensNothingOutsideTheGuardedPaths() throws Exception {
            HttpResponse<String> answer = application.client().get("/home", application.issue("ada", "*"));
            assertThat(answer.statusCode()).isIn(302, 401);
            assertThat(answer.body()).doesNotContain("home of");
        }
    }

    @Nested
    class AnOwner {

        @ParameterizedTest
        @ValueSource(strings = {"locked", "nobody", "Ada"})
        void whoIsNoUserTakesHisKeysAlong(String owner) throws Exception {
            HttpResponse<String> answer = application.client().get("/api/files", application.issue(owner, "*"));
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().allValues("WWW-Authenticate"))
                    .containsExactly("Bearer realm=\"acme\", error=\"invalid_token\"");
        }

        @Test
        void thatIsAnApplicationNeedsNoUser() throws Exception {
            assertThat(application
                            .client()
                            .get("/api/files", application.issue("billing", "*"))
                            .statusCode())
                    .isEqualTo(200);
        }

        @Test
        void whoIsNoAdministratorHasNoKeysThatManageKeys() throws Exception {
            HttpResponse<String> answer =
                    application.client().get("/api/2.0/keys", application.issue("ada", "apikeys:read"));
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(application
                            .client()
                            .get("/api/2.0/keys", application.issue("root", "apikeys:read"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Nested
    class WithoutAKey {

        @ParameterizedTest
        @ValueSource(strings = {"/api/files", "/api/later", "/api/2.0/keys"})
        void nobodyIsToldToSendOneAndSentToNoLogin(String path) throws Exception {
            HttpResponse<String> answer = application.client().get(path, "Accept", "text/html");
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().allValues("WWW-Authenticate")).containsExactly("Bearer realm=\"acme\"");
            assertThat(answer.headers().allValues("Content-Type")).containsExactly("application/problem+json");
            assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
            assertThat(application.client().post(path, "{}").statusCode()).isEqualTo(401);
        }

        /** Spring Security's firewall knows such targets. */
        @ParameterizedTest
        @ValueSource(
                strings = {"/api/../of/x", "/api/%2e%2e/of/x", "/api/..;/of/x", "/api;a=b/../of/x", "/%61pi/../of/x"})
        void isNotPassedByWhereTheContainerReadsAnotherPathThanSpring(String target) throws Exception {
            HttpResponse<String> answer = application.client().loggedInAs("ada").get(target);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        }

        @Test
        void aLoginIsNoKey() throws Exception {
            assertThat(application.client().loggedInAs("ada").get("/api/files").statusCode())
                    .isEqualTo(401);
        }

        @Test
        void aLoginPassesWhereTheRuleAdmitsIt() throws Exception {
            Client ada = application.client().loggedInAs("ada");
            assertThat(ada.get("/api/who").body()).isEqualTo("ada");
            assertThat(ada.post("/api/who", "{}").statusCode()).isEqualTo(403);
        }

        @Test
        void aGuardedPathIsNotIncludedInAnother() throws Exception {
            assertThat(application.client().loggedInAs("ada").get("/including").body())
                    .doesNotContain("told");
            assertThat(application
                            .client()
                            .get("/api/secret", application.issue("ada", "default:read"))
                            .body())
                    .isEqualTo("told");
        }

        @Test
        void theRestIsTheApplicationsOwn() throws Exception {
            HttpResponse<String> answer = application.client().get("/home", "Accept", "text/html");
            assertThat(answer.statusCode()).isEqualTo(302);
            assertThat(application.client().loggedInAs("ada").get("/home").body())
                    .isEqualTo("home of ada");
        }
    }

    @Nested
    class ALoginBesides {

        @Test
        void countsForNothing() throws Exception {
            Client root = application.client().loggedInAs("root");
            IssuedKey ofAda = application.issue("ada", "files:read");
            assertThat(root.get("/api/files", ofAda).body()).isEqualTo("ada ada ada ada true false false files:read");
            assertThat(root.get("/api/who", "Authorization", "Bearer acme_test_nothing")
                            .statusCode())
                    .isEqualTo(401);
        }

        @Test
        void isStillThereAfterwards() throws Exception {
            Client root = application.client().loggedInAs("root");
            HttpResponse<String> byKey = root.get("/api/files", application.issue("ada", "files:read"));
            assertThat(byKey.headers().allValues("Set-Cookie")).isEmpty();
            assertThat(root.get("/home").body()).isEqualTo("home of root");
        }
    }

    @Nested
    class People {

        @Test
        void makeKeysOnThePage() throws Exception {
            HttpResponse<String> stranger = application.client().get("/developer/api-keys", "Accept", "text/html");
            assertThat(stranger.statusCode()).isEqualTo(302);
            Client ada = application.client().loggedInAs("ada");
            HttpResponse<String> page = ada.get("/developer/api-keys");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().allValues("Content-Security-Policy")).hasSize(1);
            HttpResponse<String> made = ada.post(
                    "/api/2.0/keys",
                    "{\"name\":\"from the page\",\"permissions\":[\"files:read\"]}",
                    "Sec-Fetch-Site",
                    "same-origin");
            assertThat(made.statusCode()).isEqualTo(201);
            assertThat(ada.get("/api/2.0/keys?search=from%20the%20page").body()).contains("from the page");
        }

        @Test
        void areProtectedFromPagesOfOthers() throws Exception {
            HttpResponse<String> forged = application
                    .client()
                    .loggedInAs("ada")
                    .post(
                            "/api/2.0/keys",
                            "{\"name\":\"forged\",\"permissions\":[\"files:read\"]}",
                            "Sec-Fetch-Site",
                            "cross-site");
            assertThat(forged.statusCode()).isEqualTo(403);
        }

        @Test
        void manageTheKeysOfAllInTheRole() throws Exception {
            IssuedKey ofAda = application.issue("ada", "files:read");
            String path = "/api/2.0/keys/" + ofAda.key().id();
            assertThat(application.client().loggedInAs("root").get(path).statusCode())
                    .isEqualTo(200);
            assertThat(application.client().loggedInAs("ada").get(path).statusCode())
                    .isEqualTo(200);
            String ofRoot = "/api/2.0/keys/"
                    + application.issue("root", "files:read").key().id();
            assertThat(application.client().loggedInAs("ada").get(ofRoot).statusCode())
                    .isEqualTo(404);
        }
    }

    @Nested
    class WhatCannotBeChecked {

        @Test
        void isNotCalledInvalid() throws Exception {
            try (SecuredApplication closed = SecuredApplication.start(null)) {
                IssuedKey key = closed.issue("ada", "*");
                closed.bean(ApiKeys.class).close();
                HttpResponse<String> answer = closed.client().get("/api/files", key);
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
            }
        }
    }

    @Nested
    class AUserWhoVanishes {

        @Test
        void takesHisKeysAlongWithinTheBound() throws Exception {
            try (SecuredApplication brief = SecuredApplication.start(null, "apikey.owners.bound=1s")) {
                IssuedKey key = brief.issue("ada", "*");
                Client program = brief.client();
                assertThat(program.get("/api/who", key).body()).isEqualTo("ada");
                brief.bean(InMemoryUserDetailsManager.class).deleteUser("ada");
                long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
                int status = 200;
                while (status == 200 && System.nanoTime() < deadline) {
                    status = program.get("/api/who", key).statusCode();
                }
                assertThat(status).isEqualTo(401);
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Cors {

        @Bean
        CorsConfigurationSource corsConfigurationSource() {
            CorsConfiguration console = new CorsConfiguration();
            console.setAllowedOrigins(List.of("https://console.example.com"));
            console.setAllowedMethods(List.of("GET"));
            console.setAllowedHeaders(List.of("Authorization"));
            UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
            source.registerCorsConfiguration("/api/**", console);
            return source;
        }
    }

    @Nested
    class Preflights {

        @Test
        void areAnsweredInFrontByWhatTheApplicationSays() throws Exception {
            try (SecuredApplication shared = SecuredApplication.start(Cors.class)) {
                assertThat(shared.client()
                                .preflight("/api/files", "https://console.example.com")
                                .statusCode())
                        .isEqualTo(200);
                assertThat(shared.client()
                                .preflight("/api/files", "https://evil.example.com")
                                .statusCode())
                        .isEqualTo(403);
                HttpResponse<String> refused =
                        shared.client().get("/api/files", "Origin", "https://console.example.com");
                assertThat(refused.statusCode()).isEqualTo(401);
                assertThat(refused.headers().firstValue("Access-Control-Allow-Origin"))
                        .contains("https://console.example.com");
            }
        }
    }

    /** As hosts do that want matrix variables: a dot segment with a parameter passes Spring Security then. */
    @Configuration(proxyBeanMethods = false)
    static class LetsSemicolonsPass {

        @Bean
        HttpFirewall firewall() {
            StrictHttpFirewall firewall = new StrictHttpFirewall();
            firewall.setAllowSemicolon(true);
            return firewall;
        }
    }

    @Nested
    class AFirewallThatLetsSemicolonsPass {

        @Test
        void opensNoWayPastTheGuardedPaths() throws Exception {
            try (SecuredApplication lenient = SecuredApplication.start(LetsSemicolonsPass.class, "apikey.realm=acme")) {
                Client ada = lenient.client().loggedInAs("ada");
                assertThat(ada.get("/api/..;/of/x").statusCode()).isEqualTo(400);
                assertThat(ada.get("/api/a/of/x").statusCode()).isEqualTo(401);
            }
        }
    }
}
