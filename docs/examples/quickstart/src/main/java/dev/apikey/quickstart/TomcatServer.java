// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import jakarta.servlet.ServletContainerInitializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.ExpandWar;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;

/** Embedded Tomcat. */
final class TomcatServer implements Server {

    private final Tomcat tomcat = new Tomcat();
    private final Path workFolder;

    private TomcatServer(Path workFolder) {
        this.workFolder = workFolder;
    }

    static TomcatServer start(int port, ServletContainerInitializer application) {
        TomcatServer server = new TomcatServer(newWorkFolder());
        try {
            server.listen(port, application);
            return server;
        } catch (LifecycleException failure) {
            server.close();
            throw Server.cannotListenOn(port, failure);
        }
    }

    private static Path newWorkFolder() {
        try {
            return Files.createTempDirectory("quickstart-tomcat");
        } catch (IOException failure) {
            throw new UncheckedIOException("the server needs a temporary folder: set -Djava.io.tmpdir", failure);
        }
    }

    private void listen(int port, ServletContainerInitializer application) throws LifecycleException {
        tomcat.setBaseDir(workFolder.toString());
        Connector connector = new Connector();
        connector.setPort(port);
        connector.setProperty("address", ADDRESS);
        connector.setThrowOnFailure(true);
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", null);
        // Maven runs the example in a class loader of its own, in which the filter must find the servlets for their
        // annotations.
        context.setParentClassLoader(TomcatServer.class.getClassLoader());
        context.addServletContainerInitializer(application, Set.of());
        ((StandardHost) tomcat.getHost()).setErrorReportValveClass(PlainErrors.class.getName());
        tomcat.start();
        if (!context.getState().isAvailable()) {
            throw new LifecycleException("the application did not start");
        }
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
            ExpandWar.delete(workFolder.toFile());
        } catch (LifecycleException failure) {
            throw new IllegalStateException("the server did not stop", failure);
        }
    }

    /** Error pages that tell nothing about the server. */
    public static final class PlainErrors extends ErrorReportValve {

        /** Made by Tomcat. */
        public PlainErrors() {
            setShowReport(false);
            setShowServerInfo(false);
        }
    }
}
