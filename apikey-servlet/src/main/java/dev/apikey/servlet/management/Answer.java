// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a request is answered, complete before anything of it is sent. Immutable. */
final class Answer {

    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";

    private final int status;
    private final String contentType;
    private final Map<String, String> fields;
    private final byte[] body;

    private Answer(int status, String contentType, Map<String, String> fields, byte[] body) {
        this.status = status;
        this.contentType = contentType;
        this.fields = fields;
        this.body = body;
    }

    static Answer json(int status, byte[] body) {
        return new Answer(status, JSON, Map.of(), body);
    }

    static Answer problem(int status, Map<String, String> fields, byte[] body) {
        return new Answer(status, PROBLEM, fields, body);
    }

    static Answer options(String allow) {
        return new Answer(HttpServletResponse.SC_NO_CONTENT, "", Map.of("Allow", allow), new byte[0]);
    }

    Answer with(String field, String value) {
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.put(field, value);
        return new Answer(status, contentType, more, body);
    }

    /** Writes the answer itself: {@code sendError} would dispatch to an error page. */
    void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(status);
        fields.forEach(response::setHeader);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (body.length > 0) {
            response.setContentType(contentType);
            response.setContentLength(body.length);
            if (!request.getMethod().equals("HEAD")) {
                response.getOutputStream().write(body);
            }
        }
    }
}
