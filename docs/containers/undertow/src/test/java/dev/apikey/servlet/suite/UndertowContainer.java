// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.security.idm.Account;
import io.undertow.security.idm.Credential;
import io.undertow.security.idm.IdentityManager;
import io.undertow.security.idm.PasswordCredential;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.InstanceHandle;
import io.undertow.servlet.api.LoginConfig;
import io.undertow.servlet.api.ServletContainer;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceHandle;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletException;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Undertow. */
final class UndertowContainer implements Container {

    /** Held, because a logger that nobody holds forgets its level. Undertow logs the target of a request that it fails at. */
    private static final Logger CONTAINER = Logger.getLogger("io.undertow");

    static {
        CONTAINER.setLevel(Level.OFF);
    }

    @Override
    public String name() {
        return "undertow";
    }

    @Override
    public boolean speaksHttp2() {
        return true;
    }

    @Override
    public Set<Deviation> deviations() {
        return Set.of(Deviation.STARTS_ASYNC_WITH_THE_WRAPPED_REQUEST);
    }

    @Override
    public Server start(Application application) {
        return new Running(application);
    }

    private static final class Running implements Server {

        private static final String NAME = "application";
        private static final long MILLIS = 10_000;

        private final ServletContainer servlets = ServletContainer.Factory.newInstance();
        private final AtomicReference<HttpHandler> current = new AtomicReference<>();
        private final GracefulShutdownHandler door =
                Handlers.gracefulShutdown(exchange -> current.get().handleRequest(exchange));
        private final Undertow undertow;
        private final ExecutorService threads = ThreadPerRequest.newExecutor();

        Running(Application application) {
            deploy(application);
            undertow = Undertow.builder()
                    .addHttpListener(0, "127.0.0.1")
                    .setIoThreads(2)
                    .setWorkerThreads(16)
                    .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                    .setServerOption(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, application.lenient())
                    .setServerOption(UndertowOptions.DECODE_SLASH, application.lenient())
                    .setHandler(door)
                    .build();
            undertow.start();
        }

        private void deploy(Application application) {
            ServletContainerInitializer setUp =
                    (classes, context) -> application.setUp().accept(context);
            DeploymentInfo deployment = Servlets.deployment()
                    .setDeploymentName(NAME)
                    .setContextPath(application.contextPath().isEmpty() ? "/" : application.contextPath())
                    .setClassLoader(application.classLoader())
                    .addWelcomePages(application.welcomeFiles())
                    .addServletContainerInitializer(
                            new ServletContainerInitializerInfo(setUp.getClass(), () -> instance(setUp), Set.of()));
            deployment.setIdentityManager(new UsersIdentities(application.users()));
            deployment.setLoginConfig(new LoginConfig("FORM", "acme", "/login", "/login"));
            if (!application.endpoints().isEmpty()) {
                WebSocketDeploymentInfo sockets = new WebSocketDeploymentInfo();
                application.endpoints().forEach(sockets::addEndpoint);
                deployment.addServletContextAttribute(WebSocketDeploymentInfo.ATTRIBUTE_NAME, sockets);
            }
            if (application.wishes().contains(Application.Wish.THREAD_PER_REQUEST)) {
                deployment.setExecutor(threads);
            }
            application
                    .errorPages()
                    .forEach((status, location) -> deployment.addErrorPage(Servlets.errorPage(location, status)));
            DeploymentManager manager = servlets.addDeployment(deployment);
            manager.deploy();
            try {
                current.set(Handlers.path().addPrefixPath(deployment.getContextPath(), manager.start()));
            } catch (ServletException failure) {
                throw new IllegalStateException(failure);
            }
        }

        private static InstanceHandle<ServletContainerInitializer> instance(ServletContainerInitializer setUp) {
            return new ImmediateInstanceHandle<>(setUp);
        }

        /** The container's users. */
        private record UsersIdentities(Users users) implements IdentityManager {

            @Override
            public Account verify(Account account) {
                return account;
            }

            @Override
            public @Nullable Account verify(String name, Credential credential) {
                String password = new String(((PasswordCredential) credential).getPassword());
                return users.knows(name, password) ? new User(new Name(name), users.rolesOf(name)) : null;
            }

            @Override
            public @Nullable Account verify(Credential credential) {
                return null;
            }
        }

        private record Name(String getName) implements Principal {}

        private record User(Principal principal, Set<String> roles) implements Account {

            @Override
            public Principal getPrincipal() {
                return principal;
            }

            @Override
            public Set<String> getRoles() {
                return roles;
            }
        }

        private void undeploy() {
            DeploymentManager manager = servlets.getDeployment(NAME);
            DeploymentInfo deployment = manager.getDeployment().getDeploymentInfo();
            try {
                manager.stop();
            } catch (ServletException failure) {
                throw new IllegalStateException(failure);
            }
            manager.undeploy();
            servlets.removeDeployment(deployment);
        }

        @Override
        public int port() {
            return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
        }

        @Override
        public void replace(Application application) {
            undeploy();
            deploy(application);
        }

        @Override
        public void close() {
            try {
                door.shutdown();
                door.awaitShutdown(MILLIS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            undeploy();
            undertow.stop();
            threads.shutdown();
        }
    }
}
