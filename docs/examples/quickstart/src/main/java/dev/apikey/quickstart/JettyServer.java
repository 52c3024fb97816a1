// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import jakarta.servlet.ServletContainerInitializer;
import java.time.Duration;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;

/** Embedded Jetty. */
final class JettyServer implements Server {

    private static final Duration TIME_TO_END = Duration.ofSeconds(10);

    private final org.eclipse.jetty.server.Server jetty = new org.eclipse.jetty.server.Server();
    private final ServerConnector connector = new ServerConnector(jetty);

    private JettyServer() {}

    static JettyServer start(int port, ServletContainerInitializer application) {
        JettyServer server = new JettyServer();
        try {
            server.listen(port, application);
            return server;
        } catch (Exception failure) {
            server.close();
            throw Server.cannotListenOn(port, failure);
        }
    }

    /** Jetty says no more than that it may throw an exception. */
    private void listen(int port, ServletContainerInitializer application) throws Exception {
        connector.setHost(ADDRESS);
        connector.setPort(port);
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler(ServletContextHandler.SESSIONS);
        context.setContextPath("/");
        context.addServletContainerInitializer(application);
        jetty.setHandler(new GracefulHandler(context));
        jetty.setStopTimeout(TIME_TO_END.toMillis());
        jetty.start();
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            jetty.stop();
        } catch (Exception failure) {
            throw new IllegalStateException("the server did not stop", failure);
        }
    }
}
