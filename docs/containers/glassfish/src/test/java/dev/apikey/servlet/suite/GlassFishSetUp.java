// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Sets up applications. GlassFish finds it as a service, on the class path, and asks it about every application, its own among them. */
public final class GlassFishSetUp implements ServletContainerInitializer {

    /** The name of the application, as a parameter in its descriptor. */
    static final String PARAMETER = "application";

    private static final Map<String, Consumer<ServletContext>> NEXT = new ConcurrentHashMap<>();

    /** For the container. */
    public GlassFishSetUp() {}

    static void prepare(String name, Consumer<ServletContext> setUp) {
        NEXT.put(name, setUp);
    }

    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {
        String name = context.getInitParameter(PARAMETER);
        if (name != null) {
            NEXT.remove(name).accept(context);
        }
    }
}
