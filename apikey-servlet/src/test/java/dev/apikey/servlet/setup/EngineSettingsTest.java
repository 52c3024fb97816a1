// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.EngineState;
import dev.apikey.servlet.TomcatServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a node remembers, and for how long, as context parameters set it. That a wrong poll interval is named shows {@link WrongParameterTest}. */
class EngineSettingsTest {

    private static EngineState state(Map<String, String> more) {
        Map<String, String> parameters = new HashMap<>(more);
        parameters.put("apikey.schema", "apply");
        parameters.put("apikey.url", Declared.newUrl());
        try (TomcatServer server = TomcatServer.start(Declared.application(parameters, Declared.NOTHING_MORE))) {
            assertThat(server.isServing()).isTrue();
            return ApiKeyListener.apiKeys(server.context()).state();
        }
    }

    @Test
    void areTakenFromParameters() {
        EngineState state = state(Map.of(
                "apikey.max-cached-keys", "1234", "apikey.poll-interval", "250ms", "apikey.stale-after", "2500ms"));
        assertThat(state.cache().maxKeys()).isEqualTo(1_234);
        assertThat(state.feed().staleAfter()).isEqualTo(Duration.ofMillis(2_500));
        assertThat(state(Map.of("apikey.stale-after", "20s")).feed().staleAfter())
                .isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void areThoseOfTheEngineWhereNothingIsSet() {
        EngineState state = state(Map.of());
        assertThat(state.cache().maxKeys()).isEqualTo(100_000);
        assertThat(state.feed().staleAfter()).isEqualTo(Duration.ofSeconds(10));
    }
}
