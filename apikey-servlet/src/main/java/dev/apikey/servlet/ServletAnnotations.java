// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the servlet that the container chose for a request says in its annotations {@code @RolesAllowed}, {@code @PermitAll} and
 * {@code @DenyAll}. No container gives them a meaning on servlets. Thread-safe; remembers as many servlets as an application has.
 */
final class ServletAnnotations {

    private static final System.Logger LOG = System.getLogger(ServletAnnotations.class.getName());

    private static final List<Access> DENIED = List.of(new Access.Denied());

    private final Map<Servlet, AnnotatedServlet> known = new ConcurrentHashMap<>();

    private record Servlet(ServletContext context, String name) {}

    /** All of these must hold; empty if the servlet is not annotated. A servlet whose class cannot be read is denied. */
    List<Access> of(String method, HttpServletRequest request) {
        String name = request.getDispatcherType() == DispatcherType.INCLUDE
                ? IncludedServlet.name(request)
                : nameOfTarget(request.getHttpServletMapping());
        if (name == null) {
            return DENIED;
        }
        // No name, no servlet: simulated containers, as in tests of a host, have no more to tell.
        return name.isEmpty()
                ? List.of()
                : annotated(new Servlet(request.getServletContext(), name)).accessBy(method);
    }

    private static @Nullable String nameOfTarget(@Nullable HttpServletMapping mapping) {
        return mapping == null ? null : mapping.getServletName();
    }

    private AnnotatedServlet annotated(Servlet servlet) {
        AnnotatedServlet read = known.get(servlet);
        return read == null ? known.computeIfAbsent(servlet, ServletAnnotations::read) : read;
    }

    private static AnnotatedServlet read(Servlet servlet) {
        try {
            return AnnotatedServlet.read(classOf(servlet));
        } catch (Exception | LinkageError unreadable) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the class of servlet " + servlet.name() + " cannot be read for @RolesAllowed: nobody is let"
                            + " through to it; let the application's class loader find it with all that it refers to,"
                            + " and put the annotation on the class, not on an interface",
                    unreadable);
            return AnnotatedServlet.DENIED;
        }
    }

    private static Class<?> classOf(Servlet servlet) throws ClassNotFoundException {
        ServletRegistration registration = servlet.context().getServletRegistration(servlet.name());
        if (registration == null || registration.getClassName() == null) {
            throw new ClassNotFoundException("the container names no class");
        }
        // Jetty has no class loader for an application to which nobody gave one: then it is the filter's, too.
        @Nullable ClassLoader ofApplication = servlet.context().getClassLoader();
        return Class.forName(
                registration.getClassName(),
                false,
                ofApplication == null ? ServletAnnotations.class.getClassLoader() : ofApplication);
    }
}
