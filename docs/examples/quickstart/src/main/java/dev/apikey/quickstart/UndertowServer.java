// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import io.undertow.Undertow;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;

/** Embedded Undertow. */
final class UndertowServer implements Server {

    private static final Duration TIME_TO_END = Duration.ofSeconds(10);

    private final DeploymentManager deployment;
    private final GracefulShutdownHandler handler;
    private final Undertow undertow;

    private UndertowServer(int port, DeploymentManager deployment) throws ServletException {
        this.deployment = deployment;
        deployment.deploy();
        this.handler = new GracefulShutdownHandler(deployment.start());
        this.undertow = Undertow.builder()
                .addHttpListener(port, ADDRESS)
                .setHandler(handler)
                .build();
    }

    static UndertowServer start(int port, ServletContainerInitializer application) {
        DeploymentInfo description = Servlets.deployment()
                .setClassLoader(UndertowServer.class.getClassLoader())
                .setContextPath("/")
                .setDeploymentName("quickstart")
                .addServletContainerInitializer(new ServletContainerInitializerInfo(
                        application.getClass(), new ImmediateInstanceFactory<>(application), Set.of()));
        UndertowServer server;
        try {
            server = new UndertowServer(port, Servlets.newContainer().addDeployment(description));
        } catch (ServletException failure) {
            throw new IllegalStateException("the application did not start", failure);
        }
        try {
            server.undertow.start();
            return server;
        } catch (RuntimeException failure) {
            server.close();
            throw Server.cannotListenOn(port, failure);
        }
    }

    @Override
    public int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public void close() {
        try {
            handler.shutdown();
            handler.awaitShutdown(TIME_TO_END.toMillis());
            undertow.stop();
            deployment.stop();
            deployment.undeploy();
        } catch (ServletException failure) {
            throw new IllegalStateException("the server did not stop", failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
