// SPDX-License-Identifier: Apache-2.0
package dev.apikey.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that are none, late, or no: what happened is said, it can be tried again, and nothing that was typed is lost. */
class FailureTest extends PageTest {

    private static final String NOT_THERE = "The server cannot be reached. Check your connection, then try again.";

    private Visit editing() {
        scene.key("ben", "CI", "files:read");
        Visit ben = visit("ben");
        ben.choose("CI", "Edit…");
        ben.field("Name").fill("Typed");
        return ben;
    }

    @Test
    void letSomebodyLogInAgainAndGoOn() {
        Visit ben = editing();
        ben.context.clearCookies();
        ben.press("Save");
        Locator failure = ben.dialog().locator(".failure");
        assertThat(failure)
                .containsText(
                        "Your session has ended. Log in again, then try once more. What you typed is still here.");
        Page login = ben.context.waitForPage(() -> failure.locator("a").click());
        assertThat(login).hasURL(server.address() + "/login");
        login.close();
        ben.logIn("ben");
        assertThat(ben.field("Name")).hasValue("Typed");
        ben.press("Try again");
        assertThat(ben.toast()).hasText("Saved: Typed");
    }

    @Test
    void leadToThePageAgainWhereTheHostNamesNoLogin() {
        try (PageServer other = PageServer.start(page -> page)) {
            Visit ben = visit("ben", "en-GB", other);
            ben.context.clearCookies();
            ben.button("Create new secret key").first().click();
            ben.field("Name").fill("Typed");
            ben.choose("All");
            ben.press("Create key");
            Locator again = ben.dialog().locator(".failure a");
            Page opened = ben.context.waitForPage(again::click);
            assertThat(opened.locator("h1")).hasText("Log in to see your API keys");
            assertThat(ben.field("Name")).hasValue("Typed");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            503 | {"status":503,"detail":"x"}       | The server is busy and cannot answer now. Try again in 5 seconds. What you typed is still here.
            429 | {"status":429,"detail":"300 keys in an hour"} | 300 keys in an hour What you typed is still here.
            500 | <html>Oops</html>                 | The server gave an answer that this page does not understand (500). Try again, or tell whoever runs the application. What you typed is still here.
            200 | <html>Log in</html>               | The server gave an answer that this page does not understand (200). Try again, or tell whoever runs the application. What you typed is still here.
            200 | {"other":1}                       | The server gave an answer that this page does not understand (200). Try again, or tell whoever runs the application. What you typed is still here.
            404 | {"status":404,"detail":"x"}       | This key is not there any more. Somebody may have deleted it.
            403 | {"status":403,"detail":"<b>You may not.</b>"} | <b>You may not.</b>
            409 | {"status":409,"detail":"It has expired."} | It has expired.
            """)
    void sayWhatHappened(int status, String body, String said) {
        Visit ben = editing();
        ben.answer("PUT", "/[0-9a-f-]+", status, body);
        ben.press("Save");
        assertThat(ben.dialog().locator(".failure p").first()).hasText(said);
        assertThat(ben.field("Name")).hasValue("Typed");
        ben.answerAsUsual();
        ben.press("Save");
        assertThat(ben.toast()).hasText("Saved: Typed");
    }

    @Test
    void takeARedirectToALoginPageForAnEndedSession() {
        Visit ben = editing();
        ben.answer(
                "PUT",
                "/[0-9a-f-]+",
                route -> route.fulfill(
                        new Route.FulfillOptions().setStatus(302).setHeaders(java.util.Map.of("Location", "/login"))));
        ben.press("Save");
        assertThat(ben.dialog().locator(".failure")).isVisible();
        assertThat(ben.field("Name")).hasValue("Typed");
    }

    @Test
    void ofTheNetworkCanBeTriedAgain() {
        Visit ben = editing();
        ben.answer("PUT", "/[0-9a-f-]+", Route::abort);
        ben.press("Save");
        assertThat(ben.dialog().locator(".failure p").first()).hasText(NOT_THERE + " What you typed is still here.");
        ben.answerAsUsual();
        ben.press("Try again");
        assertThat(ben.toast()).hasText("Saved: Typed");
    }

    @Test
    void atTheStartCanBeTriedAgain() {
        scene.key("ben", "CI", "files:read");
        Visit ben = visit("ben");
        ben.answer("GET", "/authority", 503, "{}");
        ben.page.reload();
        assertThat(ben.page.locator(".failure")).containsText("The server is busy");
        assertThat(ben.button("Create new secret key")).isDisabled();
        ben.answerAsUsual();
        ben.button("Try again").click();
        assertThat(ben.row("CI")).isVisible();
        assertThat(ben.button("Create new secret key")).isEnabled();
    }

    @Test
    void ofTheListKeepTheSearch() {
        scene.key("ben", "CI", "files:read");
        Visit ben = visit("ben");
        ben.answer("GET", "", Route::abort);
        ben.page.locator("input[data-member=search]").fill("CI");
        assertThat(ben.page.locator(".failure")).containsText(NOT_THERE);
        ben.answerAsUsual();
        ben.button("Try again").click();
        assertThat(ben.row("CI")).isVisible();
        assertThat(ben.page.locator("input[data-member=search]")).hasValue("CI");
    }

    @Test
    void ofChartAndHistoryLeaveTheRest() {
        scene.key("ben", "CI", "files:read");
        Visit ben = visit("ben");
        ben.answer("GET", "/[0-9a-f-]+/(usage|history)", 503, "{}");
        ben.choose("CI", "Use and history");
        assertThat(ben.dialog().locator(".failure")).hasCount(2);
        assertThat(ben.dialog().locator(".facts")).isVisible();
        ben.answerAsUsual();
        ben.dialog().locator(".failure .retry").first().click();
        assertThat(ben.dialog().getByText("No request in the last 30 days.")).isVisible();
    }

    /** The page's own patience runs on a clock that the test moves. */
    @Test
    void thatDoNotComeAreWaitedForAloud() {
        scene.key("ben", "CI", "files:read");
        Visit ben = visit("ben");
        ben.page.clock().install();
        List<Route> held = new ArrayList<>();
        ben.answer("POST", "/[0-9a-f-]+/revoke", held::add);
        ben.choose("CI", "Revoke…");
        ben.press("Revoke for good");
        ben.page.clock().fastForward(5_000);
        assertThat(ben.dialog().locator(".progress")).hasText("Still waiting for the server…");
        ben.page.keyboard().press("Escape");
        assertThat(ben.dialog()).isVisible();
        ben.dialog().locator("button[type=submit]").click(new Locator.ClickOptions().setForce(true));
        held.forEach(Route::resume);
        assertThat(ben.toast()).hasText("Revoked: CI");
        assertThat(held).hasSize(1);
    }

    @Test
    void ofAListThatDoesNotComeIsSaidAloud() {
        scene.key("ben", "CI", "files:read");
        Visit ben = visit("ben");
        ben.page.clock().install();
        List<Route> held = new ArrayList<>();
        ben.answer("GET", "", held::add);
        ben.page.locator(".chip[data-filter=active]").click();
        assertThat(ben.page.locator(".waiting-again")).isVisible();
        ben.page.clock().fastForward(5_000);
        assertThat(ben.page.locator(".slow")).hasText("Still waiting for the server…");
        held.forEach(Route::resume);
        assertThat(ben.page.locator(".slow")).hasCount(0);
        assertThat(ben.row("CI")).isVisible();
    }

    @Test
    void doNotLetAnOlderAnswerReplaceANewerOne() {
        scene.key("ben", "First", "files:read");
        scene.key("ben", "Second", "files:read");
        Visit ben = visit("ben");
        List<Route> held = new ArrayList<>();
        ben.answer("GET", "", route -> {
            if (route.request().url().contains("search=First")) {
                held.add(route);
            } else {
                route.fallback();
            }
        });
        Locator search = ben.page.locator("input[data-member=search]");
        ben.page.waitForRequest(request -> request.url().contains("search=First"), () -> search.fill("First"));
        search.fill("Second");
        assertThat(ben.page.locator("tr[data-id] .name bdi")).hasText(new String[] {"Second"});
        Response late = ben.page.waitForResponse(
                response -> response.url().contains("search=First"), () -> held.forEach(Route::resume));
        assertThat(late.status()).isEqualTo(200);
        assertThat(ben.page.locator("tr[data-id] .name bdi")).hasText(new String[] {"Second"});
    }
}
