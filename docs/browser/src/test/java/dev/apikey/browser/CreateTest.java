// SPDX-License-Identifier: Apache-2.0
package dev.apikey.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.apikey.ApiKey;
import dev.apikey.KeyQuery;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Making a key: what can be asked for, and what is refused beside the field. */
class CreateTest extends PageTest {

    private Visit opened(String who) {
        Visit visit = visit(who);
        visit.button("Create new secret key").first().click();
        assertThat(visit.dialog()).isVisible();
        assertThat(visit.field("Name")).isFocused();
        return visit;
    }

    private List<ApiKey> keys() {
        return server.admin().list(KeyQuery.all()).keys();
    }

    private static void assertShown(Visit visit) {
        assertThat(visit.dialog().locator("h2")).hasText("Save your key");
    }

    @Test
    void grantsWhatIsTickedInTheMatrix() {
        Visit ben = opened("ben");
        ben.field("Name").fill("  CI pipeline ");
        ben.field("files read").check();
        ben.field("All of rooms").check();
        ben.press("Create key");
        assertShown(ben);
        ApiKey key = keys().get(0);
        assertThat(key.name()).isEqualTo("CI pipeline");
        assertThat(key.owner()).isEqualTo("ben");
        assertThat(key.permissions().patterns()).containsExactlyInAnyOrder("files:read", "rooms:read", "rooms:write");
        assertThat(Duration.between(key.createdAt(), key.expiresAt())).isEqualTo(Duration.ofDays(90));
    }

    @Test
    void grantsEverythingOrReadingEverything() {
        Visit ben = opened("ben");
        ben.field("Name").fill("All");
        ben.choose("All");
        assertThat(ben.dialog().locator(".matrix")).isHidden();
        ben.dialog().locator("select").selectOption("");
        assertThat(ben.dialog().locator(".told"))
                .hasText("A key that never expires is forgotten sooner than it is revoked.");
        ben.press("Create key");
        assertShown(ben);
        assertThat(keys().get(0).permissions().patterns()).containsExactly("*");
        assertThat(keys().get(0).expiresAt()).isNull();
        ben.press("Copy");
        ben.press("Done");

        ben.button("Create new secret key").click();
        ben.field("Name").fill("Read");
        ben.choose("Read only");
        ben.dialog().locator("select").selectOption("custom");
        ben.field("Another number of days").fill("11");
        ben.press("Create key");
        assertShown(ben);
        ApiKey read =
                server.admin().list(KeyQuery.all().containing("Read")).keys().get(0);
        assertThat(read.permissions().patterns()).containsExactly("*:read");
        assertThat(Duration.between(read.createdAt(), read.expiresAt())).isEqualTo(Duration.ofDays(11));
    }

    @Test
    void offersOnlyWhatThePersonMayGrant() {
        Visit cyd = opened("cyd");
        assertThat(cyd.dialog()
                        .getByRole(
                                com.microsoft.playwright.options.AriaRole.RADIO,
                                new Locator.GetByRoleOptions().setDisabled(true)))
                .hasCount(2);
        assertThat(cyd.dialog().locator(".matrix tbody tr")).hasCount(2);
        assertThat(cyd.field("files share")).isEnabled();
        assertThat(cyd.field("rooms write")).hasCount(0);
        assertThat(cyd.dialog().getByText("2 permissions are not shown: you may not grant them."))
                .isVisible();
        Visit ada = opened("ada");
        assertThat(ada.field("apikeys write")).isVisible();
    }

    @Test
    void makesKeysForOthersByWhoManagesThem() {
        Visit ada = opened("ada");
        ada.field("Name").fill("Sync job");
        ada.field("Owner").fill("cyd");
        ada.choose("Read only");
        ada.press("Create key");
        assertShown(ada);
        assertThat(keys().get(0).owner()).isEqualTo("cyd");
        assertThat(keys().get(0).createdBy().id()).isEqualTo("ada");
        assertThat(opened("ben").field("Owner")).hasCount(0);
    }

    @Test
    void saysBesideEachFieldWhatIsWrongAndSendsNothing() {
        Visit ben = opened("ben");
        AtomicInteger sent = new AtomicInteger();
        ben.answer("POST", "", route -> sent.incrementAndGet());
        ben.dialog().locator("select").selectOption("custom");
        ben.press("Create key");
        assertThat(ben.dialog().locator(".error:visible")).hasText(new String[] {
            "Give the key a name.", "Tick at least one permission.", "A whole number of days from 1 to 365."
        });
        assertThat(ben.field("Name")).isFocused();
        assertThat(ben.field("Name")).hasAttribute("aria-invalid", "true");
        for (String days : List.of("0", "366", "1.5", "-3")) {
            ben.field("Another number of days").fill(days);
            ben.press("Create key");
            assertThat(ben.field("Another number of days")).hasAttribute("aria-invalid", "true");
        }
        ben.field("Name").fill("👩🏽‍🚀".repeat(17));
        ben.press("Create key");
        assertThat(ben.dialog().locator(".error:visible").first()).hasText("A name has at most 64 characters.");
        ben.field("Name").fill("fine");
        assertThat(ben.field("Name")).not().hasAttribute("aria-invalid", "true");
        assertThat(sent).hasValue(0);
    }

    @Test
    void showsTheServersRefusalBesideItsField() {
        Visit ben = opened("ben");
        ben.field("Name").fill("a\u202eb");
        ben.choose("All");
        ben.press("Create key");
        assertThat(ben.dialog().locator(".error:visible")).containsText("name must");
        assertThat(ben.field("Name")).isFocused();
        ben.field("Name").fill("fine");
        ben.answer("POST", "", 403, "{\"status\":403,\"detail\":\"permissions exceed\",\"member\":\"permissions\"}");
        ben.press("Create key");
        assertThat(ben.dialog().locator(".access-field .error")).hasText("permissions exceed");
        ben.answerAsUsual();
        ben.answer("POST", "", 400, "{\"status\":400,\"detail\":\"too long\",\"member\":\"expiresInDays\"}");
        ben.press("Create key");
        assertThat(ben.dialog().locator(".error:visible").last()).hasText("too long");
        ben.answerAsUsual();
        ben.answer("POST", "", 409, "{\"status\":409,\"detail\":\"The owner has 1000 live keys\"}");
        ben.press("Create key");
        assertThat(ben.dialog().locator(".failure")).hasText("The owner has 1000 live keys");
        assertThat(ben.field("Name")).hasValue("fine");
        assertThat(keys()).isEmpty();
    }

    @Test
    void makesOneKeyHoweverOftenSomebodyClicks() {
        Visit ben = opened("ben");
        ben.field("Name").fill("Once");
        ben.choose("All");
        ben.dialog().locator("button[type=submit]").dblclick();
        assertShown(ben);
        assertThat(keys()).hasSize(1);
    }

    @Test
    void warnsWhereTheAnswerWasLost() {
        Visit ben = opened("ben");
        ben.field("Name").fill("Lost");
        ben.choose("All");
        ben.answer("POST", "", route -> {
            route.fetch();
            route.abort();
        });
        ben.press("Create key");
        assertThat(ben.dialog().locator(".failure")).containsText("The server cannot be reached.");
        assertThat(ben.dialog()).containsText("The key may have been made all the same");
        assertThat(ben.field("Name")).hasValue("Lost");
        ben.press("Cancel");
        assertThat(ben.row("Lost")).isVisible();
    }
}
