// SPDX-License-Identifier: Apache-2.0
package dev.apikey.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Somebody at the page, in a browser window of his own. Whatever the browser complains about is kept. */
final class Visit implements AutoCloseable {

    private static final String REPORT_VIOLATIONS =
            "addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))";

    final BrowserContext context;
    final Page page;

    private final String address;
    private final List<String> complaints;
    private final List<String> elsewhere;

    private Visit(Browser browser, String address, NewContextOptions options) {
        this.address = address;
        this.complaints = new CopyOnWriteArrayList<>();
        this.elsewhere = new CopyOnWriteArrayList<>();
        this.context = browser.newContext(
                options.setReducedMotion(ReducedMotion.REDUCE).setTimezoneId("Europe/Berlin"));
        context.setDefaultTimeout(10_000);
        context.addInitScript(REPORT_VIOLATIONS);
        context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
        context.onPage(this::watch);
        this.page = context.newPage();
    }

    private Visit(Visit first) {
        this.address = first.address;
        this.complaints = first.complaints;
        this.elsewhere = first.elsewhere;
        this.context = first.context;
        this.page = context.newPage();
    }

    static Visit by(String name, Browser browser, PageServer server, String language) {
        return by(
                name,
                browser,
                server,
                new NewContextOptions().setViewportSize(1280, 900).setLocale(language));
    }

    static Visit by(String name, Browser browser, PageServer server, NewContextOptions options) {
        Visit visit = new Visit(browser, server.address(), options.setColorScheme(ColorScheme.LIGHT));
        visit.logIn(name);
        return visit;
    }

    /** The same person in another tab of the same browser, which is closed and judged with the first. */
    Visit anotherTab() {
        return new Visit(this).open();
    }

    private void watch(Page opened) {
        opened.onConsoleMessage(message -> {
            // The browser's own note of an answer that is a failure, which tests provoke.
            if (List.of("error", "warning").contains(message.type())
                    && !message.text().startsWith("Failed to load resource")) {
                complaints.add(message.text());
            }
        });
        opened.onPageError(complaints::add);
        opened.onRequest(request -> {
            if (!request.url().startsWith(address) && !request.url().startsWith("data:")) {
                elsewhere.add(request.url());
            }
        });
    }

    void logIn(String name) {
        context.addCookies(List.of(new Cookie("user", name).setUrl(address)));
    }

    Visit open() {
        page.navigate(address + PageServer.PAGE);
        page.locator(".keys:not([aria-busy=true]), .empty, .failure").first().waitFor();
        return this;
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
    }

    Locator dialog() {
        return page.getByRole(AriaRole.DIALOG);
    }

    Locator row(String name) {
        return page.locator("tr[data-id]")
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByText(name, new Page.GetByTextOptions().setExact(true))));
    }

    Locator toast() {
        return page.locator(".toast");
    }

    /** Chooses an entry of a key's menu. */
    void choose(String name, String entry) {
        row(name).locator(".more").click();
        page.getByRole(AriaRole.MENUITEM, new GetByRoleOptions().setName(entry).setExact(true))
                .click();
    }

    /** A field of the open dialog. */
    Locator field(String label) {
        return dialog().getByLabel(label, new Locator.GetByLabelOptions().setExact(true));
    }

    /** Chooses how much a key may do. */
    void choose(String access) {
        dialog().locator(".choice", new Locator.LocatorOptions().setHasText(access))
                .click();
    }

    /** Answers calls to the API of this method and path in this way, until {@link #answerAsUsual}. */
    void answer(String method, String path, Consumer<Route> answer) {
        page.route(Pattern.compile("/api/2\\.0/keys" + path + "(\\?.*)?$"), route -> {
            if (route.request().method().equals(method)) {
                answer.accept(route);
            } else {
                route.fallback();
            }
        });
    }

    void answer(String method, String path, int status, String body) {
        answer(
                method,
                path,
                route -> route.fulfill(new Route.FulfillOptions()
                        .setStatus(status)
                        .setContentType("application/problem+json")
                        .setBody(body)));
    }

    void answerAsUsual() {
        page.unrouteAll();
    }

    /** All that the document holds, in its markup and in its fields. */
    String document() {
        return page.content()
                + page.evaluate("[...document.querySelectorAll('input')].map(i => i.value).join()")
                + page.evaluate(
                        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href, history.state])");
    }

    /** Presses a button of the open dialog. */
    void press(String name) {
        dialog().getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }

    void assertNothingWasWrong() {
        assertThat(complaints).as("what the browser complained about").isEmpty();
        assertThat(elsewhere).as("requests to other origins").isEmpty();
    }

    @Override
    public void close() {
        context.close();
    }
}
