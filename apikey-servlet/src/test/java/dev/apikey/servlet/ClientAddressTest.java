// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.apikey.ApiKeys;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The source that is handed to the decision, for fields as proxies and clients write them. */
class ClientAddressTest {

    private static final String SOCKET = "127.0.0.1";
    private static final List<String> SOURCES = new CopyOnWriteArrayList<>();
    private static final List<TomcatServer> BEHIND = new CopyOnWriteArrayList<>();

    private static String field;

    @BeforeAll
    static void start() {
        ApiKeys apiKeys = Tokens.builder("acme_live")
                .observer((result, source) -> SOURCES.add(source))
                .build();
        String token = Tokens.issue(apiKeys, Tokens.request("*")).revealToken();
        field = "Authorization: Bearer " + token;
        for (int proxies = 0; proxies <= 2; proxies++) {
            int count = proxies;
            BEHIND.add(TomcatServer.start(context -> {
                context.addServlet("identity", new IdentityServlet()).addMapping("/*");
                ApiKeyFilter.builder(apiKeys).trustedProxies(count).build().addTo(context, "/*");
            }));
        }
    }

    @AfterAll
    static void stop() {
        BEHIND.forEach(TomcatServer::close);
    }

    /** @param lines field lines, separated by {@code |} */
    private static String source(int proxies, String lines) throws IOException {
        SOURCES.clear();
        String request = RawHttp.request("GET /", (field + "|" + lines).split("\\|", -1));
        assertThat(BEHIND.get(proxies).send(request).status()).isEqualTo(200);
        assertThat(SOURCES).hasSize(1);
        return SOURCES.get(0);
    }

    @Test
    void isTheSocketsWithoutProxies() throws IOException {
        assertThat(source(0, "X-Forwarded-For: 192.0.2.1|Forwarded: for=192.0.2.1"))
                .isEqualTo(SOCKET);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "X-Forwarded-For: 192.0.2.1 ~ 192.0.2.1",
                "X-Forwarded-For: 198.51.100.9, 192.0.2.1 ~ 192.0.2.1",
                "X-Forwarded-For: nonsense, , 192.0.2.1 ~ 192.0.2.1",
                "X-Forwarded-For: 198.51.100.9|X-Forwarded-For: 192.0.2.1 ~ 192.0.2.1",
                "X-Forwarded-For: 192.0.2.1:4711 ~ 192.0.2.1",
                "X-Forwarded-For: 2001:DB8::1 ~ 2001:db8:0:0:0:0:0:1",
                "X-Forwarded-For: [2001:db8::1]:4711 ~ 2001:db8:0:0:0:0:0:1",
                "X-Forwarded-For: ::ffff:192.0.2.1 ~ 192.0.2.1",
                "Forwarded: for=192.0.2.1 ~ 192.0.2.1",
                "Forwarded: for=198.51.100.9, FOR=192.0.2.1;proto=https;by=203.0.113.5 ~ 192.0.2.1",
                "Forwarded: proto=https; for=\"[2001:db8::1]:4711\" ~ 2001:db8:0:0:0:0:0:1",
                "Forwarded: for=\"a, for=b\"|Forwarded: for=192.0.2.1 ~ 192.0.2.1",
                "Forwarded: for=192.0.2.1|X-Forwarded-For: 192.0.2.1 ~ 192.0.2.1",
            })
    void isTheLastOneBehindOneProxy(String lines, String expected) throws IOException {
        assertThat(source(1, lines)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Via: 1.1 nobody",
                "X-Forwarded-For:",
                "X-Forwarded-For: 192.0.2.1,",
                "X-Forwarded-For: localhost",
                "X-Forwarded-For: deadbeef",
                "X-Forwarded-For: [deadbeef]",
                "X-Forwarded-For: 192.0.2.256",
                "X-Forwarded-For: 192.0.2.01",
                "X-Forwarded-For: 192.0.2",
                "X-Forwarded-For: 192.0.2.1:port",
                "X-Forwarded-For: 2001:db8::1::2",
                "X-Forwarded-For: :::",
                "X-Forwarded-For: fe80::1%eth0",
                "X-Forwarded-For: [2001:db8::1",
                "Forwarded: for=unknown",
                "Forwarded: for=_hidden",
                "Forwarded: proto=https",
                "Forwarded: for=192.0.2.1;",
                "Forwarded: for=192.0.2.1,",
                "Forwarded: for=[2001:db8::1]",
                "Forwarded: for=\"192.0.2.1",
                "Forwarded: for=\"x, for=\"192.0.2.1\"",
                "Forwarded: for=198.51.100.9;by=\", for=192.0.2.1;proto=https",
                "Forwarded: for=\"192.0.2.\\1\"",
                "Forwarded: for = 192.0.2.1",
                "Forwarded: for=198.51.100.9|X-Forwarded-For: 192.0.2.1",
                "Forwarded: nonsense|X-Forwarded-For: 192.0.2.1",
            })
    void isTheSocketsWhereTheProxyDidNotTellIt(String lines) throws IOException {
        assertThat(source(1, lines)).isEqualTo(SOCKET);
    }

    @Test
    void isTheLastButOneBehindTwo() throws IOException {
        assertThat(source(2, "X-Forwarded-For: 198.51.100.9, 192.0.2.1, 203.0.113.5"))
                .isEqualTo("192.0.2.1");
        assertThat(source(2, "Forwarded: for=192.0.2.1|Forwarded: for=203.0.113.5"))
                .isEqualTo("192.0.2.1");
    }

    /** Whoever calls the inner proxy past the outer one writes nothing that counts. */
    @Test
    void isTheSocketsWhereFewerProxiesReported() throws IOException {
        assertThat(source(2, "X-Forwarded-For: 192.0.2.1")).isEqualTo(SOCKET);
    }

    @Test
    void isReadFromALongFieldWithoutHarm() throws IOException {
        assertThat(source(1, "Forwarded: for=\"" + "x".repeat(6_000) + "\", for=192.0.2.1"))
                .isEqualTo("192.0.2.1");
        assertThat(source(1, "X-Forwarded-For: " + "1,".repeat(3_000) + "192.0.2.1"))
                .isEqualTo("192.0.2.1");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 11})
    void needsANumberOfProxiesThatCanBe(int count) {
        ApiKeyFilter.Builder builder =
                ApiKeyFilter.builder(Tokens.builder("acme_live").build()).trustedProxies(count);
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining("trusted proxies must be a number from 0 to 10");
    }
}
