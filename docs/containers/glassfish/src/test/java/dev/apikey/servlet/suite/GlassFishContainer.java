// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.glassfish.embeddable.GlassFish;
import org.glassfish.embeddable.GlassFishException;
import org.glassfish.embeddable.GlassFishProperties;
import org.glassfish.embeddable.GlassFishRuntime;

/** GlassFish, embedded: one for all tests, because it takes seconds to start. Applications come as folders with a descriptor. */
final class GlassFishContainer implements Container {

    /** Held, because a logger that nobody holds forgets its level. */
    private static final Logger[] CONTAINER = {
        Logger.getLogger("jakarta.enterprise"),
        Logger.getLogger("org.glassfish"),
        Logger.getLogger("com.sun.enterprise")
    };

    private static final String LISTENER =
            "embedded-glassfish-config.server.network-config.network-listeners.network-listener.http-listener.";

    /** 256 unless it says otherwise, and then the connection is closed; -1 = any number. */
    private static final String REQUESTS_PER_CONNECTION =
            "embedded-glassfish-config.server.network-config.protocols.protocol.http-listener.http.max-connections";

    private static final int PORT = freePort();
    private static final GlassFish GLASSFISH = boot();

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static GlassFish boot() {
        for (Logger logger : CONTAINER) {
            logger.setLevel(Level.OFF);
        }
        try {
            GlassFishProperties properties = new GlassFishProperties();
            properties.setPort("http-listener", PORT);
            properties.setProperty(LISTENER + "address", "127.0.0.1");
            properties.setProperty(REQUESTS_PER_CONNECTION, "-1");
            GlassFish glassfish = GlassFishRuntime.bootstrap().newGlassFish(properties);
            glassfish.start();
            return glassfish;
        } catch (GlassFishException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public String name() {
        return "glassfish";
    }

    @Override
    public boolean speaksHttp2() {
        return false;
    }

    @Override
    public Set<Deviation> deviations() {
        return Set.of(
                Deviation.REFUSES_BY_ITSELF,
                Deviation.PUTS_LATER_FILTERS_IN_FRONT,
                Deviation.LOSES_NESTED_DISPATCHES_FROM_OTHER_THREADS,
                Deviation.SHOWS_NO_ERROR_PAGE_AFTER_ASYNC_DISPATCHES);
    }

    @Override
    public Server start(Application application) {
        return new Running(application);
    }

    private static final class Running implements Server {

        private static final String NAME = "application";

        Running(Application application) {
            deploy(application);
        }

        private static void deploy(Application application) {
            try {
                Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "application");
                Path descriptor =
                        Files.createDirectories(folder.resolve("WEB-INF")).resolve("web.xml");
                Files.writeString(descriptor, descriptor(application));
                String root = application.contextPath().isEmpty() ? "/" : application.contextPath();
                SetUpListener.next = application.setUp();
                String name = GLASSFISH
                        .getDeployer()
                        .deploy(folder.toFile(), "--name=" + NAME, "--contextroot=" + root, "--force=true");
                if (name == null) {
                    throw new IllegalStateException("GlassFish did not deploy: set its log level to INFO to read why");
                }
            } catch (GlassFishException failure) {
                throw new IllegalStateException(failure);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private static String descriptor(Application application) {
            String welcome = application.welcomeFiles().stream()
                    .map(file -> "<welcome-file>" + file + "</welcome-file>")
                    .collect(Collectors.joining("", "<welcome-file-list>", "</welcome-file-list>"));
            String pages = application.errorPages().entrySet().stream()
                    .map(page -> "<error-page><error-code>" + page.getKey() + "</error-code><location>"
                            + page.getValue() + "</location></error-page>")
                    .collect(Collectors.joining());
            return """
                    <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
                      <listener><listener-class>%s</listener-class></listener>
                      %s%s
                    </web-app>
                    """.formatted(
                    SetUpListener.class.getName(), application.welcomeFiles().isEmpty() ? "" : welcome, pages);
        }

        @Override
        public int port() {
            return PORT;
        }

        @Override
        public void replace(Application application) {
            close();
            deploy(application);
        }

        @Override
        public void close() {
            try {
                GLASSFISH.getDeployer().undeploy(NAME);
            } catch (GlassFishException failure) {
                throw new IllegalStateException(failure);
            }
        }
    }
}
