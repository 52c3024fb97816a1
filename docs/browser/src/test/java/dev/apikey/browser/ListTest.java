// SPDX-License-Identifier: Apache-2.0
package dev.apikey.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.apikey.ApiKey;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Finding keys: what the list shows, and how it is searched, sorted, filtered and paged. */
class ListTest extends PageTest {

    private static List<String> names(Visit visit) {
        assertThat(visit.page.locator("table.keys")).hasAttribute("aria-busy", "false");
        return visit.page.locator("tr[data-id] .name bdi").allTextContents();
    }

    @Test
    void explainsTheFirstStepToWhoHasNoKey() {
        Visit ben = visit("ben");
        assertThat(ben.page.locator(".empty h2")).hasText("Create your first key");
        assertThat(ben.page.locator(".empty pre"))
                .hasText("curl -H \"Authorization: Bearer $API_KEY\" '" + server.address() + "/api/2.0/keys/@self'");
        assertThat(ben.page.locator(".tools")).isHidden();
        assertThat(ben.page.locator("main .advice"))
                .hasText(
                        "Keep keys out of browsers, apps and repositories. Load them from the environment or from a secrets manager.");
        ben.page.locator(".empty button").click();
        assertThat(ben.dialog()).isVisible();
    }

    @Test
    void showsWhatIsKnownAboutEachKey() {
        scene.audit("ben");
        Visit ben = visit("ben");
        Locator backup = ben.row("Nightly backup");
        assertThat(backup.locator(".masked")).hasText(java.util.regex.Pattern.compile("acme_live_\\*\\*\\*\\w{4}"));
        assertThat(backup.locator(".icon-clock")).isVisible();
        assertThat(backup.locator(".cell-permissions .access")).hasText("Read only");
        assertThat(backup.locator(".cell-lastUsed time")).containsText("yesterday");
        assertThat(backup.locator(".badge")).hasText("Expires soon");
        assertThat(backup.locator("[role=switch]")).hasAttribute("aria-checked", "true");
        assertThat(ben.row("CI pipeline").locator(".cell-expiresAt")).containsText("Never");
        assertThat(ben.row("Deploy bot").locator(".cell-permissions")).containsText("All");
        assertThat(ben.row("Trial of the importer").locator(".badge")).hasText("Never used");
        assertThat(ben.row("Grafana dashboards").locator(".badge")).hasText("Unused for 90 days");
        assertThat(ben.row("Migration 2025").locator(".badge")).hasText("Expired");
        assertThat(ben.row("Laptop of Cyd").locator(".badge")).hasText("Revoked");
        assertThat(ben.row("Laptop of Cyd").locator("[role=switch]")).hasCount(0);
        assertThat(ben.row("Partner sandbox").locator("[role=switch]")).hasAttribute("aria-checked", "false");
        assertThat(ben.page.locator(".cell-owner")).hasCount(0);
    }

    @Test
    void tellsOwnerAndCreatorToWhoManagesSeveralOwners() {
        scene.key("cyd", "Sync job", "files:read");
        Visit ada = visit("ada");
        assertThat(ada.row("Sync job").locator(".owner")).hasText("cyd");
        assertThat(ada.row("Sync job").locator(".cell-owner .quiet")).hasText("by Ada Lovelace");
    }

    @Test
    void listsRestrictedPermissionsOnDemand() {
        scene.key("ben", "CI pipeline", "files:read", "rooms:*");
        Visit ben = visit("ben");
        Locator opener = ben.row("CI pipeline").locator(".disclosure");
        assertThat(opener).hasText("Restricted · 2");
        opener.click();
        assertThat(ben.page.locator(".popover li")).hasText(new String[] {"files:read", "rooms:*"});
        assertThat(opener).hasAttribute("aria-expanded", "true");
        ben.page.keyboard().press("Escape");
        assertThat(ben.page.locator(".popover")).hasCount(0);
        assertThat(opener).isFocused();
    }

    @Test
    void tellsTheExactTimeOnHoverAndFocusInTheBrowsersLanguage() {
        scene.oldKey("ben", "CI pipeline", 3, "files:read");
        Visit ben = visit("ben");
        Locator time = ben.row("CI pipeline").locator(".cell-createOn time");
        assertThat(time).containsText("3 days ago");
        assertThat(time.locator(".exact")).hasCSS("width", "1px");
        time.focus();
        assertThat(time.locator(".exact")).not().hasCSS("width", "1px");
        assertThat(time.locator(".exact")).containsText("20");
        ben.page.locator("h1").focus();
        time.hover();
        assertThat(time.locator(".exact")).not().hasCSS("width", "1px");
    }

    @Test
    void tellsALifetimeAsItWasChosen() {
        scene.keyFor("ben", "Ninety", 90, "files:read");
        scene.keyFor("ben", "One", 1, "files:read");
        scene.keyFor("ben", "Year", 365, "files:read");
        Visit ben = visit("ben");
        assertThat(ben.row("Ninety").locator(".cell-expiresAt time")).containsText("in 90 days");
        assertThat(ben.row("One").locator(".cell-expiresAt time")).containsText("tomorrow");
        assertThat(ben.row("Year").locator(".cell-expiresAt time")).containsText("in 12 months");
    }

    @Test
    void showsNamesOfEveryKindAsText() {
        Scene.HOSTILE.forEach(name -> scene.key("ben", name, "files:read"));
        scene.key("ben", "مفتاح النشر", "files:read");
        scene.key("ben", "👩🏽‍🚀 Launch", "files:read");
        Visit ada = visit("ada");
        assertThat(names(ada)).containsAll(Scene.HOSTILE).contains("مفتاح النشر", "👩🏽‍🚀 Launch");
        assertThat(ada.page.locator("main img, main script, main iframe")).hasCount(0);
        for (String name : Scene.HOSTILE) {
            ada.choose(name, "Revoke…");
            assertThat(ada.dialog().locator(".named")).hasText(name);
            ada.press("Cancel");
        }
        ada.choose(Scene.HOSTILE.get(0), "Use and history");
        assertThat(ada.dialog().locator("h2")).hasText(Scene.HOSTILE.get(0));
    }

    @Test
    void showsAsTextWhatSomebodyPutIntoTheDatabase() {
        List<ApiKey> keys = Stream.concat(Scene.IMPOSSIBLE.stream(), Scene.HOSTILE.stream())
                .map(name -> scene.keyNamedInTheDatabase("ben", name))
                .toList();
        Visit ada = visit("ada");
        assertThat(ada.page.locator("tr[data-id]")).hasCount(keys.size());
        for (ApiKey key : keys) {
            Locator row = ada.page.locator("tr[data-id='" + key.id() + "']");
            // Half of a pair of code units is no text in UTF-8, and arrives as a mark of that.
            String shown = key.name().replace("\ud83d", "?");
            assertThat(row.locator(".name bdi").textContent().replace("\ufffd", "?"))
                    .isEqualTo(shown);
            row.locator(".more").click();
            ada.page.locator("[role=menuitem]").getByText("Use and history").click();
            assertThat(ada.dialog().locator(".event")).hasCount(2);
            ada.page.keyboard().press("Escape");
            row.locator(".more").click();
            ada.page.locator("[role=menuitem]").getByText("Revoke…").click();
            assertThat(ada.dialog().locator(".masked")).hasText(key.hint());
            assertThat(ada.dialog().locator("button[type=submit]")).isInViewport();
            ada.press("Cancel");
        }
        assertThat(ada.page.locator("main img, main script, main iframe, dialog"))
                .hasCount(0);
        assertThat(ada.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        ada.page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target/screens/impossible-names.png"))
                .setFullPage(true));
    }

    @Test
    void searchesByNameAndLastCharacters() {
        scene.key("ben", "CI pipeline", "files:read");
        String hint = scene.key("ben", "Nightly backup", "files:read").hint();
        Visit ben = visit("ben");
        Locator search = ben.page.locator("input[data-member=search]");
        search.fill("PIPE");
        assertThat(ben.page.locator("tr[data-id]")).hasCount(1);
        assertThat(names(ben)).containsExactly("CI pipeline");
        assertThat(search).isFocused();
        search.fill(hint.substring(hint.length() - 4));
        assertThat(ben.page.locator("tr[data-id] .name bdi")).hasText(new String[] {"Nightly backup"});
        search.fill("nothing like it");
        assertThat(ben.page.locator(".empty h2")).hasText("No key matches");
        ben.button("Clear search and filters").click();
        assertThat(ben.page.locator("tr[data-id]")).hasCount(2);
        assertThat(search).hasValue("");
    }

    @Test
    void findsTheKeysOfAnOwner() {
        scene.key("ben", "His", "files:read");
        scene.key("cyd", "Hers", "files:read");
        Visit ada = visit("ada");
        ada.page.locator("input[data-member=owner]").fill("cyd");
        assertThat(ada.page.locator("tr[data-id] .name bdi")).hasText(new String[] {"Hers"});
    }

    @Test
    void sortsByItsHeads() {
        scene.oldKey("ben", "B", 3, "files:read");
        scene.oldKey("ben", "A", 2, "files:read");
        scene.oldKey("ben", "C", 1, "files:read");
        Visit ben = visit("ben");
        assertThat(names(ben)).containsExactly("C", "A", "B");
        Locator head = ben.page.locator("th.cell-name[role=columnheader]");
        head.getByRole(com.microsoft.playwright.options.AriaRole.BUTTON).click();
        assertThat(head).hasAttribute("aria-sort", "ascending");
        assertThat(names(ben)).containsExactly("A", "B", "C");
        assertThat(head.locator("button")).isFocused();
        head.locator("button").click();
        assertThat(head).hasAttribute("aria-sort", "descending");
        assertThat(names(ben)).containsExactly("C", "B", "A");
    }

    @Test
    void filtersByStateAndByWhatAuditorsAsk() {
        scene.audit("ben");
        Visit ben = visit("ben");
        String[][] expected = {
            {"disabled", "Partner sandbox"},
            {"revoked", "Laptop of Cyd"},
            {"never", "Trial of the importer"},
            {"unused", "Grafana dashboards"},
            {"expiring", "Nightly backup"},
            {"expired", "Migration 2025"}
        };
        for (String[] each : expected) {
            Locator chip = ben.page.locator(".chip[data-filter=" + each[0] + "]");
            chip.click();
            assertThat(chip).hasAttribute("aria-pressed", "true");
            assertThat(ben.page.locator("tr[data-id] .name bdi")).hasText(new String[] {each[1]});
        }
        assertThat(ben.page.locator(".chip[data-filter=never] .count")).hasText(" 1");
        ben.page.locator(".chip[data-filter=expired]").click();
        assertThat(ben.page.locator("tr[data-id]")).hasCount(8);
    }

    @Test
    void turnsPages() {
        for (int i = 0; i < 120; i++) {
            scene.key("ben", "Key %03d".formatted(i), "files:read");
        }
        Visit ben = visit("ben");
        ben.page.locator("th.cell-name button").click();
        assertThat(ben.page.locator("tr[data-id] .name bdi").first()).hasText("Key 000");
        assertThat(ben.page.locator(".pager span")).hasText("1 to 50");
        assertThat(ben.button("Previous")).isDisabled();
        ben.button("Next").click();
        assertThat(ben.page.locator("tr[data-id] .name bdi").first()).hasText("Key 050");
        ben.button("Next").click();
        assertThat(ben.page.locator("tr[data-id]")).hasCount(20);
        assertThat(ben.page.locator(".pager span")).hasText("101 to 120");
        assertThat(ben.button("Next")).isDisabled();
        ben.button("Previous").click();
        assertThat(ben.page.locator("tr[data-id] .name bdi").first()).hasText("Key 050");
    }

    @Test
    void beginsAgainWhereACursorIsNoneAnyMore() {
        for (int i = 0; i < 60; i++) {
            scene.key("ben", "Key " + i, "files:read");
        }
        Visit ben = visit("ben");
        ben.answer("GET", "", route -> {
            if (route.request().url().contains("cursor=")) {
                route.fulfill(new com.microsoft.playwright.Route.FulfillOptions()
                        .setStatus(400)
                        .setContentType("application/problem+json")
                        .setBody("{\"status\":400,\"detail\":\"no\",\"member\":\"cursor\"}"));
            } else {
                route.fallback();
            }
        });
        ben.button("Next").click();
        assertThat(ben.toast()).hasText("The list has changed. It begins again.");
        assertThat(ben.page.locator("tr[data-id]")).hasCount(50);
    }

    @Test
    void staysQuickWithTenThousandKeys() {
        for (int i = 0; i < 10_000; i++) {
            scene.key("ben", "Key " + i, "files:read");
        }
        Visit ben = visit("ben");
        assertThat(ben.page.locator("tr[data-id]")).hasCount(50);
        ben.button("Next").click();
        assertThat(ben.page.locator(".pager span")).hasText("51 to 100");
        ben.page.locator("input[data-member=search]").fill("Key 4711");
        assertThat(ben.page.locator("tr[data-id] .name bdi")).hasText(new String[] {"Key 4711"});
    }
}
