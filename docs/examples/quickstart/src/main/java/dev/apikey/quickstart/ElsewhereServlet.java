// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Every address at which there is nothing. */
final class ElsewhereServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Json.problem(response, HttpServletResponse.SC_NOT_FOUND, "Not Found", "There is nothing at this address.");
    }
}
