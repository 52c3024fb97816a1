// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** {@code /api/2.0/files}: GET lists them, POST with the parameter {@code title} adds one. What a key may do is the filter's business. */
final class FilesServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final int MAX_TITLE = 100;

    private final transient SharedFiles files;
    private final transient InstantSource clock;

    FilesServlet(SharedFiles files, InstantSource clock) {
        this.files = files;
        this.clock = clock;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Json.send(response, HttpServletResponse.SC_OK, json -> {
            json.writeArrayFieldStart("files");
            for (SharedFile file : files.newest()) {
                json.writeStartObject();
                write(json, file);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        @Nullable String title = request.getParameter("title");
        if (title == null || title.isBlank() || title.length() > MAX_TITLE) {
            Json.problem(
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    "Bad Request",
                    "The parameter title must have 1 to " + MAX_TITLE + " characters.");
            return;
        }
        SharedFile added =
                files.add(title, request.getRemoteUser(), clock.instant().truncatedTo(ChronoUnit.MILLIS));
        Json.send(response, HttpServletResponse.SC_CREATED, json -> write(json, added));
    }

    private static void write(JsonGenerator json, SharedFile file) throws IOException {
        json.writeNumberField("id", file.id());
        json.writeStringField("title", file.title());
        json.writeStringField("owner", file.owner());
        json.writeStringField("createdAt", file.createdAt().toString());
    }
}
