// SPDX-License-Identifier: Apache-2.0
package dev.apikey.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.apikey.ApiKey;
import dev.apikey.ApiKey.State;
import dev.apikey.KeyQuery;
import dev.apikey.Permissions;
import dev.apikey.spi.RecordedEvent;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is done with one key, and what is said about it before and after. */
class ChangeTest extends PageTest {

    private ApiKey read(UUID id) {
        return server.admin().find(id).orElseThrow();
    }

    private ApiKey successorOf(UUID id) {
        return read(Objects.requireNonNull(read(id).replacedBy(), "it was not rotated"));
    }

    private State stateOf(UUID id) {
        return server.admin().stateOf(read(id));
    }

    private int changes() {
        return server.store.events(1, 1_000).size();
    }

    @Nested
    class Edit {

        @Test
        void changesNameAndPermissionsInOneStep() {
            UUID id = scene.key("ben", "CI", "files:read").id();
            Visit ben = visit("ben");
            ben.choose("CI", "Edit…");
            assertThat(ben.field("Name")).hasValue("CI");
            assertThat(ben.field("files read")).isChecked();
            ben.field("Name").fill("Nightly");
            ben.field("files write").check();
            ben.press("Save");
            assertThat(ben.toast()).hasText("Saved: Nightly");
            assertThat(ben.row("Nightly").locator(".disclosure")).hasText("Restricted · 2");
            assertThat(read(id).permissions().patterns()).containsExactlyInAnyOrder("files:read", "files:write");
            assertThat(changes()).isEqualTo(2);
        }

        @Test
        void sendsNothingWhereNothingWasChanged() {
            scene.key("ben", "CI", "files:read");
            Visit ben = visit("ben");
            ben.choose("CI", "Edit…");
            ben.press("Save");
            assertThat(ben.dialog()).hasCount(0);
            assertThat(ben.row("CI").locator(".more")).isFocused();
            assertThat(changes()).isEqualTo(1);
        }

        @Test
        void keepsPatternsThatNoBoxStandsFor() {
            UUID id = scene.key("ben", "CI", "files:*", "rooms:read").id();
            Visit ben = visit("ben");
            ben.choose("CI", "Edit…");
            assertThat(ben.field("files share")).isChecked();
            assertThat(ben.field("files share")).isDisabled();
            ben.field("rooms write").check();
            ben.press("Save");
            assertThat(ben.toast()).isVisible();
            assertThat(read(id).permissions().patterns())
                    .containsExactlyInAnyOrder("files:*", "rooms:read", "rooms:write");
            ben.choose("CI", "Edit…");
            ben.field("files:*").uncheck();
            assertThat(ben.field("files share")).not().isChecked();
            ben.field("files read").check();
            ben.press("Save");
            assertThat(ben.dialog()).hasCount(0);
            assertThat(read(id).permissions().patterns())
                    .containsExactlyInAnyOrder("files:read", "rooms:read", "rooms:write");
        }

        @Test
        void asksWhereSomebodyElseWasFaster() {
            UUID id = scene.key("ben", "CI", "files:read").id();
            Visit ben = visit("ben");
            ben.choose("CI", "Edit…");
            ben.field("Name").fill("Mine");
            server.admin().update(id, key -> key.withName("Theirs").withPermissions(Permissions.of("rooms:read")));
            ben.press("Save");
            assertThat(ben.dialog().locator(".conflict"))
                    .containsText("Somebody else changed this key while you were editing. Nothing was saved.");
            assertThat(ben.dialog().locator(".conflict")).containsText("It is now Theirs, with rooms:read.");
            assertThat(ben.field("Name")).hasValue("Mine");
            assertThat(read(id).name()).isEqualTo("Theirs");
            ben.press("Save mine instead");
            assertThat(ben.toast()).hasText("Saved: Mine");
            assertThat(read(id).name()).isEqualTo("Mine");
        }

        @Test
        void takesWhatIsThereIfThePersonWantsThat() {
            UUID id = scene.key("ben", "CI", "files:read").id();
            Visit ben = visit("ben");
            ben.choose("CI", "Edit…");
            ben.field("Name").fill("Mine");
            server.admin().update(id, key -> key.withName("Theirs"));
            ben.press("Save");
            ben.press("Take what is there now");
            assertThat(ben.field("Name")).hasValue("Theirs");
            ben.field("Name").fill("Both");
            ben.press("Save");
            assertThat(ben.toast()).hasText("Saved: Both");
        }

        @Test
        void saysThatTheKeyWasRevokedMeanwhile() {
            UUID id = scene.key("ben", "CI", "files:read").id();
            Visit ben = visit("ben");
            ben.choose("CI", "Edit…");
            ben.field("Name").fill("Mine");
            server.admin().revoke(id, "leaked");
            ben.press("Save");
            assertThat(ben.dialog().locator(".failure")).containsText("revoked");
            assertThat(ben.field("Name")).hasValue("Mine");
        }
    }

    @Nested
    class Rotate {

        @Test
        void saysWhenTheOldKeyStopsAndKeepsToIt() {
            ApiKey key = scene.keyFor("ben", "CI", 90, "files:read");
            Visit ben = visit("ben");
            ben.choose("CI", "Rotate…");
            assertThat(ben.dialog().locator(".consequence"))
                    .containsText("Requests with " + key.hint() + " are refused from ");
            ben.field("The old key keeps working for").selectOption("1");
            ben.press("Rotate");
            ben.press("Copy");
            ben.press("Done");
            ApiKey old = read(key.id());
            assertThat(Duration.between(server.clock.instant(), old.expiresAt()))
                    .isLessThanOrEqualTo(Duration.ofHours(1));
            ApiKey successor = successorOf(key.id());
            assertThat(Duration.between(successor.createdAt(), successor.expiresAt()))
                    .isEqualTo(Duration.ofDays(90));
        }

        @Test
        void canEndTheOldKeyAtOnceAndTakeAnotherLifetime() {
            UUID id = scene.key("ben", "CI", "files:read").id();
            Visit ben = visit("ben");
            ben.choose("CI", "Rotate…");
            ben.field("The old key keeps working for").selectOption("0");
            assertThat(ben.dialog().locator(".consequence")).containsText("are refused at once.");
            ben.field("The new key expires").selectOption("30");
            ben.press("Rotate");
            ben.press("Copy");
            ben.press("Done");
            assertThat(stateOf(id)).isEqualTo(State.EXPIRED);
            ApiKey successor = successorOf(id);
            assertThat(Duration.between(successor.createdAt(), successor.expiresAt()))
                    .isEqualTo(Duration.ofDays(30));
        }

        @Test
        void leadsToTheSuccessorWhereItWasDoneBefore() {
            UUID id = scene.key("ben", "CI", "files:read").id();
            Visit ben = visit("ben");
            server.admin().rotate(id, dev.apikey.Rotation.standard());
            ben.choose("CI", "Rotate…");
            ben.press("Rotate");
            assertThat(ben.dialog().locator(".failure")).containsText("This key was rotated before.");
            ben.press("Show the successor");
            assertThat(ben.page.locator("dialog.drawer")).containsText(String.valueOf(read(id).replacedBy()));
        }
    }

    @Nested
    class Ending {

        @Test
        void disablesAfterSayingWhatStopsAndEnablesAtOnce() {
            ApiKey key = scene.key("ben", "CI", "files:read");
            Visit ben = visit("ben");
            Locator onOff = ben.row("CI").locator("[role=switch]");
            onOff.click();
            assertThat(ben.dialog())
                    .containsText("CI stops working: requests with " + key.hint()
                            + " are refused until you enable it again.");
            ben.press("Cancel");
            assertThat(stateOf(key.id())).isEqualTo(State.ACTIVE);
            onOff.click();
            ben.press("Disable");
            assertThat(ben.toast()).hasText("Disabled: CI");
            assertThat(onOff).hasAttribute("aria-checked", "false");
            assertThat(stateOf(key.id())).isEqualTo(State.DISABLED);
            onOff.click();
            assertThat(ben.toast()).hasText("Enabled: CI");
            assertThat(onOff).hasAttribute("aria-checked", "true");
            assertThat(onOff).isFocused();
            assertThat(stateOf(key.id())).isEqualTo(State.ACTIVE);
        }

        @Test
        void saysWhyAKeyCannotBeEnabled() {
            UUID id = scene.key("cyd", "Strong", "*").id();
            server.admin().disable(id);
            Visit cyd = visit("cyd");
            cyd.choose("Strong", "Enable");
            assertThat(cyd.dialog().locator(".failure")).containsText("permissions");
            assertThat(stateOf(id)).isEqualTo(State.DISABLED);
            cyd.dialog().locator("footer button").click();
            assertThat(cyd.dialog()).hasCount(0);
        }

        @Test
        void revokesForGoodWithAReason() {
            ApiKey key = scene.key("ben", "CI", "files:read");
            Visit ben = visit("ben");
            ben.choose("CI", "Revoke…");
            assertThat(ben.dialog()).containsText("CI stops working for good: requests with " + key.hint());
            ben.field("Reason").fill("laptop lost");
            ben.press("Revoke for good");
            assertThat(ben.toast()).hasText("Revoked: CI");
            assertThat(ben.row("CI").locator(".badge")).hasText("Revoked");
            assertThat(stateOf(key.id())).isEqualTo(State.REVOKED);
            assertThat(read(key.id()).revokedReason()).isEqualTo("laptop lost");
            ben.row("CI").locator(".more").click();
            assertThat(ben.page.locator("[role=menuitem]")).hasText(new String[] {"Use and history", "Delete…"});
        }

        @Test
        void deletesAndKeepsTheHistory() {
            ApiKey key = scene.key("ben", "CI", "files:read");
            Visit ben = visit("ben");
            ben.choose("CI", "Delete…");
            assertThat(ben.dialog()).containsText("Its record is erased; its history stays.");
            ben.press("Delete");
            assertThat(ben.toast()).hasText("Deleted: CI");
            assertThat(ben.page.locator(".empty")).isVisible();
            assertThat(server.admin().find(key.id())).isEmpty();
            assertThat(server.admin().history(key.id(), Long.MAX_VALUE, 10)).hasSize(2);
        }

        @Test
        void saysThatAKeyIsNotThereAnyMore() {
            UUID id = scene.key("ben", "CI", "files:read").id();
            Visit ben = visit("ben");
            server.admin().delete(id);
            ben.choose("CI", "Revoke…");
            ben.press("Revoke for good");
            assertThat(ben.dialog().locator(".failure"))
                    .hasText("This key is not there any more. Somebody may have deleted it.");
            ben.press("Cancel");
            assertThat(ben.page.locator(".empty")).isVisible();
        }
    }

    @Nested
    class Details {

        @Test
        void drawTheDailyUseAndSayTheSameInWords() {
            ApiKey key = scene.oldKey("ben", "CI", 40, "files:read");
            scene.use(key.id(), 29, 7);
            scene.use(key.id(), 3, 25);
            scene.use(key.id(), 0, 10);
            Visit ben = visit("ben");
            ben.choose("CI", "Use and history");
            assertThat(ben.dialog().locator(".bar")).hasCount(30);
            assertThat(ben.dialog().locator(".bar:not(.bar-none)")).hasCount(3);
            assertThat(ben.dialog().locator(".chart .hint"))
                    .containsText("42 requests in the last 30 days, most of them on");
            assertThat(ben.dialog().locator(".chart .hint")).containsText("(25 requests)");
            String labelledBy = ben.dialog().locator("svg[role=img]").getAttribute("aria-labelledby");
            assertThat(ben.page.locator("#" + labelledBy)).containsText("42 requests");
            ben.dialog().locator("summary").click();
            assertThat(ben.dialog().locator(".plain-table tbody tr")).hasCount(3);
            assertThat(ben.dialog().locator(".plain-table td")).hasText(new String[] {"7", "25", "10"});
        }

        @Test
        void sayThatThereWasNoUse() {
            scene.key("ben", "CI", "files:read");
            Visit ben = visit("ben");
            ben.choose("CI", "Use and history");
            assertThat(ben.dialog().getByText("No request in the last 30 days."))
                    .isVisible();
        }

        @Test
        void tellWhatHappenedTheLatestFirst() {
            scene.busyKey("ben", "CI");
            server.admin()
                    .revoke(server.admin().list(KeyQuery.all()).keys().get(0).id(), "<b>leaked</b>");
            Visit ada = visit("ada");
            ada.choose("CI 2", "Use and history");
            assertThat(ada.dialog().locator(".event strong"))
                    .hasText(new String[] {"Revoked", "Enabled", "Disabled", "Changed", "Changed", "Created"});
            assertThat(ada.dialog().locator(".event").first()).containsText("Reason: <b>leaked</b>");
            assertThat(ada.dialog().locator(".event").nth(3))
                    .containsText("Permissions: files:read, files:write → files:read");
            assertThat(ada.dialog().locator(".event").nth(4)).containsText("Name: CI → CI 2");
            assertThat(ada.dialog().locator(".event").nth(5)).containsText("by Ada Lovelace");
            assertThat(ada.dialog().locator(".facts")).containsText("Revoked");
        }

        @Test
        void tellEarlierEventsOnRequest() {
            UUID id = scene.key("ben", "CI", "files:read").id();
            for (int i = 0; i < 15; i++) {
                server.admin().disable(id);
                server.admin().enable(id);
            }
            Visit ben = visit("ben");
            ben.choose("CI", "Use and history");
            assertThat(ben.dialog().locator(".event")).hasCount(20);
            ben.press("Earlier events");
            assertThat(ben.dialog().locator(".event")).hasCount(31);
            List<RecordedEvent> all = server.store.events(1, 100);
            assertThat(all).hasSize(31);
        }
    }

    @Nested
    class Several {

        @Test
        void areRevokedAsSelected() {
            for (int i = 0; i < 4; i++) {
                scene.key("ben", "Key " + i, "files:read");
            }
            Visit ben = visit("ben");
            ben.row("Key 1").locator("input").check();
            ben.row("Key 2").locator("input").check();
            assertThat(ben.page.locator(".several span")).hasText("2 keys selected");
            ben.button("Revoke selected…").click();
            assertThat(ben.dialog().locator("h2")).hasText("Revoke 2 keys");
            assertThat(ben.dialog().locator(".listed li")).hasCount(2);
            ben.field("Reason").fill("spring cleaning");
            ben.press("Revoke 2 keys for good");
            assertThat(ben.toast()).hasText("2 keys revoked");
            assertThat(ben.page.locator("tr[data-state=revoked]")).hasCount(2);
            assertThat(ben.page.locator(".several")).hasCount(0);
        }

        @Test
        void areCountedBeforeAnAuditRevokesThem() {
            for (int i = 0; i < 230; i++) {
                scene.oldKey("ben", "Old " + i, 100, "files:read");
            }
            UUID young = scene.key("ben", "Young", "files:read").id();
            Visit ada = visit("ada");
            ada.page.locator(".chip[data-filter=unused]").click();
            assertThat(ada.page.locator(".chip[data-filter=unused] .count")).hasText(" 230");
            ada.button("Revoke all of these…").click();
            assertThat(ada.dialog().locator("h2")).hasText("Revoke 230 keys");
            assertThat(ada.dialog().locator(".listed li").last()).hasText("and 210 keys more");
            UUID later = scene.oldKey("ben", "Later", 100, "files:read").id();
            ada.press("Revoke 230 keys for good");
            assertThat(ada.dialog().locator(".error:visible")).hasText("Type the number 230.");
            ada.field("Type 230 to confirm").fill("230");
            ada.press("Revoke 230 keys for good");
            assertThat(ada.toast()).hasText("230 keys revoked");
            assertThat(stateOf(young)).isEqualTo(State.ACTIVE);
            assertThat(stateOf(later)).as("was not counted").isEqualTo(State.ACTIVE);
            assertThat(ada.page.locator(".chip[data-filter=unused] .count")).hasText(" 1");
        }

        @Test
        void goOnWhereTheyStoppedAfterAFailure() {
            for (int i = 0; i < 210; i++) {
                scene.oldKey("ben", "Old " + i, 100, "files:read");
            }
            Visit ben = visit("ben");
            ben.page.locator(".chip[data-filter=never]").click();
            ben.button("Revoke all of these…").click();
            ben.field("Type 210 to confirm").fill("210");
            int[] calls = {0};
            ben.answer("POST", "/revoke", route -> {
                if (++calls[0] == 2) {
                    route.abort();
                } else {
                    route.fallback();
                }
            });
            ben.press("Revoke 210 keys for good");
            assertThat(ben.dialog().locator(".failure")).containsText("The server cannot be reached.");
            assertThat(server.admin().count(KeyQuery.all().inState(State.REVOKED)))
                    .isEqualTo(200);
            ben.press("Try again");
            assertThat(ben.toast()).hasText("210 keys revoked");
        }
    }
}
