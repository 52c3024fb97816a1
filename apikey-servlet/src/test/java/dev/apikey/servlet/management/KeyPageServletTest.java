// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.apikey.Actor;
import dev.apikey.Authority;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.TomcatServer;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page as a browser gets it: who gets it, with what header fields, and that nothing else is there. */
class KeyPageServletTest extends PageOverHttp {

    private static final Pattern IMPORT = Pattern.compile("from '\\./([a-z]+\\.js)'");

    @Nested
    class Page {

        @Test
        void isForWhoeverIsLoggedIn() throws IOException {
            TomcatServer server = serve(settings -> settings);
            for (String path : List.of(PAGE, PAGE + "/", PAGE + "?x=y")) {
                RawHttp.Answer answer = ask(server, "GET " + path, login("ben"));
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("Content-Type")).contains("text/html;charset=UTF-8");
                assertThat(answer.header("Cache-Control")).contains("no-store");
                assertGuarded(answer);
            }
        }

        @Test
        void saysWhereItsApiAndWhatItTriesAreAndHoldsNothingElse() throws IOException {
            TomcatServer server = serve(
                    management().path("/keys").build(),
                    settings -> settings.path("/k").login("/in?next=/k&x=1").example("/files?a=1&b=2"));
            String page = ask(server, "GET /k", login("ben")).body();
            assertThat(page)
                    .contains("data-api=\"/keys\"")
                    .contains("data-login=\"/in?next=/k&amp;x=1\"")
                    .contains("data-example=\"/files?a=1&amp;b=2\"")
                    .doesNotContain("{{", "ben", "<style", " style=", " on")
                    .doesNotContainPattern("<script(?![^>]* src=)");
            assertThat(ask(serve(settings -> settings), "GET " + PAGE, login("ben"))
                            .body())
                    .contains("data-api=\"/api/2.0/keys\"", "data-example=\"/api/2.0/keys/@self\"", "data-login=\"\"");
        }

        @Test
        void readsTheStyleSheetOfTheHostLast() throws IOException {
            String page = ask(serve(settings -> settings.stylesheet("/acme.css")), "GET " + PAGE, login("ben"))
                    .body();
            assertThat(page.indexOf("href=\"/acme.css\"")).isGreaterThan(page.indexOf("dialogs.css"));
        }

        @Test
        void isAnsweredToHeadWithTheSameFields() throws IOException {
            TomcatServer server = serve(settings -> settings);
            RawHttp.Answer get = ask(server, "GET " + PAGE, login("ben")).withoutDate();
            RawHttp.Answer head = ask(server, "HEAD " + PAGE, login("ben")).withoutDate();
            assertThat(head.headers()).isEqualTo(get.headers());
            assertThat(head.body()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
        void isForReadingOnly(String method) throws IOException {
            TomcatServer server = serve(settings -> settings);
            for (String path : List.of(PAGE, file(server, "main.js"))) {
                RawHttp.Answer answer = ask(server, method + " " + path, login("ben"), "Content-Length: 0");
                assertThat(answer.status()).isEqualTo(405);
                assertThat(answer.header("Allow")).contains("GET, HEAD, OPTIONS");
                assertThat(answer.header("Cache-Control")).contains("no-store");
                assertGuarded(answer);
            }
            RawHttp.Answer options = ask(server, "OPTIONS " + PAGE, "Connection: close");
            assertThat(options.status()).isEqualTo(204);
            assertThat(options.header("Allow")).contains("GET, HEAD, OPTIONS");
            assertGuarded(options);
        }
    }

    @Nested
    class Nobody {

        @Test
        void isSentToTheLogin() throws IOException {
            TomcatServer server = serve(settings -> settings.login("/login?next=/developer/api-keys"));
            RawHttp.Answer answer = ask(server, "GET " + PAGE);
            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.header("Location")).contains("/login?next=/developer/api-keys");
            assertThat(answer.header("Cache-Control")).contains("no-store");
            assertThat(answer.body()).isEmpty();
            assertGuarded(answer);
        }

        @Test
        void isToldToLogInWhereThereIsNoAddressForThat() throws IOException {
            RawHttp.Answer answer = ask(serve(settings -> settings), "GET " + PAGE);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.body())
                    .contains("<h1>Log in to see your API keys</h1>")
                    .doesNotContain("{{", "main.js");
            assertThat(answer.header("WWW-Authenticate")).isEmpty();
            assertThat(answer.header("Cache-Control")).contains("no-store");
            assertGuarded(answer);
        }

        @Test
        void isWhoeverComesWithAKey() throws IOException {
            TomcatServer server = serve(settings -> settings);
            String token = apiKeys.administer(Authority.of(Actor.of("ben"), Permissions.of("*", "apikeys:read")))
                    .issue(KeyRequest.of("script", Permissions.of("*", "apikeys:read")))
                    .revealToken();
            assertThat(ask(server, "GET " + PAGE, "Authorization: Bearer " + token)
                            .status())
                    .isEqualTo(401);
        }

        @Test
        void isAskedOfTheSameCallersAsTheApi() throws IOException {
            TomcatServer server = serve(
                    management()
                            .callers(request -> Optional.ofNullable(request.getHeader("X-Acme"))
                                    .map(name -> Authority.of(Actor.of(name), Permissions.none())))
                            .build(),
                    settings -> settings);
            assertThat(ask(server, "GET " + PAGE, login("ben")).status()).isEqualTo(401);
            assertThat(ask(server, "GET " + PAGE, "X-Acme: ben").status()).isEqualTo(200);
        }

        @Test
        void isNotWhoCannotBeToldAtTheMoment() throws IOException {
            TomcatServer server = serve(
                    management()
                            .callers(request -> {
                                throw new IllegalStateException("no database");
                            })
                            .build(),
                    settings -> settings.login("/login"));
            RawHttp.Answer answer = ask(server, "GET " + PAGE);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).contains("5");
            assertThat(answer.body()).doesNotContain("database", "Exception");
            assertGuarded(answer);
        }
    }

    @Nested
    class Resources {

        @Test
        void areKeptForGoodUnderAnAddressThatFollowsFromTheirContent() throws IOException {
            TomcatServer server = serve(settings -> settings);
            String script = file(server, "main.js");
            assertThat(script).matches(PAGE + "/[0-9a-f]{16}/main\\.js");
            RawHttp.Answer answer = ask(server, "GET " + script);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).contains("text/javascript;charset=UTF-8");
            assertThat(answer.header("Cache-Control")).contains("public, max-age=31536000, immutable");
            assertGuarded(answer);
            assertThat(file(serve(settings -> settings), "main.js")).isEqualTo(script);
        }

        @Test
        void areAllThatThePageAndItsScriptsName() throws IOException {
            TomcatServer server = serve(settings -> settings);
            String folder = file(server, "main.js").replace("main.js", "");
            Set<String> found = new TreeSet<>();
            List<String> toRead =
                    new ArrayList<>(List.of("main.js", "page.css", "list.css", "dialogs.css", "icon.svg"));
            while (!toRead.isEmpty()) {
                String name = toRead.remove(0);
                if (found.add(name)) {
                    RawHttp.Answer answer = ask(server, "GET " + folder + name);
                    assertThat(answer.status()).as(name).isEqualTo(200);
                    assertThat(answer.body())
                            .as("no request to anybody else in %s", name)
                            .doesNotContainPattern("(?<!xmlns=\"|')https?://")
                            .doesNotContain("innerHTML", "localStorage", "sessionStorage", "document.cookie", "eval(");
                    IMPORT.matcher(answer.body())
                            .results()
                            .map((MatchResult imported) -> imported.group(1))
                            .forEach(toRead::add);
                }
            }
            assertThat(found).hasSize(28);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/developer/api-keys/main.js",
                    "/developer/api-keys/0123456789abcdef/main.js",
                    "/developer/api-keys/VERSION/",
                    "/developer/api-keys/VERSION",
                    "/developer/api-keys/VERSION/page.html",
                    "/developer/api-keys/VERSION/MAIN.JS",
                    "/developer/api-keys/VERSION/main.js/",
                    "/developer/api-keys/VERSION/openapi.json",
                    "/developer/api-keys/VERSION/KeyPageServlet.class"
                })
        void areNothingElse(String path) throws IOException {
            TomcatServer server = serve(settings -> settings);
            String version = file(server, "main.js").split("/", -1)[3];
            RawHttp.Answer answer = ask(server, "GET " + path.replace("VERSION", version), login("ben"));
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.header("Cache-Control")).contains("no-store");
            assertThat(answer.body()).doesNotContain(path);
            assertGuarded(answer);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/developer/api-keys/VERSION/../../../WEB-INF/web.xml",
                    "/developer/api-keys/VERSION/%2e%2e/openapi.json",
                    "/developer/api-keys/VERSION/..%2fopenapi.json",
                    "/developer/api-keys/VERSION/..%5copenapi.json",
                    "/developer/api-keys/VERSION/main.js;x=y",
                    "/developer/api-keys/VERSION//main.js",
                    "/developer/api-keys/VERSION/main.js%00.css"
                })
        void areNotReachedByTricks(String path) throws IOException {
            TomcatServer server = serve(settings -> settings);
            String version = file(server, "main.js").split("/", -1)[3];
            assertThat(ask(server, "GET " + path.replace("VERSION", version), login("ben"))
                            .status())
                    .isIn(400, 401, 404);
        }
    }

    @Nested
    class Settings {

        @Test
        void nameTheRuleThatLetsItLookForALoginItself() {
            KeyManagementServlet management = management().build();
            assertThat(KeyPageServlet.builder(management).build().rule()).isEqualTo("* /developer/api-keys/** public");
            assertThat(KeyPageServlet.builder(management).path("/k").build().rule())
                    .isEqualTo("* /k/** public");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "/", "k", "/k/", "/a//b", "/a/..", "/a*"})
        void refusePathsThatAreNone(String path) {
            KeyPageServlet.Builder builder = KeyPageServlet.builder(management().build());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.path(path))
                    .withMessageStartingWith("path must be such as /developer/api-keys");
        }

        @ParameterizedTest
        @CsvSource({
            "login",
            "//evil.example",
            "https://evil.example/",
            "/a\"b",
            "/a<b",
            "/a b",
            "/a\\b",
            "'/a\nb'",
            "/a#b"
        })
        void refusePlacesThatMayBeElsewhere(String place) {
            KeyPageServlet.Builder builder = KeyPageServlet.builder(management().build());
            for (Runnable setting : List.<Runnable>of(
                    () -> builder.login(place), () -> builder.example(place), () -> builder.stylesheet(place))) {
                assertThatIllegalArgumentException()
                        .isThrownBy(setting::run)
                        .withMessageContaining("must be a path within the application");
            }
        }

        @Test
        void putItThereOnce() {
            servers.add(TomcatServer.start(context -> {
                KeyManagementServlet management = management().build();
                context.addServlet("other", new OtherServlet()).addMapping("/k/*");
                assertThatIllegalStateException()
                        .isThrownBy(() -> KeyPageServlet.builder(management)
                                .path("/k")
                                .build()
                                .addTo(context))
                        .withMessageContaining("another servlet at /k");
                assertThatIllegalStateException()
                        .isThrownBy(
                                () -> KeyPageServlet.builder(management).build().addTo(context))
                        .withMessageContaining("already");
            }));
            assertThat(servers.get(0).isServing()).isTrue();
        }
    }

    private static final class OtherServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;
    }
}
