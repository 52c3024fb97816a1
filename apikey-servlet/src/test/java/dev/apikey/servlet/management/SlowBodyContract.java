// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.servlet.suite.Container;
import dev.apikey.spi.KeyStore;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies for which a server without patience waits no longer than for their first part. */
abstract class SlowBodyContract {

    private final Api api;

    SlowBodyContract(Container container, Supplier<KeyStore> stores) {
        this.api = Api.start(
                container, stores.get(), UnaryOperator.identity(), settings -> settings.bodyTime(Duration.ofNanos(1)));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    /** The rest of none of them ever comes. */
    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked", "Content-Length: 1000"})
    void areRefusedAndChangeNothing(String length) throws IOException {
        UUID id = api.give("slow", "ben", "files:read");
        int before = api.changes();
        String part = length.startsWith("T") ? "2\r\n{}\r\n" : "{}";
        Api.Reply reply = api.send("PUT /" + id, api.headers("ben", "Content-Type: application/json", length), part)
                .refused(408);
        assertThat(reply.header("Connection")).contains("close");
        assertThat(api.changes()).isEqualTo(before);
    }
}
