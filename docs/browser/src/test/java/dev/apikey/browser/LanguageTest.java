// SPDX-License-Identifier: Apache-2.0
package dev.apikey.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a language that a host adds by a file of texts. */
class LanguageTest extends PageTest {

    @TempDir
    private Path folder;

    private PageServer with(String texts) throws IOException {
        Path file = Files.writeString(folder.resolve("texts.properties"), texts);
        return PageServer.start(page -> page.texts(Locale.GERMAN, url(file)));
    }

    private static java.net.URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    void isThatOfTheBrowserFromTheFirstSentenceToTheLast() {
        scene.oldKey("ben", "Sicherung", 3, "files:read");
        Visit ben = visit("ben", "de-AT");
        assertThat(ben.page.locator("html")).hasAttribute("lang", "de");
        assertThat(ben.page).hasTitle("API-Schlüssel");
        assertThat(ben.page.locator("h1")).hasText("API-Schlüssel");
        assertThat(ben.row("Sicherung").locator(".cell-createOn time")).containsText("vor 3 Tagen");
        assertThat(ben.row("Sicherung").locator(".disclosure")).hasText("Eingeschränkt · 1");
        assertThat(ben.page.locator(".pager")).hasText("1 Schlüssel");

        ben.button("Neuen Schlüssel anlegen").click();
        ben.press("Schlüssel anlegen");
        assertThat(ben.dialog().locator(".error:visible").first()).hasText("Geben Sie dem Schlüssel einen Namen.");
        ben.field("Name").fill("Abgleich");
        ben.choose("Nur lesen");
        assertThat(ben.dialog().locator(".told")).hasText(Pattern.compile("Am \\d+\\. \\D+ \\d{4}\\."));
        ben.press("Schlüssel anlegen");
        assertThat(ben.dialog().locator("h2")).hasText("Sichern Sie Ihren Schlüssel");
        ben.press("Kopieren");
        assertThat(ben.dialog().locator(".said")).hasText("In die Zwischenablage kopiert");
        ben.press("Fertig");
        assertThat(ben.page.locator(".pager")).hasText("2 Schlüssel");

        ben.choose("Abgleich", "Widerrufen …");
        assertThat(ben.dialog()).containsText("Abgleich gilt endgültig nicht mehr: Anfragen mit acme_live_***");
        ben.context.clearCookies();
        ben.press("Endgültig widerrufen");
        assertThat(ben.dialog().locator(".failure"))
                .containsText("Ihre Sitzung ist zu Ende. Melden Sie sich neu an, und versuchen Sie es dann noch einmal."
                        + " Was Sie eingegeben haben, ist noch da.");
        ben.logIn("ben");
        ben.press("Noch einmal versuchen");
        assertThat(ben.toast()).hasText("Widerrufen: Abgleich");
    }

    @Test
    void isEnglishForBrowsersThatAskForAnother() {
        scene.oldKey("ben", "CI", 3, "files:read");
        Visit ben = visit("ben", "fr-FR");
        assertThat(ben.page.locator("html")).hasAttribute("lang", "en");
        assertThat(ben.row("CI").locator(".cell-createOn time")).containsText("3 days ago");
        assertThat(ben.page.locator(".pager")).hasText("1 key shown");
    }

    @Test
    void countsInItsOwnWay() {
        for (int i = 0; i < 3; i++) {
            scene.key("ben", "Key " + i, "files:read");
        }
        Visit ben = visit("ben", "ar-EG");
        assertThat(ben.page.locator(".pager")).hasText(Pattern.compile("(3|٣) مفاتيح معروضة"));
        ben.page.locator("tbody input").nth(0).check();
        assertThat(ben.page.locator(".several span")).hasText("مفتاح واحد محدد");
        ben.page.locator("tbody input").nth(1).check();
        assertThat(ben.page.locator(".several span")).hasText("مفتاحان محددان");
    }

    @Test
    void isEnglishWhereAFileLacksATextAndForWholeCountsOnly() throws IOException {
        try (PageServer other = with("title = Schlüssel\nshown.other = {count} da\n")) {
            new Scene(other).key("ben", "CI", "files:read");
            Visit ben = visit("ben", "de-DE", other);
            assertThat(ben.page.locator("h1")).hasText("Schlüssel");
            assertThat(ben.page.locator(".pager")).hasText("1 da");
            assertThat(ben.button("Create new secret key")).isVisible();
            assertThat(ben.page.locator("th.cell-name[role=columnheader]")).hasText("Name");
        }
    }

    @Test
    void isTextWhateverAFileHolds() throws IOException {
        String hostile = String.join(" ", Scene.HOSTILE) + " \u2028 `${alert(1)}` \"; alert(1); //";
        String texts = "title = " + hostile.replace("\\", "\\\\") + "\nadvice = </script><img src=x onerror=alert(1)>\n"
                + "form.nameHint = <b>bold</b> $& $1\nnoScript = <script>alert(1)</script> {api}\n";
        try (PageServer other = with(texts)) {
            Visit ben = visit("ben", "de-DE", other);
            String shown = ben.page.locator("h1").textContent();
            assertThat(shown).isEqualTo(hostile.strip());
            assertThat(ben.page.title().replaceAll("\\s+", " ")).isEqualTo(hostile.replaceAll("\\s+", " "));
            assertThat(ben.page.locator("main .advice")).hasText("</script><img src=x onerror=alert(1)>");
            ben.button("Create new secret key").first().click();
            assertThat(ben.dialog().locator(".hint").first()).hasText("<b>bold</b> $& $1");
            assertThat(ben.page.locator("main img, main script, dialog b, head script:not([src])"))
                    .hasCount(0);
        }
    }

    @Test
    void isOneForEverybodyWhereTheHostSaysSo() throws IOException {
        Path file = Files.writeString(folder.resolve("texts.properties"), "title = Schlüssel\n");
        try (PageServer other =
                PageServer.start(page -> page.texts(Locale.GERMAN, url(file)).language(Locale.GERMAN))) {
            new Scene(other).oldKey("ben", "CI", 3, "files:read");
            Visit ben = visit("ben", "en-GB", other);
            assertThat(ben.page.locator("h1")).hasText("Schlüssel");
            assertThat(ben.row("CI").locator(".cell-createOn time")).containsText("vor 3 Tagen");
            List<Object> languages = List.of(ben.page.evaluate("document.documentElement.lang"));
            assertThat(languages).containsExactly("de");
        }
    }
}
