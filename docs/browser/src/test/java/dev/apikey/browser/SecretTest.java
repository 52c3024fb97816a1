// SPDX-License-Identifier: Apache-2.0
package dev.apikey.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The secret of a new key: shown once, kept nowhere. No assertion here prints it. */
class SecretTest extends PageTest {

    private static final Pattern SECRET = Pattern.compile("acme_live_[0-9a-z]{26}_[0-9A-Za-z]{49}");

    private Visit withNewKey() {
        Visit ben = visit("ben");
        ben.button("Create new secret key").first().click();
        ben.field("Name").fill("Demo");
        ben.choose("All");
        ben.press("Create key");
        assertThat(ben.dialog().locator("h2")).hasText("Save your key");
        return ben;
    }

    private static boolean holdsSecret(String text) {
        return SECRET.matcher(text).find();
    }

    private static String clipboard(Visit visit) {
        return (String) visit.page.evaluate("navigator.clipboard.readText()");
    }

    private static void assertGone(Visit visit) {
        assertThat(holdsSecret(visit.document()))
                .as("the document holds a secret")
                .isFalse();
    }

    @Test
    void isMaskedUntilItIsRevealed() {
        Visit ben = withNewKey();
        assertGone(ben);
        assertThat(ben.dialog().locator(".advice")).containsText("Keep keys out of browsers, apps and repositories.");
        assertThat(ben.dialog().locator(".secret")).hasText(Pattern.compile("^acme_live_•+\\w{4}$"));
        ben.press("Reveal");
        boolean shown = holdsSecret(ben.dialog().locator(".secret").textContent());
        assertThat(shown).isTrue();
        ben.press("Hide");
        assertGone(ben);
    }

    @Test
    void isCopiedWithoutBeingRevealedAndWorks() {
        Visit ben = withNewKey();
        ben.press("Copy");
        assertThat(ben.dialog().locator(".said")).hasText("Copied to the clipboard");
        boolean whole = SECRET.matcher(clipboard(ben)).matches();
        assertThat(whole).isTrue();
        assertGone(ben);
        ben.press("Copy command");
        String command = clipboard(ben);
        boolean ready = command.startsWith("curl -H 'Authorization: Bearer acme_live_")
                && command.endsWith("' '" + server.address() + "/api/2.0/keys/@self'")
                && holdsSecret(command);
        assertThat(ready).isTrue();
        ben.press("Done");
        assertThat(ben.dialog()).hasCount(0);
        assertThat(ben.row("Demo").locator(".masked")).hasText(Pattern.compile("^acme_live_\\*\\*\\*\\w{4}$"));
        assertGone(ben);
    }

    @Test
    void isAskedAboutBeforeItIsLeftUncopied() {
        Visit ben = withNewKey();
        ben.page.keyboard().press("Escape");
        assertThat(ben.dialog().locator(".failure")).containsText("You have not copied the key.");
        ben.press("Go back");
        assertThat(ben.dialog().locator(".failure")).hasCount(0);
        assertThat(ben.dialog().locator(".copy")).isFocused();
        ben.page.keyboard().press("Escape");
        ben.page.keyboard().press("Escape");
        assertThat(ben.dialog()).isVisible();
        ben.press("Close without copying");
        assertThat(ben.dialog()).hasCount(0);
        assertGone(ben);
    }

    @Test
    void isAskedAboutBeforeThePageIsLeft() {
        Visit ben = withNewKey();
        AtomicReference<String> asked = new AtomicReference<>("");
        ben.page.onDialog(dialog -> {
            asked.set(dialog.type());
            dialog.accept();
        });
        ben.page.reload();
        assertThat(asked).hasValue("beforeunload");
        ben.page.locator(".keys").waitFor();
        assertThat(ben.dialog()).hasCount(0);
        assertGone(ben);
    }

    @Test
    void isInNoHistoryAndNoFrozenPage() {
        Visit ben = withNewKey();
        ben.press("Reveal");
        ben.press("Copy");
        ben.page.navigate(server.address() + "/other");
        ben.page.goBack();
        ben.page.locator(".keys").waitFor();
        assertThat(ben.dialog()).hasCount(0);
        assertGone(ben);
        ben.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))");
        assertThat(ben.row("Demo")).isVisible();
        assertGone(ben);
    }

    @Test
    void isWipedBeforeThePageIsFrozen() {
        Visit ben = withNewKey();
        ben.press("Reveal");
        ben.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))");
        assertThat(ben.dialog()).hasCount(0);
        assertGone(ben);
    }

    @Test
    void isInNoOtherTab() {
        Visit ben = withNewKey();
        ben.press("Reveal");
        Page second = ben.context.newPage();
        second.navigate(server.address() + PageServer.PAGE);
        second.locator(".keys tr[data-id]").waitFor();
        boolean there = holdsSecret(second.content());
        assertThat(there).isFalse();
        ben.press("Copy");
    }

    @Test
    void isAnsweredOnceByTheServer() {
        Visit ben = withNewKey();
        ben.press("Copy");
        ben.press("Done");
        Response list = ben.page.waitForResponse(
                Pattern.compile("/api/2\\.0/keys\\?"),
                () -> ben.page.locator(".chip[data-filter=active]").click());
        boolean there = holdsSecret(list.text());
        assertThat(there).isFalse();
        assertThat(list.headerValue("cache-control")).isEqualTo("no-store");
    }

    @Test
    void isSelectedWhereTheBrowserDoesNotLetItBeCopied() {
        Visit ben = withNewKey();
        ben.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }");
        ben.press("Copy");
        assertThat(ben.dialog().locator(".said")).containsText("The browser did not let us copy.");
        boolean selected = SECRET.matcher((String) ben.page.evaluate("getSelection().toString()"))
                .matches();
        assertThat(selected).isTrue();
        ben.page.keyboard().press("Control+c");
        ben.press("Done");
        assertThat(ben.dialog()).hasCount(0);
        assertGone(ben);
    }

    @Test
    void ofARotatedKeyIsShownInTheSameWay() {
        scene.key("ben", "Nightly", "files:read");
        Visit ben = visit("ben");
        ben.choose("Nightly", "Rotate…");
        ben.press("Rotate");
        assertThat(ben.dialog().locator("h2")).hasText("Save the new key");
        ben.press("Copy");
        boolean whole = SECRET.matcher(clipboard(ben)).matches();
        assertThat(whole).isTrue();
        ben.press("Done");
        assertThat(ben.page.locator("tr[data-id]")).hasCount(2);
        assertThat(ben.page.locator(".badge-replaced")).hasCount(1);
        assertGone(ben);
    }
}
