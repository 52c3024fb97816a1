// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers in JSON. */
final class Json {

    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /** What writes the members of the answer's object. */
    interface Members {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** Answers with an object that has these members. */
    static void send(HttpServletResponse response, int status, Members members) throws IOException {
        send(response, status, "application/json", members);
    }

    /** Answers that something is wrong (RFC 9457). */
    static void problem(HttpServletResponse response, int status, String title, String detail) throws IOException {
        send(response, status, "application/problem+json", json -> {
            json.writeStringField("type", "about:blank");
            json.writeStringField("title", title);
            json.writeNumberField("status", status);
            json.writeStringField("detail", detail);
        });
    }

    private static void send(HttpServletResponse response, int status, String type, Members members)
            throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-store");
        try (JsonGenerator json = FACTORY.createGenerator(response.getOutputStream())) {
            json.writeStartObject();
            members.writeTo(json);
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }
}
