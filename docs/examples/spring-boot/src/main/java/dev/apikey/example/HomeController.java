// SPDX-License-Identifier: Apache-2.0
package dev.apikey.example;

import java.security.Principal;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** The one page that the example has for people, besides that for their keys. */
@RestController
class HomeController {

    @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
    String home(Principal user) {
        return """
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>Example</title>
                <h1>Hello, %s</h1>
                <p><a href="/developer/api-keys">API keys</a> · <a href="/logout">Log out</a></p>
                </html>
                """.formatted(HtmlUtils.htmlEscape(user.getName()));
    }
}
