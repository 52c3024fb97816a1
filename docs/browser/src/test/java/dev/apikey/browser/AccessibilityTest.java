// SPDX-License-Identifier: Apache-2.0
package dev.apikey.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * What the page looks like, in light and dark, on a desk and at 320 pixels: axe finds nothing wrong, nothing sticks out, and a picture of each
 * lies in {@code target/screens}.
 */
class AccessibilityTest extends PageTest {

    private static final Path SCREENS = Path.of("target/screens");

    private static void look(Visit visit, String name) {
        look(visit, name, 1280, ColorScheme.LIGHT);
        look(visit, name, 1280, ColorScheme.DARK);
        look(visit, name, 320, ColorScheme.LIGHT);
        look(visit, name, 320, ColorScheme.DARK);
        visit.page.setViewportSize(1280, 900);
    }

    /** What is made of the same parts as something else needs not be looked at in all four ways. */
    private static void glance(Visit visit, String name) {
        look(visit, name, 320, ColorScheme.LIGHT);
        look(visit, name, 1280, ColorScheme.DARK);
    }

    private static void look(Visit visit, String name, int width, ColorScheme scheme) {
        visit.page.setViewportSize(width, width == 320 ? 640 : 900);
        visit.page.emulateMedia(new EmulateMediaOptions().setColorScheme(scheme));
        picture(visit, name + "-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT));
    }

    /** As the page is now. */
    private static void picture(Visit visit, String view) {
        visit.page.screenshot(new ScreenshotOptions().setPath(SCREENS.resolve(view + ".png")));
        assertThat(visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .as("%s does not stick out", view)
                .isEqualTo(true);
        assertThat(new AxeBuilder(visit.page).setLegacyMode(true).analyze().getViolations())
                .as(view)
                .extracting(
                        Rule::getId,
                        rule -> rule.getNodes().stream()
                                .map(node -> String.valueOf(node.getTarget()))
                                .toList())
                .isEmpty();
    }

    @Test
    void holdsForLists() {
        Visit ben = visit("ben");
        glance(ben, "empty");
        scene.audit("ben");
        Scene.HOSTILE.subList(0, 2).forEach(hostile -> scene.key("ben", hostile, "files:read"));
        scene.key("ben", "a".repeat(64), "files:read");
        scene.key("ben", "👩🏽‍🚀🚀 Launch 🇺🇳 día", "files:read");
        scene.key("ben", "مفتاح النشر الليلي", "files:read");
        Visit ada = visit("ada");
        look(ada, "list");
        ada.page.locator("thead input").click();
        glance(ada, "list-selected");
        ada.button("Revoke selected…").click();
        glance(ada, "revoke-several");
        ben.page.reload();
        ben.row("CI pipeline").locator(".more").click();
        assertThat(ben.page.locator("[role=menu]")).isVisible();
        ben.page.screenshot(new ScreenshotOptions().setPath(SCREENS.resolve("menu.png")));
        assertThat(new AxeBuilder(ben.page).setLegacyMode(true).analyze().getViolations())
                .isEmpty();
    }

    @Test
    void holdsForMakingAKey() {
        Visit ada = visit("ada");
        ada.button("Create new secret key").first().click();
        ada.dialog().locator("select").selectOption("custom");
        ada.press("Create key");
        look(ada, "create-wrong");
        ada.field("Name").fill("Demo");
        ada.choose("All");
        ada.field("Another number of days").fill("30");
        glance(ada, "create");
        ada.press("Create key");
        ada.press("Reveal");
        ada.press("Hide");
        ada.press("Done");
        look(ada, "secret");
        ada.press("Close without copying");
        Visit cyd = visit("cyd");
        cyd.button("Create new secret key").first().click();
        glance(cyd, "create-limited");
    }

    @Test
    void holdsForDialogs() {
        scene.busyKey("ben", "Nightly backup");
        scene.keyFor("ben", "CI pipeline", 90, "files:*", "rooms:read");
        Visit ben = visit("ben");
        ben.choose("CI pipeline", "Edit…");
        glance(ben, "edit");
        ben.press("Cancel");
        ben.choose("CI pipeline", "Rotate…");
        ben.context.clearCookies();
        ben.press("Rotate");
        assertThat(ben.dialog().locator(".failure")).isVisible();
        glance(ben, "rotate-session-ended");
        ben.logIn("ben");
        ben.press("Cancel");
        ben.choose("CI pipeline", "Revoke…");
        glance(ben, "revoke");
        ben.press("Cancel");
        ben.choose("Nightly backup 2", "Use and history");
        assertThat(ben.dialog().locator(".event")).hasCount(5);
        assertThat(ben.dialog().locator(".chart")).isVisible();
        look(ben, "details");
    }

    @Test
    void holdsForFailures() {
        scene.key("ben", "CI pipeline", "files:read");
        Visit ben = visit("ben");
        ben.answer("GET", "", 503, "{}");
        ben.page.locator(".chip[data-filter=active]").click();
        assertThat(ben.page.locator(".failure")).isVisible();
        glance(ben, "failing");
    }

    @Test
    void holdsForALongListAndASlowServer() {
        server.clock.move(Duration.ofDays(-200));
        for (int i = 1; i <= 200; i++) {
            server.clock.move(Duration.ofDays(1));
            scene.key("ben", "Build agent %03d".formatted(i), i % 3 == 0 ? "*" : "files:read");
        }
        Visit ben = visit("ben");
        glance(ben, "two-hundred");
        ben.page.locator(".pager").scrollIntoViewIfNeeded();
        picture(ben, "two-hundred-end");
        ben.page.clock().install();
        List<Route> held = new ArrayList<>();
        ben.answer("GET", "", held::add);
        ben.page.reload();
        assertThat(ben.page.locator(".placeholder")).hasCount(4);
        ben.page.clock().fastForward(5_000);
        assertThat(ben.page.locator(".slow")).isVisible();
        glance(ben, "slow");
        held.forEach(Route::resume);
        assertThat(ben.row("Build agent 200")).isVisible();
    }

    @Test
    void holdsForForcedColours() {
        scene.audit("ben");
        scene.busyKey("ben", "Release robot");
        Visit ben = visit("ben");
        ben.page.emulateMedia(new EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE));
        ben.row("CI pipeline").locator("input").check();
        picture(ben, "forced-colours");
        ben.row("CI pipeline").locator(".more").click();
        picture(ben, "forced-colours-menu");
        ben.page.keyboard().press("Escape");
        ben.button("Create new secret key").click();
        ben.press("Create key");
        picture(ben, "forced-colours-create");
        ben.field("Name").fill("Demo");
        ben.choose("All");
        ben.press("Create key");
        ben.press("Done");
        picture(ben, "forced-colours-secret");
        ben.press("Close without copying");
        ben.choose("Release robot 2", "Use and history");
        assertThat(ben.dialog().locator(".chart")).isVisible();
        picture(ben, "forced-colours-details");
    }

    @Test
    void holdsAtTwiceTheSize() {
        scene.audit("ben");
        scene.busyKey("ben", "Release robot");
        Visit ben = zoomedVisit("ben");
        picture(ben, "zoom");
        ben.row("CI pipeline").scrollIntoViewIfNeeded();
        picture(ben, "zoom-list");
        ben.row("CI pipeline").locator(".more").click();
        picture(ben, "zoom-menu");
        ben.page.keyboard().press("Escape");
        ben.choose("Release robot 2", "Use and history");
        assertThat(ben.dialog().locator(".chart")).isVisible();
        picture(ben, "zoom-details");
        ben.page.keyboard().press("Escape");
        ben.button("Create new secret key").click();
        picture(ben, "zoom-create");
        ben.field("Name").fill("Demo");
        ben.choose("All");
        ben.press("Create key");
        picture(ben, "zoom-secret");
        ben.press("Copy");
        ben.press("Done");
        assertThat(ben.row("Demo")).isVisible();
    }

    @Test
    void movesNothingForWhoeverWantsItStill() {
        scene.key("ben", "CI", "files:read");
        Visit ben = visit("ben");
        for (ReducedMotion wanted : ReducedMotion.values()) {
            ben.page.emulateMedia(new EmulateMediaOptions().setReducedMotion(wanted));
            ben.page.evaluate("() => { window.moved = 0; addEventListener('animationstart', () => window.moved++);"
                    + " addEventListener('transitionrun', () => window.moved++); }");
            ben.row("CI").locator("[role=switch]").click();
            ben.press("Disable");
            assertThat(ben.toast()).hasText("Disabled: CI");
            ben.row("CI").locator("[role=switch]").click();
            assertThat(ben.toast()).hasText("Enabled: CI");
            Object moved = ben.page.evaluate("window.moved > 0");
            assertThat(moved).as(wanted.name()).isEqualTo(wanted == ReducedMotion.NO_PREFERENCE);
        }
    }

    @Test
    void worksByKeyboardAlone() {
        scene.key("ben", "CI", "files:read");
        Visit ben = visit("ben");
        ben.row("CI").locator(".more").focus();
        ben.page.keyboard().press("Enter");
        assertThat(ben.page.locator("[role=menuitem]").first()).isFocused();
        ben.page.keyboard().press("ArrowUp");
        assertThat(ben.page.locator("[role=menuitem]").last()).isFocused();
        ben.page.keyboard().press("Home");
        ben.page.keyboard().press("r");
        assertThat(ben.page.locator("[role=menuitem]").nth(1)).isFocused();
        ben.page.keyboard().press("Escape");
        assertThat(ben.page.locator("[role=menu]")).hasCount(0);
        assertThat(ben.row("CI").locator(".more")).isFocused();

        ben.page.keyboard().press("Enter");
        ben.page.keyboard().press("Enter");
        assertThat(ben.field("Name")).isFocused();
        ben.page.keyboard().type("2");
        ben.page.keyboard().press("Enter");
        assertThat(ben.toast()).containsText("Saved:");
        assertThat(ben.page.locator("tr[data-id] .more")).isFocused();

        ben.button("Create new secret key").focus();
        ben.page.keyboard().press("Enter");
        ben.page.keyboard().type("By keyboard");
        ben.page.keyboard().press("Tab");
        ben.page.keyboard().press("ArrowUp");
        ben.page.keyboard().press("Enter");
        assertThat(ben.dialog().locator(".copy")).isFocused();
        ben.page.keyboard().press("Enter");
        assertThat(ben.dialog().locator(".said")).hasText("Copied to the clipboard");
        ben.page.keyboard().press("Escape");
        assertThat(ben.dialog()).hasCount(0);
        assertThat(ben.row("By keyboard")).isVisible();
    }

    @Test
    void keepsTheFocusInADialogAndGivesItBack() {
        scene.key("ben", "CI", "files:read");
        Visit ben = visit("ben");
        ben.button("Create new secret key").click();
        for (int i = 0; i < 40; i++) {
            ben.page.keyboard().press("Tab");
            assertThat(
                            ben.page.evaluate(
                                    "document.activeElement === document.body || document.querySelector('dialog').contains(document.activeElement)"))
                    .isEqualTo(true);
        }
        ben.page.keyboard().press("Escape");
        assertThat(ben.button("Create new secret key")).isFocused();
    }

    @Test
    void fitsRightToLeftPages() {
        scene.audit("ben");
        scene.busyKey("cyd", "مفتاح النشر الليلي");
        Visit ada = visit("ada", "ar-EG");
        assertThat(ada.page.locator("html")).hasAttribute("dir", "rtl");
        glance(ada, "right-to-left");
        ada.page.locator(".create").click();
        glance(ada, "right-to-left-create");
        ada.page.keyboard().press("Escape");
        ada.choose("مفتاح النشر الليلي 2", "الاستخدام والسجل");
        assertThat(ada.dialog().locator(".chart")).isVisible();
        glance(ada, "right-to-left-details");
    }
}
