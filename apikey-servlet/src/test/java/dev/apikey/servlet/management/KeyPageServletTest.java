// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apikey.Actor;
import dev.apikey.ApiKeys;
import dev.apikey.Authority;
import dev.apikey.KeyRequest;
import dev.apikey.Permissions;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.TomcatServer;
import dev.apikey.spi.KeyStore;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page as a browser gets it: who gets it, with what header fields, and that nothing else is there. */
class KeyPageServletTest {

    private static final String PAGE = "/developer/api-keys";
    private static final Pattern ADDRESS = Pattern.compile("(?:href|src)=\"([^\"]+)\"");
    private static final Pattern IMPORT = Pattern.compile("from '\\./([a-z]+\\.js)'");

    private final ApiKeys apiKeys = ApiKeys.builder()
            .prefix("acme_live")
            .vocabulary("files:read")
            .store(KeyStore.inMemory())
            .hasher(HmacSha256Hasher.of(PepperRing.of(new byte[32])))
            .build();
    private final List<TomcatServer> servers = new ArrayList<>();

    @AfterEach
    void close() {
        servers.forEach(TomcatServer::close);
        apiKeys.close();
    }

    private KeyManagementServlet.Builder management() {
        return KeyManagementServlet.builder(apiKeys);
    }

    private TomcatServer serve(UnaryOperator<KeyPageServlet.Builder> settings) {
        return serve(management().build(), settings);
    }

    private TomcatServer serve(KeyManagementServlet management, UnaryOperator<KeyPageServlet.Builder> settings) {
        People people = new People();
        people.put("ben");
        TomcatServer server = TomcatServer.start((tomcat, application) -> {
            people.letIn(application);
            application.addServletContainerInitializer(
                    (classes, context) -> {
                        management.addTo(context);
                        KeyPageServlet page = settings.apply(KeyPageServlet.builder(management))
                                .build();
                        page.addTo(context);
                        ApiKeyFilter.builder(apiKeys)
                                .rules(management.rule(), page.rule())
                                .build()
                                .addTo(context, "/*");
                    },
                    Set.of());
        });
        servers.add(server);
        return server;
    }

    private static String login(String name) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((name + ":" + name).getBytes(StandardCharsets.UTF_8));
    }

    private static RawHttp.Answer ask(TomcatServer server, String line, String... headers) throws IOException {
        RawHttp.Answer answer = server.send(RawHttp.request(line, headers));
        assertThat(answer.header("Set-Cookie")).isEmpty();
        return answer;
    }

    private static void assertGuarded(RawHttp.Answer answer) {
        assertThat(answer.values("Content-Security-Policy"))
                .containsExactly("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                        + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                        + " require-trusted-types-for 'script'");
        assertThat(answer.values("X-Frame-Options")).containsExactly("DENY");
        assertThat(answer.values("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(answer.values("Referrer-Policy")).containsExactly("same-origin");
        assertThat(answer.values("Cross-Origin-Opener-Policy")).containsExactly("same-origin");
        assertThat(answer.values("Cross-Origin-Resource-Policy")).containsExactly("same-origin");
        assertThat(answer.values("Cache-Control")).hasSize(1);
    }

    private static String file(TomcatServer server, String name) throws IOException {
        return ADDRESS.matcher(ask(server, "GET " + PAGE, login("ben")).body())
                .results()
                .map(address -> address.group(1))
                .filter(address -> address.endsWith("/" + name))
                .findFirst()
                .orElseThrow();
    }

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
    class Languages {

        @TempDir
        private Path folder;

        private URL texts(String content) throws IOException {
            return Files.writeString(folder.resolve("texts.properties"), content)
                    .toUri()
                    .toURL();
        }

        private static String languageOf(String html) {
            return html.replaceAll("(?s).*<html lang=\"([^\"]*)\" dir=\"ltr\">.*", "$1");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                de                    | de
                de-AT, en;q=0.9       | de
                fr, de;q=0.5          | de
                en;q=0.1, de;q=0.9    | de
                DE-de                 | de
                en, de;q=0.9          | en
                fr                    | en
                pt                    | en
                pt-BR                 | pt-BR
                *                     | en
                ''                    | en
                ;;,q=1,-,_            | en
                "de\"><script>       | en
                """)
        void areChosenByTheBrowser(String asked, String answered) throws IOException {
            URL texts = texts("title = Titel\n");
            TomcatServer server = serve(
                    settings -> settings.texts(Locale.GERMAN, texts).texts(Locale.forLanguageTag("pt-BR"), texts));
            String page = ask(server, "GET " + PAGE, login("ben"), "Accept-Language: " + asked)
                    .body();
            assertThat(languageOf(page)).isEqualTo(answered);
            assertThat(page).contains("<title>" + (answered.equals("en") ? "API keys" : "Titel") + "</title>");
        }

        @Test
        void areEnglishForWhoDoesNotAskWhateverTheMachineSpeaks() throws IOException {
            Locale machine = Locale.getDefault();
            Locale.setDefault(Locale.GERMAN);
            try {
                URL texts = texts("title = Titel\n");
                TomcatServer server = serve(settings -> settings.texts(Locale.GERMAN, texts));
                assertThat(languageOf(ask(server, "GET " + PAGE, login("ben")).body()))
                        .isEqualTo("en");
            } finally {
                Locale.setDefault(machine);
            }
        }

        @Test
        void areTheHostsForEverybodyIfItSaysSo() throws IOException {
            URL texts = texts("title = Titel\nnotices.nobody = Anmelden\n");
            TomcatServer server =
                    serve(settings -> settings.texts(Locale.GERMAN, texts).language(Locale.GERMAN));
            assertThat(languageOf(ask(server, "GET " + PAGE, login("ben"), "Accept-Language: en")
                            .body()))
                    .isEqualTo("de");
            assertThat(ask(server, "GET " + PAGE).body()).contains("<h1>Anmelden</h1>");
            KeyPageServlet.Builder builder =
                    KeyPageServlet.builder(management().build()).language(Locale.FRENCH);
            assertThatIllegalArgumentException()
                    .isThrownBy(builder::build)
                    .withMessage("there are no texts for fr: add them by texts()");
        }

        @Test
        void haveFilesOfTheirOwnThatAreKeptForGood() throws IOException {
            URL texts = texts("title = <script>\n");
            TomcatServer server = serve(settings -> settings.texts(Locale.GERMAN, texts));
            String page = ask(server, "GET " + PAGE, login("ben"), "Accept-Language: de")
                    .body();
            String script = ADDRESS.matcher(page)
                    .results()
                    .map(address -> address.group(1))
                    .filter(address -> address.endsWith("/messages.js"))
                    .findFirst()
                    .orElseThrow();
            assertThat(script).isNotEqualTo(file(server, "messages.js"));
            RawHttp.Answer answer = ask(server, "GET " + script);
            assertThat(answer.body())
                    .startsWith("export const messages = {")
                    .endsWith("};\n")
                    .contains("\"title\":\"\\u003Cscript\\u003E\"")
                    .doesNotContain("<", ">");
            assertThat(answer.header("Cache-Control")).contains("public, max-age=31536000, immutable");
            assertGuarded(answer);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                titel = x                     | there is no text named titel: the names are those of
                titel.other = x               | there is no text named titel.other: the names are those of
                keys.ten = x                  | there is no text named keys.ten: the names are those of
                __proto__ = x                 | there is no text named __proto__: the names are those of
                title =                       | title must not be empty
                direction = up                | direction must be ltr or rtl
                direction = rtl" onload="x    | direction must be ltr or rtl
                menuOf = Aktionen             | menuOf must have the same {words} as in English: Actions for {name}
                menuOf = {name} {constructor} | menuOf must have the same {words} as in English: Actions for {name}
                keys.one = ein Schlüssel      | keys.other must be there, for every other number
                """)
        void areRefusedWhereATextIsWrong(String line, String complaint) throws IOException {
            URL texts = texts(line);
            KeyPageServlet.Builder builder = KeyPageServlet.builder(management().build());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.texts(Locale.GERMAN, texts))
                    .withMessageStartingWith("texts for de: " + complaint);
        }

        @Test
        void areWrittenInUtf8() throws IOException {
            Path file = Files.write(folder.resolve("latin"), "title = Schlüssel".getBytes(StandardCharsets.ISO_8859_1));
            URL texts = file.toUri().toURL();
            KeyPageServlet.Builder builder = KeyPageServlet.builder(management().build());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.texts(Locale.GERMAN, texts))
                    .withMessage("texts for de: the file must be written in UTF-8");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.texts(Locale.ROOT, texts))
                    .withMessage("a language must be such as de or pt-BR");
            Files.delete(file);
            assertThatThrownBy(() -> builder.texts(Locale.GERMAN, texts))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage("texts for de cannot be read");
        }

        @Test
        void areMissedAloudUnlessTheyAreEnglishToo() throws IOException {
            StringBuilder english = new StringBuilder();
            try (InputStream in = KeyPageServlet.class.getResourceAsStream("page/texts.properties")) {
                english.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
            List<String> warnings = warningsOf(() -> {
                KeyPageServlet.Builder builder =
                        KeyPageServlet.builder(management().build());
                builder.texts(Locale.GERMAN, texts(english.toString()));
                builder.texts(Locale.UK, texts("title = Keys for the API\n"));
                builder.texts(
                        Locale.FRENCH,
                        texts(english.toString().replaceAll("(?m)^(title|keys\\.one|keys\\.other) = .*$", "")));
            });
            assertThat(warnings)
                    .containsExactly(
                            "the page for API keys has no text for keys.one, keys.other, title in fr, and shows"
                                    + " it in English");
        }

        private static List<String> warningsOf(Step step) throws IOException {
            Logger logger = Logger.getLogger("dev.apikey.servlet.management");
            List<String> warnings = new ArrayList<>();
            Handler handler = new Handler() {
                @Override
                public void publish(LogRecord said) {
                    warnings.add(MessageFormat.format(said.getMessage(), said.getParameters()));
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };
            logger.addHandler(handler);
            try {
                step.take();
            } finally {
                logger.removeHandler(handler);
            }
            return warnings;
        }
    }

    /** Something that may fail to read a file. */
    private interface Step {

        void take() throws IOException;
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
