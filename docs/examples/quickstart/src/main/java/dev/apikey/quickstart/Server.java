// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import jakarta.servlet.ServletContainerInitializer;

/** A servlet container inside this process with one application at its root, on 127.0.0.1 only. */
interface Server extends AutoCloseable {

    String ADDRESS = "127.0.0.1";

    /** What there is to choose from: the application is the same in each. */
    enum Kind {
        TOMCAT,
        JETTY,
        UNDERTOW
    }

    /**
     * Starts one.
     *
     * @param port where to listen; 0 = any free port
     * @throws IllegalStateException if it cannot listen there
     */
    static Server start(Kind kind, int port, ServletContainerInitializer application) {
        return switch (kind) {
            case TOMCAT -> TomcatServer.start(port, application);
            case JETTY -> JettyServer.start(port, application);
            case UNDERTOW -> UndertowServer.start(port, application);
        };
    }

    /** Where it listens. */
    int port();

    /** Lets requests that run end, then closes the port. */
    @Override
    void close();

    /** What to say where a port is taken. */
    static IllegalStateException cannotListenOn(int port, Exception failure) {
        return new IllegalStateException(
                "PORT " + port + " cannot be listened on: stop what listens there, or set PORT=0 for any free port",
                failure);
    }
}
