// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import dev.apikey.ApiKey;
import dev.apikey.servlet.ApiKeyPrincipal;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code GET /api/2.0/people/@self}: whoever presents a key hears whose it is and what it may do. */
final class SelfServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ApiKey key = ApiKeyPrincipal.of(request).orElseThrow().key();
        Json.send(response, HttpServletResponse.SC_OK, json -> {
            json.writeStringField("owner", key.owner());
            json.writeStringField("keyId", key.id().toString());
            json.writeArrayFieldStart("permissions");
            for (String pattern : key.permissions().patterns()) {
                json.writeString(pattern);
            }
            json.writeEndArray();
        });
    }
}
