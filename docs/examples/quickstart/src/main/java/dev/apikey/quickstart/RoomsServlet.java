// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code GET /api/2.0/rooms}: a few rooms. No rule names its path: what a key needs stands here. */
@RolesAllowed("rooms:read")
final class RoomsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final String[] ROOMS = {"Board", "Design", "Support"};

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Json.send(response, HttpServletResponse.SC_OK, json -> {
            json.writeArrayFieldStart("rooms");
            for (String room : ROOMS) {
                json.writeString(room);
            }
            json.writeEndArray();
        });
    }
}
