// SPDX-License-Identifier: Apache-2.0
package dev.apikey.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Response;
import dev.apikey.ApiKey;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** One person with the page in two tabs of his browser. */
class TabsTest extends PageTest {

    private static final Pattern SECRET = Pattern.compile("acme_live_[0-9a-z]{26}_[0-9A-Za-z]{49}");

    private ApiKey read(UUID id) {
        return server.admin().find(id).orElseThrow();
    }

    private static void edit(Visit tab) {
        tab.choose("CI", "Edit…");
        assertThat(tab.field("Name")).hasValue("CI");
    }

    /** Presses Save. */
    private static int answerToSave(Visit tab) {
        Response answer = tab.page.waitForResponse(
                response -> response.request().method().equals("PUT"), () -> tab.press("Save"));
        return answer.status();
    }

    @Test
    void isToldInTheSecondThatTheFirstHasSavedAndLosesNothing() {
        UUID id = scene.key("ben", "CI", "files:read").id();
        Visit first = visit("ben");
        Visit second = first.anotherTab();
        edit(first);
        edit(second);
        first.field("rooms read").check();
        assertThat(answerToSave(first)).isEqualTo(200);
        assertThat(first.toast()).hasText("Saved: CI");

        second.field("Name").fill("CI of the second tab");
        assertThat(answerToSave(second)).isEqualTo(412);
        assertThat(second.dialog().locator(".conflict"))
                .containsText("Somebody else changed this key while you were editing. Nothing was saved.");
        assertThat(second.dialog().locator(".conflict")).containsText("It is now CI, with files:read, rooms:read.");
        assertThat(second.field("Name")).hasValue("CI of the second tab");
        assertThat(read(id).name()).isEqualTo("CI");

        second.press("Save mine instead");
        assertThat(second.toast()).hasText("Saved: CI of the second tab");
        assertThat(read(id).name()).isEqualTo("CI of the second tab");
        assertThat(read(id).permissions().patterns())
                .as("what only the first has changed")
                .containsExactlyInAnyOrder("files:read", "rooms:read");
    }

    @Test
    void isToldAgainIfTheFirstSavesOnceMore() {
        UUID id = scene.key("ben", "CI", "files:read").id();
        Visit first = visit("ben");
        Visit second = first.anotherTab();
        edit(first);
        edit(second);
        first.field("Name").fill("One");
        first.press("Save");
        second.field("Name").fill("Two");
        second.press("Save");
        assertThat(second.dialog().locator(".conflict")).containsText("It is now One");
        first.choose("One", "Edit…");
        first.field("Name").fill("One and a half");
        first.press("Save");
        assertThat(first.toast()).hasText("Saved: One and a half");
        second.press("Save mine instead");
        assertThat(second.dialog().locator(".conflict")).containsText("It is now One and a half");
        assertThat(second.field("Name")).hasValue("Two");
        assertThat(read(id).name()).isEqualTo("One and a half");
    }

    @Test
    void seesTheSecretInOneOfThemOnly() {
        Visit first = visit("ben");
        Visit second = first.anotherTab();
        first.button("Create new secret key").first().click();
        first.field("Name").fill("Demo");
        first.choose("All");
        first.press("Create key");
        first.press("Reveal");
        assertThat(holdsSecret(first)).isTrue();
        assertThat(holdsSecret(second)).isFalse();
        second.page.reload();
        second.row("Demo").waitFor();
        second.choose("Demo", "Use and history");
        assertThat(second.dialog().locator(".event")).hasCount(1);
        assertThat(holdsSecret(second)).isFalse();
        first.press("Copy");
        first.press("Done");
        assertThat(holdsSecret(first)).isFalse();
    }

    private static boolean holdsSecret(Visit tab) {
        return SECRET.matcher(tab.document()).find();
    }

    @Test
    void learnsInADialogThatTheKeyWasRevokedInTheOtherTab() {
        for (String[] each : new String[][] {
            {"Edit…", "Save", "revoked"}, {"Rotate…", "Rotate", "revoked"}, {"Disable…", "Disable", "revoked"}
        }) {
            UUID id = scene.key("ben", each[0], "files:read").id();
            Visit first = visit("ben");
            Visit second = first.anotherTab();
            first.choose(each[0], each[0]);
            if (each[0].equals("Edit…")) {
                first.field("Name").fill("Typed");
            }
            second.choose(each[0], "Revoke…");
            second.press("Revoke for good");
            assertThat(second.toast()).hasText("Revoked: " + each[0]);
            first.press(each[1]);
            assertThat(first.dialog().locator(".failure")).containsText(each[2]);
            first.press("Cancel");
            assertThat(first.row(each[0]).locator(".badge")).hasText("Revoked");
            assertThat(read(id).revokedAt()).isNotNull();
        }
    }

    @Test
    void endsAKeyThatWasRevokedInTheOtherTabAllTheSame() {
        scene.key("ben", "One", "files:read");
        scene.key("ben", "Two", "files:read");
        Visit first = visit("ben");
        Visit second = first.anotherTab();
        first.choose("One", "Revoke…");
        second.choose("One", "Revoke…");
        second.press("Revoke for good");
        assertThat(second.toast()).hasText("Revoked: One");
        first.press("Revoke for good");
        assertThat(first.toast()).hasText("Revoked: One");
        first.choose("Two", "Delete…");
        second.choose("Two", "Revoke…");
        second.press("Revoke for good");
        assertThat(second.toast()).hasText("Revoked: Two");
        first.press("Delete");
        assertThat(first.toast()).hasText("Deleted: Two");
    }
}
