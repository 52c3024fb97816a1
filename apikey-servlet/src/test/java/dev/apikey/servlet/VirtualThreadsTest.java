// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A server that gives each request a thread of its own: a virtual one where the JDK has them (21 and newer). */
class VirtualThreadsTest {

    private static final int CLIENTS = 8;
    private static final int REQUESTS = 50;

    private static final List<Boolean> VIRTUAL = new CopyOnWriteArrayList<>();

    private static boolean jdkHasThem() {
        return Runtime.version().feature() >= 21;
    }

    private static ExecutorService threadPerRequest() throws ReflectiveOperationException {
        return jdkHasThem()
                ? (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null)
                : Executors.newCachedThreadPool();
    }

    private static boolean isVirtual(Thread thread) {
        try {
            return jdkHasThem() && (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
        } catch (ReflectiveOperationException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void serveEveryRequestWithItsOwnKey() throws Exception {
        Tokens tokens = Tokens.create();
        ExecutorService threads = threadPerRequest();
        try (TomcatServer server = TomcatServer.start((tomcat, application) -> {
            tomcat.getConnector().getProtocolHandler().setExecutor(threads);
            application.addServletContainerInitializer(
                    (classes, context) -> {
                        context.addServlet("identity", Handler.servlet((request, response) -> {
                                    VIRTUAL.add(isVirtual(Thread.currentThread()));
                                    response.getOutputStream().print(request.getRemoteUser());
                                }))
                                .addMapping("/*");
                        ApiKeyFilter.builder(tokens.apiKeys())
                                .rules("GET /** files:read")
                                .build()
                                .addTo(context, "/*");
                    },
                    Set.of());
        })) {
            IntStream.range(0, CLIENTS).parallel().forEach(client -> alternate(server, tokens, client));
        } finally {
            threads.shutdown();
        }
        assertThat(VIRTUAL).hasSize(CLIENTS * REQUESTS).containsOnly(jdkHasThem());
    }

    /** Ben's key, eve's key and none by turns, on one connection. */
    private static void alternate(TomcatServer server, Tokens tokens, int client) {
        try (RawHttp connection = RawHttp.connect(server.port())) {
            for (int i = 0; i < REQUESTS; i++) {
                boolean ben = (client + i) % 2 == 0;
                RawHttp.Answer answer = connection.exchange(tokens.fill(
                        RawHttp.request("GET /a", "Authorization: Bearer " + (ben ? "{reader}" : "{other reader}"))));
                assertThat(answer.body()).isEqualTo(ben ? "ben" : "eve");
                assertThat(connection.exchange(RawHttp.request("GET /a")).status())
                        .isEqualTo(401);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
