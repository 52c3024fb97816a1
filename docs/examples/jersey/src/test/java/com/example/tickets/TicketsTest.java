// SPDX-License-Identifier: Apache-2.0
package com.example.tickets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
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
                .contains("Logged in as linus.", "<li>The printer is on fire", "<a href=\"/developer/api-keys\">");
    }

    @Test
    void takesAKeyThatAnAgentMadeUntilHeRevokesIt() throws Exception {
        var key = makeKey("linus", "tickets:read");
        assertThat(send(to("api/tickets"), key).body())
                .contains("{\"id\":1,\"title\":\"The printer is on fire\",\"open\":true}");
        assertThat(send(open("No paper"), key).statusCode())
                .as("what the key was not granted")
                .isEqualTo(403);

        var revoke = json("api/2.0/keys/" + key.id() + "/revoke", "{}");
        assertThat(send(revoke, "linus", "linus-password").statusCode()).isEqualTo(200);
        assertThat(send(to("api/tickets"), key).statusCode()).isEqualTo(401);
    }

    @Test
    void opensATicketByAKey() throws Exception {
        assertThat(send(open("No coffee"), makeKey("linus", "tickets:write")).statusCode())
                .isEqualTo(201);
        assertThat(get("", "linus", "linus-password").body()).contains("No coffee");
    }

    @Test
    void grantsNobodyMoreThanHeMayDo() throws Exception {
        assertThat(HTTP.send(askForKey("tickets:read").build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(askForKey("tickets:close"), "linus", "linus-password").statusCode())
                .isEqualTo(403);
        assertThat(send(to("api/tickets/2").DELETE(), makeKey("grace", "tickets:close"))
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void asksForAKeyAndNotForAPassword() throws Exception {
        assertThat(get("api/tickets", "grace", "grace-password").statusCode()).isEqualTo(401);
    }

    @Test
    void showsThePageToWhoeverIsLoggedIn() throws Exception {
        var sent = HTTP.send(to("developer/api-keys").build(), BodyHandlers.ofString());
        assertThat(sent.statusCode()).isEqualTo(302);
        assertThat(sent.headers().firstValue("Location")).hasValue("/");
        assertThat(get("developer/api-keys", "linus", "linus-password").statusCode())
                .isEqualTo(200);
    }

    private record Key(String id, String token) {

        @Override
        public String toString() {
            return id;
        }
    }

    private static Key makeKey(String name, String permission) throws Exception {
        var answer = send(askForKey(permission), name, name + "-password");
        assertThat(answer.statusCode()).isEqualTo(201);
        var key = new ObjectMapper().readTree(answer.body()).get("response");
        return new Key(key.get("id").asText(), key.get("key").asText());
    }

    private static HttpRequest.Builder askForKey(String permission) {
        return json("api/2.0/keys", "{\"name\":\"Monitor\",\"permissions\":[\"" + permission + "\"]}");
    }

    private static HttpRequest.Builder open(String title) {
        return json("api/tickets", "{\"title\":\"" + title + "\"}");
    }

    private static HttpRequest.Builder json(String path, String body) {
        return to(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, Key key) throws Exception {
        return HTTP.send(
                request.copy().header("Authorization", "Bearer " + key.token()).build(), BodyHandlers.ofString());
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
