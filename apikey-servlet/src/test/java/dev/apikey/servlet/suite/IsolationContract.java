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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** 64 clients at once, each with another key in every request: every handler sees the key of its own request, and of no other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class IsolationContract {

    private static final int REQUESTS = Integer.getInteger("apikey.isolation.requests", 20_000);
    private static final int CLIENTS = 64;
    private static final int KEYS = 50;

    /** How many requests a client has under way on a connection that can have several. */
    private static final int BATCH = 10;

    private final Container container;
    private final List<String> fields = new ArrayList<>();
    private Container.Server server;

    IsolationContract(Container container) {
        this.container = container;
    }

    @BeforeAll
    void start() {
        ApiKeys apiKeys = Tokens.builder("acme_live").build();
        for (int i = 0; i < KEYS; i++) {
            String token = Tokens.issue(apiKeys, Tokens.request("default:read").withOwner(owner(i)))
                    .revealToken();
            fields.add("Authorization: Bearer " + token);
        }
        server = container.start(Application.of(context -> {
            context.addServlet("whoami", Handler.servlet((request, response) -> {
                        String before = request.getRemoteUser();
                        response.setContentType("text/plain");
                        response.getOutputStream()
                                .print(before + " " + request.getUserPrincipal().getName());
                    }))
                    .addMapping("/*");
            ApiKeyFilter.builder(apiKeys).build().addTo(context, "/*");
        }));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static String owner(int key) {
        return "owner-" + key;
    }

    /** The key of a client's request: neighbours in time and in number differ. */
    private static int key(int client, int request) {
        return Math.floorMod(client * 7 + request * 11, KEYS);
    }

    private String request(int client, int request) {
        return RawHttp.request("GET /", fields.get(key(client, request)));
    }

    private static void check(RawHttp.Answer answer, int client, int request) {
        String owner = owner(key(client, request));
        assertThat(answer.body()).isEqualTo(owner + " " + owner);
    }

    @Test
    void onConnectionsThatAreKeptAlive() throws Exception {
        together(REQUESTS / 2, (client, requests) -> {
            try (RawHttp connection = RawHttp.connect(server.port())) {
                for (int i = 0; i < requests; i++) {
                    check(connection.exchange(request(client, i)), client, i);
                }
            }
        });
    }

    @Test
    void onPipelinedConnections() throws Exception {
        together(REQUESTS / 4, (client, requests) -> {
            try (RawHttp connection = RawHttp.connect(server.port())) {
                for (int first = 0; first < requests; first += BATCH) {
                    int batch = first;
                    connection.write(IntStream.range(0, BATCH)
                            .mapToObj(i -> request(client, batch + i))
                            .reduce("", String::concat));
                    for (int i = 0; i < BATCH; i++) {
                        check(connection.read(false), client, first + i);
                    }
                }
            }
        });
    }

    @Test
    void onConnectionsThatSpeakHttp2() throws Exception {
        together(container.speaksHttp2() ? REQUESTS / 4 : 0, (client, requests) -> {
            try (RawHttp2 connection = RawHttp2.connect(server.port())) {
                for (int first = 0; first < requests; first += BATCH) {
                    Map<Integer, Integer> underWay = new HashMap<>();
                    for (int i = first; i < first + BATCH; i++) {
                        underWay.put(connection.send("GET /\r\n" + fields.get(key(client, i))), i);
                    }
                    connection.flush();
                    while (!underWay.isEmpty()) {
                        connection.read().forEach((stream, answer) -> check(answer, client, underWay.remove(stream)));
                    }
                }
            }
        });
    }

    /** What a client does. */
    @FunctionalInterface
    private interface Client {

        void send(int client, int requests) throws IOException;
    }

    private static void together(int requests, Client client) throws InterruptedException, ExecutionException {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> results = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int number = i;
                results.add(clients.submit(() -> {
                    client.send(number, requests / CLIENTS);
                    return null;
                }));
            }
            for (Future<?> result : results) {
                result.get();
            }
        } finally {
            clients.shutdown();
        }
    }
}
