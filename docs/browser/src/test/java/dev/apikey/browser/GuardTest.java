// SPDX-License-Identifier: Apache-2.0
package dev.apikey.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.Cookie;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a browser enforces for the page. */
class GuardTest extends PageTest {

    @Test
    void sendsWhoeverIsNotLoggedInToTheLogin() {
        Visit ben = visit("ben");
        ben.context.clearCookies();
        ben.page.navigate(server.address() + PageServer.PAGE);
        assertThat(ben.page).hasURL(server.address() + "/login");
    }

    @Test
    void lacksNothingThatItAsksForAndKeepsItsFiles() {
        scene.key("ben", "CI", "files:read");
        Visit ben = visit("ben");
        Set<String> folders = new TreeSet<>();
        ben.page.onResponse(response -> {
            if (response.url().matches(".*\\.(js|css|svg)$")) {
                folders.add(response.url().replaceAll("/[^/]*$", ""));
            }
            assertThat(response.status()).as(response.url()).isLessThan(400);
        });
        ben.page.reload();
        assertThat(ben.row("CI")).isVisible();
        assertThat(folders).hasSizeGreaterThanOrEqualTo(1);
    }

    @Test
    void isInNoFrame() {
        Page other = browserPage();
        other.navigate(server.address() + "/other?frame=1");
        assertThat(other.frameLocator("iframe").locator("main")).hasCount(0);
    }

    private Page browserPage() {
        Page page = browser().newPage();
        page.context().addCookies(List.of(new Cookie("user", "ben").setUrl(server.address())));
        return page;
    }

    @Test
    void runsNoScriptThatSomebodyPutsIntoIt() {
        try (Page page = browserPage()) {
            Response response = page.navigate(server.address() + PageServer.PAGE);
            assertThat(response.headerValue("content-security-policy")).contains("default-src 'none'");
            page.locator(".empty").waitFor();
            Object ran = page.evaluate("""
                    () => {
                      const script = document.createElement('script');
                      let refused = false;
                      try { script.text = 'window.ran = true'; } catch { refused = true; }
                      document.body.append(script);
                      try { document.body.innerHTML = '<img src=x onerror="window.ran = true">'; } catch { refused = true; }
                      return window.ran === undefined && refused;
                    }""");
            assertThat(ran).isEqualTo(true);
        }
    }
}
