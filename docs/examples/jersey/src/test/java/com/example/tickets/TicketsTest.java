// SPDX-License-Identifier: Apache-2.0
package com.example.tickets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The server of {@link Main} on a port of its own, over a database in memory. */
class TicketsTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final HikariDataSource DATA = new HikariDataSource();

    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        DATA.setJdbcUrl("jdbc:h2:mem:tickets");
        server = Main.server(0, DATA);
        server.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
        DATA.close();
    }

    @Test
    void asksAStrangerForAPassword() throws Exception {
        assertThat(HTTP.send(to("").build(), BodyHandlers.ofString()).statusCode())
                .isEqualTo(401);
        assertThat(get("", "grace", "wrong").statusCode()).isEqualTo(401);
    }

    @Test
    void showsTheTickets() throws Exception {
        assertThat(get("", "linus", "linus-password").body())
                .contains("Logged in as linus.", "<li>The printer is on fire");
        assertThat(get("api/tickets", "linus", "linus-password").body())
                .contains("{\"id\":1,\"title\":\"The printer is on fire\",\"open\":true}");
    }

    @Test
    void letsOnlyALeadClose() throws Exception {
        var close = to("api/tickets/2").DELETE();
        assertThat(send(close, "linus", "linus-password").statusCode()).isEqualTo(403);
        assertThat(send(close, "grace", "grace-password").statusCode()).isEqualTo(204);
        assertThat(get("", "grace", "grace-password").body()).contains("No toner (closed)");
    }

    @Test
    void opensATicket() throws Exception {
        var open = to("api/tickets")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"title\":\"No paper\"}"));
        assertThat(send(open, "linus", "linus-password").statusCode()).isEqualTo(201);
        assertThat(get("", "linus", "linus-password").body()).contains("No paper");
    }

    private static HttpResponse<String> get(String path, String name, String password) throws Exception {
        return send(to(path), name, password);
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(server.getURI().resolve("/" + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String name, String password)
            throws Exception {
        var basic = Base64.getEncoder().encodeToString((name + ":" + password).getBytes(UTF_8));
        return HTTP.send(
                request.copy().header("Authorization", "Basic " + basic).build(), BodyHandlers.ofString());
    }
}
