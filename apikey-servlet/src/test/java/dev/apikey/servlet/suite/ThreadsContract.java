// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.Handler;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A server that gives each request a thread of its own: a virtual one where the JDK has them (21 and newer). */
abstract class ThreadsContract {

    private final Container container;

    private static final int CLIENTS = 8;
    private static final int REQUESTS = 50;

    private final List<Boolean> virtual = new CopyOnWriteArrayList<>();

    ThreadsContract(Container container) {
        this.container = container;
    }

    private static boolean isVirtual(Thread thread) {
        try {
            return ThreadPerRequest.isVirtual()
                    && (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
        } catch (ReflectiveOperationException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void serveEveryRequestWithItsOwnKey() {
        Tokens tokens = Tokens.create();
        Application application = Application.of(context -> {
            context.addServlet("identity", Handler.servlet((request, response) -> {
                        virtual.add(isVirtual(Thread.currentThread()));
                        response.getOutputStream().print(request.getRemoteUser());
                    }))
                    .addMapping("/*");
            ApiKeyFilter.builder(tokens.apiKeys())
                    .rules("GET /** files:read")
                    .build()
                    .addTo(context, "/*");
        });
        try (Container.Server server = container.start(application.wishing(Application.Wish.THREAD_PER_REQUEST))) {
            IntStream.range(0, CLIENTS).parallel().forEach(client -> alternate(server, tokens, client));
        }
        assertThat(virtual).hasSize(CLIENTS * REQUESTS).containsOnly(ThreadPerRequest.isVirtual());
    }

    /** Ben's key, eve's key and none by turns, on one connection. */
    private static void alternate(Container.Server server, Tokens tokens, int client) {
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
