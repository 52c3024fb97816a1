// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What a servlet of a test does. */
@FunctionalInterface
public interface Handler {

    void handle(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException;

    /** The servlet that does it, whatever the method. */
    static HttpServlet servlet(Handler handler) {
        return new HandlerServlet(handler);
    }

    /** A servlet that leaves everything to a handler. */
    final class HandlerServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient Handler handler;

        private HandlerServlet(Handler handler) {
            this.handler = handler;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            handler.handle(request, response);
        }
    }
}
