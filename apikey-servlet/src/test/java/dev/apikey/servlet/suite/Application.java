// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A web application for a container under test.
 *
 * @param contextPath empty, or a path such as {@code /shop}
 * @param setUp adds servlets and filters, as a {@code ServletContainerInitializer} does
 * @param errorPages a path for each status
 * @param welcomeFiles what an address that ends with a slash stands for
 * @param users who can log in by {@code HttpServletRequest.login}
 * @param endpoints classes with {@code @ServerEndpoint}
 * @param wishes what the container is asked for besides
 * @param classLoader of the application
 */
public record Application(
        String contextPath,
        Consumer<ServletContext> setUp,
        Map<Integer, String> errorPages,
        List<String> welcomeFiles,
        Users users,
        List<Class<?>> endpoints,
        Set<Wish> wishes,
        ClassLoader classLoader) {

    /** What a container can be asked for. */
    public enum Wish {
        /** To let through all that it can be told to let through: encoded slashes, TRACE. */
        LENIENT,
        /** A thread of its own for each request, a virtual one where the JDK has them (21 and newer). */
        THREAD_PER_REQUEST
    }

    /** At the root, with nothing but what is added to its context. */
    public static Application of(Consumer<ServletContext> setUp) {
        return new Application(
                "", setUp, Map.of(), List.of(), new Users(), List.of(), Set.of(), Application.class.getClassLoader());
    }

    /** Whether the container is to let through all that it can be told to let through. */
    public boolean lenient() {
        return wishes.contains(Wish.LENIENT);
    }

    Application at(String path) {
        return new Application(path, setUp, errorPages, welcomeFiles, users, endpoints, wishes, classLoader);
    }

    Application withErrorPages(Map<Integer, String> pages) {
        return new Application(contextPath, setUp, pages, welcomeFiles, users, endpoints, wishes, classLoader);
    }

    Application withWelcomeFiles(String... files) {
        return new Application(contextPath, setUp, errorPages, List.of(files), users, endpoints, wishes, classLoader);
    }

    /** The same one with users of the container. */
    public Application withUsers(Users people) {
        return new Application(contextPath, setUp, errorPages, welcomeFiles, people, endpoints, wishes, classLoader);
    }

    Application withEndpoint(Class<?> endpoint) {
        List<Class<?>> more = new ArrayList<>(endpoints);
        more.add(endpoint);
        return new Application(contextPath, setUp, errorPages, welcomeFiles, users, more, wishes, classLoader);
    }

    Application wishing(Wish wish) {
        return new Application(
                contextPath, setUp, errorPages, welcomeFiles, users, endpoints, Set.of(wish), classLoader);
    }

    Application behindALenientContainer() {
        return wishing(Wish.LENIENT);
    }

    Application loadedBy(ClassLoader loader) {
        return new Application(contextPath, setUp, errorPages, welcomeFiles, users, endpoints, wishes, loader);
    }
}
