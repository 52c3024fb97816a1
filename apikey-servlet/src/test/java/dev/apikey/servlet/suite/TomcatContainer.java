// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.authenticator.NonLoginAuthenticator;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardService;
import org.apache.catalina.realm.GenericPrincipal;
import org.apache.catalina.realm.RealmBase;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.websocket.server.WsSci;
import org.jspecify.annotations.Nullable;

/** Tomcat, embedded. */
final class TomcatContainer implements Container {

    /** Held, because a logger that nobody holds forgets its level. At {@code ALL} Tomcat logs every request with its token. */
    private static final Logger CONTAINER = Logger.getLogger("org.apache");

    static {
        CONTAINER.setLevel(Level.OFF);
    }

    @Override
    public String name() {
        return "tomcat";
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

        private final Tomcat tomcat = new Tomcat();
        private final ExecutorService threads = ThreadPerRequest.newExecutor();

        Running(Application application) {
            tomcat.setSilent(true);
            tomcat.setBaseDir(newDirectory());
            tomcat.setHostname("localhost");
            tomcat.setPort(0);
            Connector connector = tomcat.getConnector();
            connector.setProperty("address", "127.0.0.1");
            connector.setProperty("maxKeepAliveRequests", "-1");
            Http2Protocol http2 = new Http2Protocol();
            // Overhead protection takes our fast, small frames for an attack.
            http2.setOverheadCountFactor(0);
            connector.addUpgradeProtocol(http2);
            // How long it waits for connections whose requests are under way.
            ((StandardService) tomcat.getService()).setGracefulStopAwaitMillis(2_000);
            if (application.lenient()) {
                relax(connector);
            }
            if (application.wishes().contains(Application.Wish.THREAD_PER_REQUEST)) {
                connector.getProtocolHandler().setExecutor(threads);
            }
            try {
                deploy(application);
                tomcat.start();
            } catch (LifecycleException failure) {
                throw new IllegalStateException(failure);
            }
        }

        private static String newDirectory() {
            try {
                return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "tomcat")
                        .toString();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private static void relax(Connector connector) {
            connector.setEncodedSolidusHandling("decode");
            connector.setEncodedReverseSolidusHandling("decode");
            connector.setProperty("relaxedPathChars", "\"<>[\\]^`{|}");
            connector.setAllowBackslash(true);
            connector.setAllowTrace(true);
        }

        private void deploy(Application application) {
            StandardContext context = new StandardContext();
            context.setName(application.contextPath());
            context.setPath(application.contextPath());
            context.addLifecycleListener(new Tomcat.FixContextListener());
            context.setParentClassLoader(application.classLoader());
            // It reaches into the JDK, which is closed to it here, and complains about that.
            context.setClearReferencesThreadLocals(false);
            application.welcomeFiles().forEach(context::addWelcomeFile);
            application.errorPages().forEach((status, location) -> context.addErrorPage(errorPage(status, location)));
            context.setRealm(new UsersRealm(application.users()));
            context.getPipeline().addValve(new NonLoginAuthenticator());
            if (!application.endpoints().isEmpty()) {
                context.addServletContainerInitializer(new WsSci(), new HashSet<>(application.endpoints()));
            }
            context.addServletContainerInitializer(
                    (classes, servletContext) -> application.setUp().accept(servletContext), Set.of());
            tomcat.getHost().addChild(context);
        }

        private static ErrorPage errorPage(int status, String location) {
            ErrorPage page = new ErrorPage();
            page.setErrorCode(status);
            page.setLocation(location);
            return page;
        }

        /** The container's users. Tomcat asks it for the password to compare, and for nobody else's. */
        private static final class UsersRealm extends RealmBase {

            private final Users users;

            UsersRealm(Users users) {
                this.users = users;
            }

            @Override
            protected @Nullable String getPassword(String name) {
                return users.knows(name, name) ? name : null;
            }

            @Override
            protected Principal getPrincipal(String name) {
                return new GenericPrincipal(name, List.copyOf(users.rolesOf(name)));
            }
        }

        @Override
        public int port() {
            return tomcat.getConnector().getLocalPort();
        }

        @Override
        public void replace(Application application) {
            tomcat.getHost().removeChild(tomcat.getHost().findChildren()[0]);
            deploy(application);
        }

        @Override
        public void close() {
            try {
                tomcat.stop();
                tomcat.destroy();
                threads.shutdown();
            } catch (LifecycleException failure) {
                throw new IllegalStateException(failure);
            }
        }
    }
}
