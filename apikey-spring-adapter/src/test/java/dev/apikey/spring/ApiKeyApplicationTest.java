// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.apikey.IssuedKey;
import dev.apikey.servlet.ApiKeyFilter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

class ApiKeyApplicationTest {

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @ExtendWith(OutputCaptureExtension.class)
    class ARunningApplication {

        private Application application;
        private IssuedKey reader;

        @BeforeAll
        void start() {
            application = Application.start(
                    "apikey.realm=acme",
                    "apikey.vocabulary=files:read,files:write,files:delete",
                    "apikey.rules[0]=GET /api/files/** files:read",
                    "apikey.rules[1]=POST /api/files/** files:write",
                    "apikey.rules[2]=DELETE /api/files/** files:delete",
                    "spring.mvc.hiddenmethod.filter.enabled=true");
            reader = application.issue("files:read");
        }

        @AfterAll
        void stop() {
            application.close();
        }

        @Test
        void challengesWhoeverComesWithoutAKey() throws Exception {
            HttpResponse<String> answer = application.get("/api/files");
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().allValues("WWW-Authenticate")).containsExactly("Bearer realm=\"acme\"");
            assertThat(answer.headers().allValues("Content-Type")).containsExactly("application/problem+json");
            assertThat(answer.body()).contains("\"status\":401").contains("Authorization: Bearer");
        }

        @Test
        void showsTheKeyToTheController() throws Exception {
            HttpResponse<String> answer = application.get("/api/files", reader);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("Bearer ada true false");
        }

        @Test
        void showsTheKeyToAControllerThatAnswersLater() throws Exception {
            HttpResponse<String> answer = application.get("/api/files/later", reader);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("ada");
        }

        @Test
        void namesThePermissionThatAKeyLacks() throws Exception {
            HttpResponse<String> answer = application.post("/api/files/report", reader, "");
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.headers().allValues("WWW-Authenticate"))
                    .containsExactly("Bearer realm=\"acme\", error=\"insufficient_scope\", scope=\"files:write\"");
        }

        @Test
        void rulesTheMethodThatTheControllerWillSee() throws Exception {
            IssuedKey writer = application.issue("files:write");
            assertThat(application.post("/api/files/report", writer, "").body()).isEqualTo("written");
            HttpResponse<String> hidden = application.post("/api/files/report", writer, "_method=DELETE");
            assertThat(hidden.statusCode()).isEqualTo(403);
            assertThat(hidden.headers().firstValue("WWW-Authenticate"))
                    .hasValueSatisfying(challenge -> assertThat(challenge).contains("scope=\"files:delete\""));
        }

        @Test
        void leavesPathsOutsideTheGuardedOnesOpen() throws Exception {
            HttpResponse<String> answer = application.get("/open");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("open");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"/api/../of/x", "/api/%2e%2e/of/x", "/api/..;/of/x", "/api;a=b/../of/x", "/%61pi/../of/x"})
        void isNotPassedByWhereTheContainerReadsAnotherPathThanSpring(String target) throws Exception {
            HttpResponse<String> answer = application.get(target);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        }

        @Test
        void hasTheFilterOnce() {
            ServletContext context = application.bean(ServletContext.class);
            List<? extends FilterRegistration> ours = context.getFilterRegistrations().values().stream()
                    .filter(registration -> ApiKeyFilter.class.getName().equals(registration.getClassName()))
                    .toList();
            assertThat(ours)
                    .singleElement()
                    .satisfies(registration ->
                            assertThat(registration.getUrlPatternMappings()).containsExactly("/api/*"));
        }

        @Test
        void keepsTokenAndHashOutOfTheLog(CapturedOutput output) throws Exception {
            String token = reader.revealToken();
            application.get("/api/files", reader);
            application.get("/api/nowhere", reader);
            boolean leaks = output.getAll().contains(token.substring(token.length() - 49))
                    || output.getAll().contains("$argon2id$");
            assertThat(output.getAll()).contains("GET \"/api/files\"");
            assertThat(leaks).isFalse();
        }
    }

    @Nested
    class AnApplicationWithEverySwitchOn {

        @Test
        void doesWhatTheySay() throws Exception {
            try (Application application = Application.start(
                    "apikey.paths=/*",
                    "apikey.rules=GET /open public",
                    "apikey.optional=true",
                    "apikey.refuse-browsers=true",
                    "apikey.allow-preflights=true",
                    "apikey.trusted-proxies=1",
                    "apikey.limits.default-lifetime=30d",
                    "apikey.limits.require-expiry=true",
                    "apikey.upkeep.node-name=web-1",
                    "apikey.page.login=/open",
                    "apikey.page.stylesheet=/style.css")) {
                IssuedKey key = application.issue("*");
                assertThat(key.key().expiresAt())
                        .isEqualTo(key.key().createdAt().plus(Duration.ofDays(30)));
                assertThat(application.get("/nowhere").statusCode()).isEqualTo(404);
                assertThat(application
                                .get("/nowhere", key, "Sec-Fetch-Site", "cross-site")
                                .statusCode())
                        .isEqualTo(403);
                HttpResponse<String> page = application.get("/developer/api-keys");
                assertThat(page.statusCode()).isEqualTo(302);
                assertThat(page.headers().firstValue("Location")).contains("/open");
            }
        }

        @Test
        void speaksTheLanguageThatItHasTextsIn() throws Exception {
            try (Application application = Application.start(
                    "apikey.page.texts.de=classpath:api-keys_de.properties",
                    "apikey.page.texts.pt-BR=classpath:api-keys_de.properties",
                    "apikey.page.language=de")) {
                assertThat(application.get("/developer/api-keys").body())
                        .contains("<html lang=\"de\" dir=\"ltr\">", "<h1>Bitte anmelden</h1>");
            }
        }

        @Test
        void hasNeitherApiNorPageWhereTheyAreSwitchedOff() throws Exception {
            try (Application application = Application.start("apikey.management.enabled=false")) {
                assertThat(application
                                .get("/api/2.0/keys", application.issue("*"))
                                .statusCode())
                        .isEqualTo(404);
                assertThat(application.get("/developer/api-keys").statusCode()).isEqualTo(404);
            }
            try (Application application = Application.start("apikey.page.enabled=false")) {
                assertThat(application
                                .get("/api/2.0/keys", application.issue("*"))
                                .statusCode())
                        .isEqualTo(403);
                assertThat(application.get("/developer/api-keys").statusCode()).isEqualTo(404);
            }
        }
    }

    /** Paths are the container's: a dispatcher below a path of its own does not shorten them. */
    @Nested
    class AnApplicationBelowAServletPath {

        @Test
        void isGuardedByPathsThatBeginWithIt() throws Exception {
            try (Application application = Application.start(
                    "spring.mvc.servlet.path=/app",
                    "apikey.paths=/app/api/*",
                    "apikey.rules=GET /app/api/** default:read")) {
                assertThat(application.get("/app/api/a/of/b").statusCode()).isEqualTo(401);
                assertThat(application
                                .get("/app/api/a/of/b", application.issue("default:read"))
                                .body())
                        .isEqualTo("reached");
            }
        }

        @Test
        void doesNotStartWithPathsOfWhichItServesNothing() {
            assertThatThrownBy(() -> Application.start("spring.mvc.servlet.path=/app"))
                    .rootCause()
                    .isInstanceOf(ApiKeySetupException.class)
                    .hasMessageContaining("apikey.paths is not set")
                    .hasMessageContaining("/app");
        }

        @Test
        void isGuardedByTheDefaultWhereThatIsItsPath() throws Exception {
            try (Application application = Application.start("spring.mvc.servlet.path=/api")) {
                assertThat(application.get("/api/x").statusCode()).isEqualTo(401);
            }
        }

        /** Something else may be at {@code /api}. */
        @Test
        void startsWithPathsThatSomebodyNamed() throws Exception {
            try (Application application = Application.start("spring.mvc.servlet.path=/app", "apikey.paths=/api/*")) {
                assertThat(application.get("/api/x").statusCode())
                        .isEqualTo(404); // There is no servlet, and so no filter.
            }
        }
    }

    @Nested
    class TheApplicationOfTheHowToPage {

        @Test
        void needsNothingButItsProperties() throws Exception {
            try (Application application = Application.startWith("classpath:how-to.properties")) {
                IssuedKey key = application.issue("files:read");
                assertThat(key.revealToken()).startsWith("acme_live_");
                assertThat(application.get("/api/files", key).statusCode()).isEqualTo(200);
                assertThat(application.post("/api/files/report", key, "").statusCode())
                        .isEqualTo(403);
                assertThat(application.get("/api/files").statusCode()).isEqualTo(401);
                assertThat(application.get("/open").statusCode()).isEqualTo(200);
            }
        }
    }

    @Nested
    class AnApplicationWithoutItsDatabase {

        @Test
        void asksToComeBackLater() throws Exception {
            try (Application application = Application.start()) {
                IssuedKey key = application.issue("*");
                application.bean(HikariDataSource.class).close();
                HttpResponse<String> answer = application.get("/api/files", key);
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
            }
        }
    }

    @Nested
    @ExtendWith(OutputCaptureExtension.class)
    class AnApplicationThatCannotStart {

        @Test
        void showsNoValueOfAPropertyWhoseNameIsWrong(CapturedOutput output) {
            assertThatThrownBy(() -> Application.start("apikey.peper=not-for-the-log"))
                    .isInstanceOf(Exception.class);
            assertThat(output.getAll())
                    .contains("there is no property apikey.peper")
                    .doesNotContain("not-for-the-log");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                apikey.paths=/api/**                 | property apikey.paths: URL patterns must be /* or paths with everything below
                apikey.schema=aply                   | APPLY
                apikey.pathz=/api/*                  | apikey.pathz
                apikey.prefix=Acme                   | prefix must be 1 to 24 characters
                spring.sql.init.mode=never           | apply dev/apikey/jdbc/h2/001-keys-and-events.sql
                """)
        void saysWhy(String property, String sentence, CapturedOutput output) {
            assertThatThrownBy(() -> Application.start(property)).isInstanceOf(Exception.class);
            assertThat(output.getAll()).contains(sentence);
        }
    }
}
