// SPDX-License-Identifier: Apache-2.0
package dev.apikey.example;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The page in the example, behind the login of Spring Security, in a browser. */
@EnabledIf(value = "isChromiumInstalled", disabledReason = "Chromium is not installed: apt-get install chromium")
class ExamplePageTest {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    static boolean isChromiumInstalled() {
        return Files.isExecutable(CHROMIUM);
    }

    /** What it prints holds the first key, and goes nowhere. */
    private static ConfigurableApplicationContext start() {
        PrintStream console = System.out;
        System.setOut(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        try {
            return SpringApplication.run(
                    ExampleApplication.class,
                    "--spring.datasource.url=jdbc:h2:mem:page;DB_CLOSE_DELAY=-1",
                    "--server.port=0",
                    "--spring.main.register-shutdown-hook=false");
        } finally {
            System.setOut(console);
        }
    }

    @Test
    void isWhereAPersonMakesAKeyThatAProgramUses() throws Exception {
        Map<String, String> environment = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        List<String> complaints = new ArrayList<>();
        try (ConfigurableApplicationContext application = start();
                Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
                // Root has no sandbox; what is visited is our own page.
                Browser browser = playwright
                        .chromium()
                        .launch(new LaunchOptions().setExecutablePath(CHROMIUM).setArgs(List.of("--no-sandbox")));
                BrowserContext context = browser.newContext()) {
            context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
            Page page = context.newPage();
            page.onPageError(complaints::add);
            String port = application.getEnvironment().getRequiredProperty("local.server.port");
            walk(page, "http://127.0.0.1:" + port, "/api/files");
        }
        assertThat(complaints).isEmpty();
    }

    /** A person logs in where he is led to, makes a key, a program uses it, and the person revokes it. */
    private static void walk(Page page, String address, String files) throws Exception {
        page.navigate(address + "/developer/api-keys");
        page.locator("input[name=username]").fill("ben");
        page.locator("input[name=password]").fill("ben");
        page.keyboard().press("Enter");
        page.locator(".empty button").click();
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("Nightly backup");
        page.getByLabel("files read", new Page.GetByLabelOptions().setExact(true)).check();
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
        return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
    }
}
