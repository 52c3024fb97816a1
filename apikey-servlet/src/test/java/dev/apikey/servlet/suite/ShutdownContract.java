// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKeys;
import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.Handler;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.Tokens;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A container that stops under load: what got through the filter to a servlet gets its answer to the client. */
abstract class ShutdownContract {

    private static final int CLIENTS = 8;
    private static final int WARM_UP = 200;
    private static final long SECONDS = 30;

    private final Container container;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final CountDownLatch loaded = new CountDownLatch(WARM_UP);

    ShutdownContract(Container container) {
        this.container = container;
    }

    @Test
    void losesNoAcceptedRequest() throws Exception {
        ApiKeys apiKeys = Tokens.builder("acme_live").build();
        String token = Tokens.issue(apiKeys, Tokens.request("default:read")).revealToken();
        Container.Server server = container.start(Application.of(context -> {
            context.addServlet("counted", Handler.servlet((request, response) -> {
                        accepted.incrementAndGet();
                        response.getOutputStream().print(request.getRemoteUser());
                    }))
                    .addMapping("/*");
            ApiKeyFilter.builder(apiKeys).build().addTo(context, "/*");
        }));
        int port = server.port();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                done.add(clients.submit(() -> sendUntilItCloses(port, token)));
            }
            assertThat(loaded.await(SECONDS, TimeUnit.SECONDS)).isTrue();
            server.close();
            for (Future<?> client : done) {
                client.get(SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            clients.shutdown();
        }
        assertThat(answered.get()).isGreaterThanOrEqualTo(WARM_UP).isEqualTo(accepted.get());
        apiKeys.close();
    }

    private void sendUntilItCloses(int port, String token) {
        String request = RawHttp.request("GET /", "Authorization: Bearer " + token);
        boolean open = true;
        while (open) {
            try (RawHttp connection = RawHttp.connect(port)) {
                open = connection.exchange(request).body().equals("ben");
                while (open) {
                    answered.incrementAndGet();
                    loaded.countDown();
                    open = connection.exchange(request).body().equals("ben");
                }
            } catch (IOException closed) {
                open = isOpen(port);
            }
        }
    }

    /** A container may close a connection that is kept alive, and take the next one. */
    private static boolean isOpen(int port) {
        try {
            RawHttp.connect(port).close();
            return true;
        } catch (IOException closed) {
            return false;
        }
    }
}
