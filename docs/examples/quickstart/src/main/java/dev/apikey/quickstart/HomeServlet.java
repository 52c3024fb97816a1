// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** {@code GET /}: who is logged in, and where to go. */
final class HomeServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        // One of the demo users, whose names need no escape.
        @Nullable String user = request.getRemoteUser();
        String greeting = user == null
                ? "<p>Nobody is logged in. <a href=\"login\">Log in</a></p>"
                : "<p>Logged in as " + user + (request.isUserInRole("apikey-admin") ? ", administrator" : "") + ".</p>";
        Page.send(response, HttpServletResponse.SC_OK, """
                <h1>Quickstart</h1>
                %s
                <p><a href="developer/api-keys">API keys</a>: make, audit and revoke them.</p>
                <p>With an API key: GET /api/2.0/people/@self, GET and POST /api/2.0/files, GET /api/2.0/rooms. Without: GET /public/hello.</p>""".formatted(greeting));
    }
}
