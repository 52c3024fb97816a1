// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a browser is answered, with the fields that hold other pages off. Immutable. */
final class PageAnswer {

    /**
     * Scripts can make no markup out of text either ({@code require-trusted-types-for}), so that what people and other programs put into
     * names stays text.
     */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'";

    private static final Map<String, String> ALWAYS = Map.of(
            "Content-Security-Policy", POLICY,
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "same-origin",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin");

    private final int status;
    private final Map<String, String> fields;
    private final byte[] body;

    private PageAnswer(int status, Map<String, String> fields, byte[] body) {
        this.status = status;
        this.fields = fields;
        this.body = body;
    }

    static PageAnswer html(int status, String html) {
        return new PageAnswer(status, Map.of(), html.getBytes(StandardCharsets.UTF_8))
                .with("Content-Type", "text/html;charset=UTF-8")
                .with("Cache-Control", "no-store");
    }

    static PageAnswer empty(int status) {
        return new PageAnswer(status, Map.of("Cache-Control", "no-store"), new byte[0]);
    }

    /** Its address changes with its content, so it is never asked for again. */
    static PageAnswer file(PageFiles.File file) {
        return new PageAnswer(200, Map.of(), file.content())
                .with("Content-Type", file.type())
                .with("Cache-Control", "public, max-age=31536000, immutable");
    }

    PageAnswer with(String field, String value) {
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.put(field, value);
        return new PageAnswer(status, more, body);
    }

    /** Writes the answer itself: {@code sendError} would dispatch to an error page, {@code sendRedirect} name a host. */
    void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(status);
        ALWAYS.forEach(response::setHeader);
        fields.forEach(response::setHeader);
        if (body.length > 0) {
            response.setContentLength(body.length);
            if (!request.getMethod().equals("HEAD")) {
                response.getOutputStream().write(body);
            }
        }
    }
}
