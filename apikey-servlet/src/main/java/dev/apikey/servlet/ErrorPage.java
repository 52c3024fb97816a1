// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;

/**
 * The page that a container shows for an error, while it runs. Tomcat calls what such a page forwards to an ERROR dispatch as well: it is
 * told from the page by its path.
 *
 * @param outermost whether no other filter of ours has entered it before
 */
record ErrorPage(HttpServletRequest request, boolean outermost) {

    private static final String PATH = "dev.apikey.servlet.error-page";

    /** Whether this dispatch goes to the error page itself. */
    static boolean isTargetOf(HttpServletRequest request) {
        if (request.getDispatcherType() != DispatcherType.ERROR) {
            return false;
        }
        Object running = request.getAttribute(PATH);
        return running == null || running.equals(RequestTarget.path(request));
    }

    static ErrorPage enter(HttpServletRequest request) {
        boolean outermost = request.getAttribute(PATH) == null;
        request.setAttribute(PATH, RequestTarget.path(request));
        return new ErrorPage(request, outermost);
    }

    void leave() {
        if (outermost) {
            request.removeAttribute(PATH);
        }
    }
}
