// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import dev.apikey.ApiKeys;
import dev.apikey.jdbc.JdbiKeyStore;
import dev.apikey.jdbc.KeySchema;
import dev.apikey.servlet.ApiKeyFilter;
import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A servlet that says a few words, on a container as it comes: with the filter before it, or without. Runs until it is killed. */
public final class BareServer {

    private static final String ADDRESS = "127.0.0.1";

    private BareServer() {}

    /** What a host has. */
    static final class FilesServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("application/json");
            response.getOutputStream().print("{\"files\":[\"one\",\"two\"]}");
        }
    }

    /** Static, because containers want to know its class. */
    private static final class Application implements ServletContainerInitializer {

        private final boolean filtered;

        Application(boolean filtered) {
            this.filtered = filtered;
        }

        @Override
        public void onStartup(Set<Class<?>> classes, ServletContext context) {
            if (filtered) {
                Databases database = Databases.start("h2");
                KeySchema.apply(database.dataSource());
                ApiKeys apiKeys = Keys.builder(JdbiKeyStore.of(database.dataSource()))
                        .hasher(Keys.fastHasher())
                        .build();
                for (String token : Keys.issue(apiKeys, CpuPerRequest.KEYS)) {
                    System.out.println("Key " + token);
                }
                ApiKeyFilter.builder(apiKeys)
                        .rules("GET /files files:read")
                        .build()
                        .addTo(context, "/*");
            }
            context.addServlet("files", new FilesServlet()).addMapping("/files");
        }
    }

    /**
     * Started by {@link CpuPerRequest} and {@link FixedRates}.
     *
     * @param args {@code tomcat}, {@code jetty} or {@code undertow}; {@code filter} or {@code bare}
     */
    public static void main(String[] args) throws Exception {
        Application application = new Application(args[1].equals("filter"));
        int port = switch (args[0]) {
            case "tomcat" -> tomcat(Map.of("", application), 0);
            case "jetty" -> jetty(application);
            default -> undertow(application);
        };
        announce(port);
    }

    /** Says what {@link Child} waits for, and does not return. */
    static void announce(int port) throws InterruptedException {
        System.out.println("Listening on http://" + ADDRESS + ":" + port);
        System.out.println("Stop it by killing it.");
        new CountDownLatch(1).await();
    }

    /** In this process, without the filter. */
    static void startTomcatAndAskIt() throws Exception {
        int port = tomcat(Map.of("", new Application(false)), 0);
        URL files = URI.create("http://" + ADDRESS + ":" + port + "/files").toURL();
        try (InputStream answer = files.openStream()) {
            answer.readAllBytes();
        }
    }

    /**
     * Starts one in this process.
     *
     * @param applications by the paths that they are at; "" = at the root
     * @param port 0 = any free one
     * @return where it listens
     */
    static int tomcat(Map<String, ServletContainerInitializer> applications, int port) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("apikey-benchmark").toString());
        Connector connector = new Connector();
        connector.setPort(port);
        connector.setProperty("address", ADDRESS);
        connector.setProperty("maxKeepAliveRequests", "-1");
        tomcat.setConnector(connector);
        applications.forEach((path, application) ->
                tomcat.addContext(path, null).addServletContainerInitializer(application, Set.of()));
        tomcat.start();
        return tomcat.getConnector().getLocalPort();
    }

    private static int jetty(Application application) throws Exception {
        Server jetty = new Server();
        ServerConnector connector = new ServerConnector(jetty);
        connector.setHost(ADDRESS);
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath("/");
        context.addServletContainerInitializer(application);
        jetty.setHandler(context);
        jetty.start();
        return connector.getLocalPort();
    }

    private static int undertow(Application application) throws Exception {
        DeploymentInfo description = Servlets.deployment()
                .setClassLoader(BareServer.class.getClassLoader())
                .setContextPath("/")
                .setDeploymentName("benchmark")
                .addServletContainerInitializer(new ServletContainerInitializerInfo(
                        Application.class, new ImmediateInstanceFactory<>(application), Set.of()));
        DeploymentManager deployment = Servlets.newContainer().addDeployment(description);
        deployment.deploy();
        Undertow undertow = Undertow.builder()
                .addHttpListener(0, ADDRESS)
                .setHandler(deployment.start())
                .build();
        undertow.start();
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }
}
