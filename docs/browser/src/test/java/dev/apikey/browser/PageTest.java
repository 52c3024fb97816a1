// SPDX-License-Identifier: Apache-2.0
package dev.apikey.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** An application of its own for each test, and people who visit its page; whatever they do, the browser has nothing to complain about. */
@ExtendWith(Chromium.class)
abstract class PageTest {

    final PageServer server = PageServer.start();
    final Scene scene = new Scene(server);

    private final List<Visit> visits = new ArrayList<>();
    private @Nullable Browser running;

    @BeforeEach
    void takeBrowser(Browser browser) {
        running = browser;
    }

    @AfterEach
    void nothingWasWrong() {
        try {
            visits.forEach(Visit::assertNothingWasWrong);
        } finally {
            visits.forEach(Visit::close);
            server.close();
        }
    }

    Browser browser() {
        if (running == null) {
            throw new IllegalStateException("no browser is running");
        }
        return running;
    }

    /** Somebody opens the page. */
    Visit visit(String name) {
        return visit(name, "en-GB");
    }

    /** Somebody with a browser in another language. */
    Visit visit(String name, String language) {
        return visit(name, language, server);
    }

    /** Somebody opens the page of another application. */
    Visit visit(String name, String language, PageServer where) {
        return opened(Visit.by(name, browser(), where, language));
    }

    /** Somebody at a desk of 1280 by 900 points who has set his browser to 200 %: half as many are left to the page, each twice as large. */
    Visit zoomedVisit(String name) {
        return opened(Visit.by(
                name,
                browser(),
                server,
                new NewContextOptions()
                        .setViewportSize(640, 450)
                        .setDeviceScaleFactor(2)
                        .setLocale("en-GB")));
    }

    private Visit opened(Visit visit) {
        visits.add(visit);
        return visit.open();
    }
}
