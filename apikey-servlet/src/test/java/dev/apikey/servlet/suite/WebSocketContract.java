// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.apikey.servlet.ApiKeyFilter;
import dev.apikey.servlet.Expected;
import dev.apikey.servlet.IdentityServlet;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.Tokens;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The handshake of a WebSocket (RFC 6455 §4) is a GET like any other; what follows belongs to the key that it came with. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WebSocketContract {

    private final Container container;

    private static final int SECONDS = 10;

    private final Tokens tokens = Tokens.create();
    private Container.Server server;

    /** Answers with the name of whoever opened the socket. */
    @ServerEndpoint("/socket")
    public static final class Socket {

        @OnMessage
        public String answer(String text, Session session) {
            return text + " "
                    + Objects.requireNonNull(session.getUserPrincipal()).getName();
        }
    }

    WebSocketContract(Container container) {
        this.container = container;
    }

    @BeforeAll
    void start() {
        server = container.start(Application.of(context -> {
                    context.addServlet("identity", new IdentityServlet()).addMapping("/*");
                    ApiKeyFilter.builder(tokens.apiKeys())
                            .realm("acme")
                            .rules("GET /socket files:read")
                            .build()
                            .addTo(context, "/*");
                })
                .withEndpoint(Socket.class));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static final class FirstAnswer implements WebSocket.Listener {

        private final CompletableFuture<String> text = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.complete(data.toString());
            return CompletableFuture.completedFuture(null);
        }
    }

    private WebSocket open(String token, FirstAnswer answer) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", tokens.fill("Bearer {" + token + "}"))
                .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/socket"), answer)
                .orTimeout(SECONDS, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void isOpenedForAKeyWithThePermissionAndKnowsItsOwner() throws Exception {
        FirstAnswer answer = new FirstAnswer();
        WebSocket socket = open("reader", answer);
        socket.sendText("hello", true).get(SECONDS, TimeUnit.SECONDS);
        assertThat(answer.text.get(SECONDS, TimeUnit.SECONDS)).isEqualTo("hello ben");
        socket.abort();
    }

    @ParameterizedTest
    @CsvSource({"writer,403", "revoked,401", "malformed,401"})
    void isNotOpenedForOthers(String token, int status) {
        assertThat(catchThrowable(() -> open(token, new FirstAnswer())))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(status));
    }

    @Test
    void isRefusedToAHandshakeWithoutAKeyLikeEveryRequest() throws IOException {
        RawHttp.Answer answer = server.send(RawHttp.request(
                "GET /socket",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
        assertThat(answer.status()).isEqualTo(401);
        Expected.requireProblem(answer);
    }
}
