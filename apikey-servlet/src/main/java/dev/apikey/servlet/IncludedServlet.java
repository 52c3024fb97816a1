// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The servlet that an include goes to. During one, the request itself goes on telling about the servlet that includes (Servlet 6.0
 * §9.3.1), and on Undertow the attribute for the included one's mapping does so as well. The attributes for its path are right everywhere,
 * so it is looked up by them among the mappings that the container tells of.
 */
final class IncludedServlet {

    private IncludedServlet() {}

    /** Null where the container has no servlet for it. */
    static @Nullable String name(HttpServletRequest request) {
        String servletPath = (String) request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH);
        String pathInfo = (String) request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO);
        if (servletPath == null) {
            return null;
        }
        Map<String, String> names = new HashMap<>();
        request.getServletContext()
                .getServletRegistrations()
                .forEach((name, registration) ->
                        registration.getMappings().forEach(mapping -> names.put(mapping, name)));
        return mappings(servletPath, pathInfo).stream()
                .map(names::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Those that give a servlet these two parts of a path, in the order in which they win (Servlet 6.0 §12.1). */
    private static List<String> mappings(String servletPath, @Nullable String pathInfo) {
        List<String> mappings = new ArrayList<>();
        if (pathInfo == null) {
            mappings.add(servletPath);
        } else if (servletPath.isEmpty() && pathInfo.equals("/")) {
            mappings.add("");
        }
        mappings.add(servletPath + "/*");
        String file = servletPath.substring(servletPath.lastIndexOf('/') + 1);
        if (file.indexOf('.') >= 0) {
            mappings.add("*" + file.substring(file.lastIndexOf('.')));
        }
        mappings.add("/");
        return mappings;
    }
}
