// SPDX-License-Identifier: Apache-2.0
package dev.apikey.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Makes the pictures that the pages of the documentation show, and clicks what they say. */
class WalkTest extends PageTest {

    private static final Path DOCS = Path.of("..");
    private static final Path SCREENS = Path.of("target/screens/walk");
    private static final Pattern PICTURE = Pattern.compile("\\.\\./browser/target/screens/walk/([a-z-]+)\\.png");
    private static final Pattern CLICK = Pattern.compile("\\*\\*([^*]+)\\*\\*");

    private final List<String> clicks = new ArrayList<>();
    private final Set<String> pictures = new TreeSet<>();

    private static String read(String page) {
        try {
            return Files.readString(DOCS.resolve(page));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private void picture(Visit visit, String name) {
        visit.page.screenshot(new ScreenshotOptions().setPath(SCREENS.resolve(name + ".png")));
        pictures.add(name);
    }

    /** A button of the open dialog, or of the page. */
    private void click(Visit visit, String name) {
        clicks.add(name);
        if (visit.dialog().count() > 0) {
            // The cross in the corner is named as the button below is.
            visit.dialog()
                    .locator("button", new Locator.LocatorOptions().setHasText(Pattern.compile("^" + name + "$")))
                    .click();
        } else {
            visit.button(name).first().click();
        }
    }

    /** @param badge what the row has, or what it has not */
    private void choose(Visit visit, String badge, String entry) {
        clicks.add(entry);
        visit.page.locator("tr[data-id]" + badge + " .more").click();
        visit.page.locator("[role=menuitem]").getByText(entry).click();
    }

    /** How the API answers a key. */
    private int use(String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.address() + "/api/2.0/keys/@self"))
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void isWrittenDownClickByClick() throws Exception {
        Visit ben = visit("ben");
        picture(ben, "empty");
        click(ben, "Create new secret key");
        ben.field("Name").fill("Nightly backup");
        click(ben, "Create key");
        assertThat(ben.dialog().locator(".error:visible")).hasText("Tick at least one permission.");
        picture(ben, "nothing-ticked");
        ben.field("files read").check();
        click(ben, "Create key");
        assertThat(ben.dialog().locator("h2")).hasText("Save your key");
        picture(ben, "secret");
        click(ben, "Done");
        assertThat(ben.dialog().locator(".failure")).isVisible();
        picture(ben, "not-copied");
        click(ben, "Go back");
        click(ben, "Copy");
        assertThat(ben.dialog().locator(".said")).hasText("Copied to the clipboard");
        String token = (String) ben.page.evaluate("navigator.clipboard.readText()");
        click(ben, "Done");
        assertThat(ben.row("Nightly backup").locator(".cell-expiresAt")).containsText("in 90 days");
        assertThat(use(token)).isEqualTo(200);

        choose(ben, "", "Use and history");
        assertThat(ben.dialog().locator(".event")).hasCount(1);
        click(ben, "Close");
        choose(ben, "", "Rotate…");
        picture(ben, "rotate");
        click(ben, "Rotate");
        assertThat(ben.dialog().locator("h2")).hasText("Save the new key");
        click(ben, "Copy");
        click(ben, "Done");
        assertThat(ben.page.locator("tr[data-id] .badge")).hasText("Being replaced");
        assertThat(use(token)).isEqualTo(200);
        choose(ben, ":has(.badge-replaced)", "Revoke…");
        picture(ben, "revoke");
        click(ben, "Revoke for good");
        assertThat(ben.toast()).hasText("Revoked: Nightly backup");
        assertThat(ben.page.locator(".badge-revoked")).hasCount(1);
        assertThat(use(token)).isEqualTo(401);

        choose(ben, ":not(:has(.badge-revoked))", "Edit…");
        ben.field("Name").fill("Nightly backup of the files");
        ben.context.clearCookies();
        click(ben, "Save");
        assertThat(ben.dialog().locator(".failure")).containsText("Your session has ended.");
        picture(ben, "session-ended");
        ben.logIn("ben");
        click(ben, "Try again");
        assertThat(ben.toast()).hasText("Saved: Nightly backup of the files");

        String page = read("explanation/a-first-walk-over-the-page.md");
        assertThat(found(CLICK, page.substring(0, page.indexOf("## What it changed"))))
                .containsExactlyElementsOf(clicks);
        assertThat(new TreeSet<>(found(PICTURE, page))).isEqualTo(pictures);
    }

    @Test
    void hasPicturesForWhoAddsThePage() {
        scene.audit("ben");
        scene.busyKey("ben", "Release robot");
        Visit ada = visit("ada");
        picture(ada, "list");
        ada.button("Create new secret key").click();
        ada.field("Name").fill("CI pipeline");
        ada.field("files read").check();
        picture(ada, "create");
        ada.press("Cancel");
        ada.choose("Release robot 2", "Use and history");
        assertThat(ada.dialog().locator(".chart")).isVisible();
        picture(ada, "details");
        ada.page.keyboard().press("Escape");
        ada.page.setViewportSize(390, 800);
        ada.page.emulateMedia(new EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        ada.row("CI pipeline").scrollIntoViewIfNeeded();
        picture(ada, "narrow");
        picture(visit("ben", "de-DE"), "german");
        assertThat(new TreeSet<>(found(PICTURE, read("how-to/add-the-page.md"))))
                .isEqualTo(pictures);
    }
}
