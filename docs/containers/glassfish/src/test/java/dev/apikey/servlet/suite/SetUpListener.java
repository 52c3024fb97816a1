// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.function.Consumer;

/** Stands in the descriptor of every application and sets up the one that is being deployed. */
public final class SetUpListener implements ServletContextListener {

    static volatile Consumer<ServletContext> next = context -> {};

    /** For the container. */
    public SetUpListener() {}

    @Override
    public void contextInitialized(ServletContextEvent event) {
        next.accept(event.getServletContext());
        next = context -> {};
    }
}
