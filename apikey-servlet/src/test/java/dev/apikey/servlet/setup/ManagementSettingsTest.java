// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.servlet.RawHttp;
import dev.apikey.servlet.TomcatServer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The management API and the page are there if context parameters ask for them, and else not; the filter is in front of them. */
class ManagementSettingsTest {

    private static final String API = "/api/2.0/keys";
    private static final String PAGE = "/developer/api-keys";

    private static TomcatServer start(Map<String, String> more) {
        Map<String, String> parameters = new HashMap<>(more);
        parameters.put("apikey.schema", "apply");
        parameters.put("apikey.url", Declared.newUrl());
        return TomcatServer.start(Declared.application(parameters, Declared.NOTHING_MORE));
    }

    private static int status(TomcatServer server, String path, String... fields) throws IOException {
        return server.send(RawHttp.request("GET " + path, fields)).status();
    }

    @ParameterizedTest
    @CsvSource({"false,false,200,200", "true,false,401,200", "false,true,401,302", "true,true,401,302"})
    void areThereAsAsked(String management, String page, int ofApi, int ofPage) throws IOException {
        Map<String, String> parameters =
                new HashMap<>(Map.of("apikey.management", management, "apikey.page", page, "apikey.optional", "true"));
        if (page.equals("true")) {
            parameters.put("apikey.login", "/login");
        }
        try (TomcatServer server = start(parameters)) {
            assertThat(status(server, API + "/authority")).isEqualTo(ofApi);
            assertThat(status(server, PAGE)).isEqualTo(ofPage);
        }
    }

    @ParameterizedTest
    @CsvSource({"/*", "/api/*", "/reports/*", "/api/2.0/keys/*"})
    void haveTheFilterInFrontWhateverElseItGuards(String paths) throws IOException {
        try (TomcatServer server = start(Map.of("apikey.page", "true", "apikey.paths", paths))) {
            String token = ApiKeyListenerTest.issue(server, "*");
            assertThat(status(server, API + "/@self", "Authorization: Bearer " + token))
                    .isEqualTo(200);
            assertThat(status(server, API + "/@self", "Authorization: Bearer " + token + "x"))
                    .isEqualTo(401);
            assertThat(status(server, PAGE)).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "apikey.page,yes",
        "apikey.management,1",
        "apikey.page,false",
        "apikey.login,https://evil.example/",
        "apikey.texts,de",
        "apikey.texts,de /WEB-INF/none.properties",
        "apikey.texts,de none",
        "apikey.language,fr"
    })
    void stopTheStartWhereAParameterIsWrong(String name, String value) {
        Map<String, String> parameters = new HashMap<>(Map.of("apikey.page", "true", "apikey.login", "/login"));
        parameters.put(name, value);
        try (TomcatServer server = start(parameters)) {
            assertThat(server.isServing()).isFalse();
        }
    }
}
