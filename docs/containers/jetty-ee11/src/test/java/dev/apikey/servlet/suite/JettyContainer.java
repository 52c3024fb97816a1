// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import java.util.List;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;

/** Jetty with the servlets of Jakarta EE 11. */
final class JettyContainer implements Container {

    @Override
    public String name() {
        return "jetty";
    }

    @Override
    public boolean speaksHttp2() {
        return true;
    }

    @Override
    public Server start(Application application) {
        return new Running(application);
    }

    private static final class Running implements Server {

        private final org.eclipse.jetty.server.Server jetty = new org.eclipse.jetty.server.Server();
        private final ServerConnector connector;
        private final Handler.Sequence applications = new Handler.Sequence(true, List.of());

        Running(Application application) {
            HttpConfiguration http = new HttpConfiguration();
            http.setUriCompliance(application.lenient() ? UriCompliance.UNSAFE : UriCompliance.DEFAULT);
            connector = new ServerConnector(
                    jetty, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
            connector.setHost("127.0.0.1");
            jetty.addConnector(connector);
            jetty.setStopTimeout(10_000);
            jetty.setHandler(new GracefulHandler(applications));
            orFail(jetty, org.eclipse.jetty.server.Server::start);
            deploy(application);
        }

        private void deploy(Application application) {
            ServletContextHandler context = new ServletContextHandler();
            context.setContextPath(application.contextPath().isEmpty() ? "/" : application.contextPath());
            context.setClassLoader(application.classLoader());
            context.getServletHandler().setDecodeAmbiguousURIs(application.lenient());
            context.setWelcomeFiles(application.welcomeFiles().toArray(String[]::new));
            ErrorPageErrorHandler pages = new ErrorPageErrorHandler();
            application.errorPages().forEach(pages::addErrorPage);
            context.setErrorHandler(pages);
            context.addServletContainerInitializer(
                    (classes, servletContext) -> application.setUp().accept(servletContext));
            applications.addHandler(context);
            orFail(context, ServletContextHandler::start);
        }

        private static <T> void orFail(T component, ThrowingConsumer<T> step) {
            try {
                step.accept(component);
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }

        /** Jetty's life cycle throws everything. */
        private interface ThrowingConsumer<T> {

            void accept(T component) throws Exception;
        }

        @Override
        public int port() {
            return connector.getLocalPort();
        }

        @Override
        public void replace(Application application) {
            for (Handler old : applications.getHandlers()) {
                orFail(old, Handler::stop);
                applications.removeHandler(old);
                orFail((ServletContextHandler) old, ServletContextHandler::destroy);
            }
            deploy(application);
        }

        @Override
        public void close() {
            orFail(jetty, org.eclipse.jetty.server.Server::stop);
        }
    }
}
