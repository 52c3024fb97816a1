// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.apikey.browser.Chromium;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in the quickstart, with its login and its database, on each of its servers. */
@ExtendWith(Chromium.class)
class QuickstartPageTest {

    @ParameterizedTest
    @ValueSource(strings = {"tomcat", "jetty", "undertow"})
    void isWhereAPersonMakesAKeyThatAProgramUses(String server, Browser browser) throws Exception {
        Map<String, String> environment = Map.of(
                "SERVER", server, "PORT", "0", "DATABASE", "jdbc:h2:mem:page-" + server, "HASHER", "hmac-sha256");
        List<String> complaints = new ArrayList<>();
        try (Quickstart quickstart = Quickstart.start(Settings.read(environment, Path.of("target")));
                BrowserContext context = browser.newContext()) {
            context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
            Page page = context.newPage();
            page.onPageError(complaints::add);
            walk(page, addressOf(quickstart), "/api/2.0/files");
        }
        assertThat(complaints).isEmpty();
    }

    /** What it prints holds the first key, and goes nowhere. */
    private static String addressOf(Quickstart quickstart) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        quickstart.announceOn(new PrintStream(printed, true, StandardCharsets.UTF_8));
        return printed.toString(StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElseThrow()
                .replace("Listening on ", "");
    }

    /** A person logs in where he is led to, makes a key, a program uses it, and the person revokes it. */
    private static void walk(Page page, String address, String files) throws Exception {
        page.navigate(address + "/developer/api-keys");
        page.locator("input[name=username]").fill("ben");
        page.locator("input[name=password]").fill("ben");
        page.keyboard().press("Enter");
        page.locator(".empty button").click();
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("Nightly backup");
        page.getByLabel("files read", new Page.GetByLabelOptions().setExact(true))
                .check();
        press(page, "Create key");
        press(page, "Copy");
        assertThat(page.locator(".said")).hasText("Copied to the clipboard");
        String token = (String) page.evaluate("navigator.clipboard.readText()");
        press(page, "Done");
        assertThat(page.locator("tr[data-id] .name")).hasText("Nightly backup");
        assertThat(status("GET", address + files, token)).isEqualTo(200);
        assertThat(status("POST", address + files, token)).isEqualTo(403);

        page.locator("tr[data-id] .more").click();
        page.locator("[role=menuitem]").getByText("Revoke…").click();
        press(page, "Revoke for good");
        assertThat(page.locator(".toast")).hasText("Revoked: Nightly backup");
        assertThat(status("GET", address + files, token)).isEqualTo(401);

        page.context().clearCookies();
        page.locator(".chip[data-filter=active]").click();
        Page login = page.context().waitForPage(() -> page.locator(".failure a").click());
        assertThat(login.locator("input[name=password]")).isVisible();
    }

    private static void press(Page page, String name) {
        page.getByRole(AriaRole.DIALOG)
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }

    private static int status(String method, String address, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer " + token)
                .method(method, BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}
