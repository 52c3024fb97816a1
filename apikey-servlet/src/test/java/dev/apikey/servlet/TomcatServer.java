// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;

/** A real Tomcat on 127.0.0.1 with one application, started on a port of its own choice. */
public final class TomcatServer implements AutoCloseable {

    /** Held, because a logger that nobody holds forgets its level. At {@code ALL} Tomcat logs every request with its token. */
    private static final Logger CONTAINER = Logger.getLogger("org.apache");

    static {
        CONTAINER.setLevel(Level.WARNING);
    }

    private final Tomcat tomcat = new Tomcat();
    private final StandardContext application;

    private TomcatServer() {
        tomcat.setSilent(true);
        tomcat.setBaseDir(newDirectory());
        tomcat.setHostname("localhost");
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        application = (StandardContext) tomcat.addContext("", null);
        // They reach into the JDK, which is closed to them here, and each complains about it.
        application.setClearReferencesObjectStreamClassCaches(false);
        application.setClearReferencesRmiTargets(false);
        application.setClearReferencesThreadLocals(false);
    }

    private static String newDirectory() {
        try {
            return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "tomcat")
                    .toString();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Starts with an application that sets itself up in code, as a {@code ServletContainerInitializer} does. */
    public static TomcatServer start(Consumer<ServletContext> setUp) {
        return start((tomcat, application) ->
                application.addServletContainerInitializer((classes, context) -> setUp.accept(context), Set.of()));
    }

    /** Starts with an application that is set up from outside, as by a deployment descriptor. */
    public static TomcatServer start(Deployment deployment) {
        TomcatServer server = new TomcatServer();
        try {
            deployment.describe(server.tomcat, server.application);
            server.tomcat.start();
            return server;
        } catch (LifecycleException failure) {
            server.close();
            throw new IllegalStateException(failure);
        }
    }

    /** What a deployer does before an application starts. */
    @FunctionalInterface
    public interface Deployment {

        void describe(Tomcat tomcat, StandardContext application);
    }

    /** Lets through what Tomcat refuses by itself unless told otherwise: encoded slashes, backslashes, TRACE. */
    public static void relax(Connector connector) {
        connector.setEncodedSolidusHandling("decode");
        connector.setEncodedReverseSolidusHandling("decode");
        connector.setProperty("relaxedPathChars", "\"<>[\\]^`{|}");
        connector.setAllowBackslash(true);
        connector.setAllowTrace(true);
    }

    public RawHttp.Answer send(String request) throws IOException {
        return RawHttp.send(port(), request);
    }

    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    public boolean isServing() {
        return application.getState().isAvailable();
    }

    public ServletContext context() {
        return application.getServletContext();
    }

    /** How many sessions there are. */
    public int sessions() {
        return application.getManager().getActiveSessions();
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
