// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKeys;
import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.TomcatServer;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each switch of the filter does what it says where a context parameter sets it, and nothing where it does not. */
class FilterSettingsTest {

    private static final String[] PREFLIGHT = {"Origin: https://app.example", "Access-Control-Request-Method: GET"};

    /** Refuses in its own way. */
    public static final class OldFilter implements Filter {

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) {
            ((HttpServletResponse) response).setStatus(444);
        }
    }

    private static int status(Map<String, String> more, String line, String... fields) throws IOException {
        Map<String, String> parameters = new HashMap<>(more);
        parameters.put("apikey.schema", "apply");
        parameters.put("apikey.url", Declared.newUrl());
        try (TomcatServer server = TomcatServer.start(Declared.application(parameters, Declared.NOTHING_MORE))) {
            assertThat(server.isServing()).isTrue();
            return server.send(RawHttp.request(line, fields)).status();
        }
    }

    @ParameterizedTest
    @CsvSource({"true,200", "false,401", "'',401"})
    void optionalLetsRequestsWithoutACredentialPass(String value, int status) throws IOException {
        assertThat(status(Map.of("apikey.optional", value), "GET /")).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"true,200", "false,401"})
    void allowPreflightsLetsThemPass(String value, int status) throws IOException {
        assertThat(status(Map.of("apikey.allow-preflights", value), "OPTIONS /", PREFLIGHT))
                .isEqualTo(status);
    }

    @Test
    void otherTokensGoToTheFilterOfThatClass() throws IOException {
        String field = "Authorization: Bearer head.body.sig";
        assertThat(status(Map.of(), "GET /", field)).isEqualTo(401);
        assertThat(status(Map.of("apikey.other-tokens", OldFilter.class.getName()), "GET /", field))
                .isEqualTo(444);
    }

    @ParameterizedTest
    @CsvSource({"true,403", "false,200"})
    void refuseBrowsersRefusesAKeyFromAPage(String value, int status) throws IOException {
        Map<String, String> parameters = Map.of(
                "apikey.schema",
                "apply",
                "apikey.url",
                Declared.newUrl(),
                "apikey.trusted-proxies",
                "1",
                "apikey.refuse-browsers",
                value);
        try (TomcatServer server = TomcatServer.start(Declared.application(parameters, Declared.NOTHING_MORE))) {
            String key = "Authorization: Bearer " + ApiKeyListenerTest.issue(server, "*");
            assertThat(server.send(RawHttp.request("GET /", key, "Sec-Fetch-Site: cross-site"))
                            .status())
                    .isEqualTo(status);
        }
    }

    /** The log of rejections tells the source: with the observer it is all that a host sees of it. */
    @ParameterizedTest
    @CsvSource({"1,192.0.2.7", "2,198.51.100.9", "0,127.0.0.1"})
    void trustedProxiesAreCountedForTheSource(String count, String source) throws IOException {
        Logger decisions = Logger.getLogger(ApiKeys.class.getName());
        List<Object> sources = new CopyOnWriteArrayList<>();
        Handler listening = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                if (entry.getLevel().equals(Level.FINE)) {
                    sources.add(String.valueOf(entry.getParameters()[0]));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        decisions.addHandler(listening);
        try {
            int status = status(
                    Map.of("apikey.trusted-proxies", count),
                    "GET /",
                    "Authorization: Bearer none",
                    "X-Forwarded-For: 198.51.100.9, 192.0.2.7");
            assertThat(status).isEqualTo(401);
        } finally {
            decisions.removeHandler(listening);
        }
        assertThat(sources).singleElement().asString().contains(source);
    }
}
