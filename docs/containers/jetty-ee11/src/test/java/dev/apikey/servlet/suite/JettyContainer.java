// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import java.util.List;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.SessionHandler;
import org.eclipse.jetty.ee11.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.security.AbstractLoginService;
import org.eclipse.jetty.security.RolePrincipal;
import org.eclipse.jetty.security.SecurityHandler;
import org.eclipse.jetty.security.UserPrincipal;
import org.eclipse.jetty.security.authentication.FormAuthenticator;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.security.Credential;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

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

        private final QueuedThreadPool threads = new QueuedThreadPool();
        private final org.eclipse.jetty.server.Server jetty = new org.eclipse.jetty.server.Server(threads);
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
            if (application.wishes().contains(Application.Wish.THREAD_PER_REQUEST) && ThreadPerRequest.isVirtual()) {
                threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
            }
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
            context.setSessionHandler(new SessionHandler());
            context.setSecurityHandler(security(application.users()));
            if (!application.endpoints().isEmpty()) {
                JakartaWebSocketServletContainerInitializer.configure(context, (servletContext, container) -> {
                    for (Class<?> endpoint : application.endpoints()) {
                        container.addEndpoint(endpoint);
                    }
                });
            }
            context.addServletContainerInitializer(
                    (classes, servletContext) -> application.setUp().accept(servletContext));
            applications.addHandler(context);
            orFail(context, ServletContextHandler::start);
        }

        private static SecurityHandler security(Users users) {
            ConstraintSecurityHandler security = new ConstraintSecurityHandler();
            security.setLoginService(new UsersLogin(users));
            // The one that remembers a login for the session.
            security.setAuthenticator(new FormAuthenticator("/login", "/login", false));
            return security;
        }

        /** The container's users. */
        private static final class UsersLogin extends AbstractLoginService {

            private final Users users;

            UsersLogin(Users users) {
                this.users = users;
            }

            @Override
            protected @Nullable UserPrincipal loadUserInfo(String name) {
                return users.knows(name, name) ? new UserPrincipal(name, Credential.getCredential(name)) : null;
            }

            @Override
            protected List<RolePrincipal> loadRoleInfo(UserPrincipal user) {
                return users.rolesOf(user.getName()).stream()
                        .map(RolePrincipal::new)
                        .toList();
            }
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

        /** Stopping the server leaves filters without their {@code destroy()}, because their handler came after the start. */
        private void undeploy() {
            for (Handler old : applications.getHandlers()) {
                orFail(old, Handler::stop);
                applications.removeHandler(old);
                orFail((ServletContextHandler) old, ServletContextHandler::destroy);
            }
        }

        @Override
        public void replace(Application application) {
            undeploy();
            deploy(application);
        }

        @Override
        public void close() {
            try {
                jetty.stop();
            } catch (TimeoutException waitedInVain) {
                // It stops all the same. On a busy machine, a client that left in that very moment has been seen to be
                // waited for.
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
            undeploy();
        }
    }
}
