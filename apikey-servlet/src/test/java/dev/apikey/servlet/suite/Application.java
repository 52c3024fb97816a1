// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import jakarta.servlet.ServletContext;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A web application for a container under test.
 *
 * @param contextPath empty, or a path such as {@code /shop}
 * @param setUp adds servlets and filters, as a {@code ServletContainerInitializer} does
 * @param errorPages a path for each status
 * @param welcomeFiles what an address that ends with a slash stands for
 * @param lenient whether the container is to let through all that it can be told to let through: encoded slashes, TRACE
 * @param classLoader of the application
 */
public record Application(
        String contextPath,
        Consumer<ServletContext> setUp,
        Map<Integer, String> errorPages,
        List<String> welcomeFiles,
        boolean lenient,
        ClassLoader classLoader) {

    /** At the root, with nothing but what is added to its context. */
    public static Application of(Consumer<ServletContext> setUp) {
        return new Application("", setUp, Map.of(), List.of(), false, Application.class.getClassLoader());
    }

    Application at(String path) {
        return new Application(path, setUp, errorPages, welcomeFiles, lenient, classLoader);
    }

    Application withErrorPages(Map<Integer, String> pages) {
        return new Application(contextPath, setUp, pages, welcomeFiles, lenient, classLoader);
    }

    Application withWelcomeFiles(String... files) {
        return new Application(contextPath, setUp, errorPages, List.of(files), lenient, classLoader);
    }

    Application behindALenientContainer() {
        return new Application(contextPath, setUp, errorPages, welcomeFiles, true, classLoader);
    }

    Application loadedBy(ClassLoader loader) {
        return new Application(contextPath, setUp, errorPages, welcomeFiles, lenient, loader);
    }
}
