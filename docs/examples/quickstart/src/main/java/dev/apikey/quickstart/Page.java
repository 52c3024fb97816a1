// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Answers with a small page of HTML. */
final class Page {

    private Page() {}

    /** @param body HTML that holds nothing of the request unescaped */
    static void send(HttpServletResponse response, int status, String body) throws IOException {
        response.setStatus(status);
        response.setContentType("text/html");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'");
        response.getWriter()
                .write("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Quickstart</title>\n" + body
                        + "\n</html>\n");
    }
}
