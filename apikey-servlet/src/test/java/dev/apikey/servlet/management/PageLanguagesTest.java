// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.TomcatServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page in languages that a host adds. */
class PageLanguagesTest extends PageOverHttp {

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
        TomcatServer server =
                serve(settings -> settings.texts(Locale.GERMAN, texts).texts(Locale.forLanguageTag("pt-BR"), texts));
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
        String page =
                ask(server, "GET " + PAGE, login("ben"), "Accept-Language: de").body();
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
            KeyPageServlet.Builder builder = KeyPageServlet.builder(management().build());
            builder.texts(Locale.GERMAN, texts(english.toString()));
            builder.texts(Locale.UK, texts("title = Keys for the API\n"));
            builder.texts(
                    Locale.FRENCH,
                    texts(english.toString().replaceAll("(?m)^(title|keys\\.one|keys\\.other) = .*$", "")));
        });
        assertThat(warnings)
                .containsExactly("the page for API keys has no text for keys.one, keys.other, title in fr, and shows"
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

    /** Something that may fail to read a file. */
    private interface Step {

        void take() throws IOException;
    }
}
