// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.servlet.suite.Container;
import dev.apikey.spi.KeyStore;
import dev.apikey.spi.KeyStoreException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What is answered when something cannot be done now, or not any more. */
abstract class FailuresContract {

    private static final String CREATION = "{\"name\":\"x\",\"permissions\":[\"files:read\"]}";

    /** Methods of the store that throw. */
    private final Set<String> broken = ConcurrentHashMap.newKeySet();

    private final Container container;
    private final Supplier<KeyStore> stores;

    FailuresContract(Container container, Supplier<KeyStore> stores) {
        this.container = container;
        this.stores = stores;
    }

    private KeyStore breakableStore(RuntimeException failure) {
        KeyStore store = stores.get();
        return (KeyStore) Proxy.newProxyInstance(
                KeyStore.class.getClassLoader(), new Class<?>[] {KeyStore.class}, (proxy, method, arguments) -> {
                    if (broken.contains(method.getName())) {
                        throw failure;
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    @Test
    void aStoreThatCannotAnswerIsUnavailableAndLoggedOnce() throws IOException {
        List<LogRecord> records = new ArrayList<>();
        Handler handler = recording(records);
        Logger logger = Logger.getLogger(KeyManagementServlet.class.getName());
        logger.addHandler(handler);
        try (Api api = Api.start(
                container,
                breakableStore(new KeyStoreException("disk full on db7", null)),
                UnaryOperator.identity(),
                UnaryOperator.identity())) {
            broken.addAll(Set.of("list", "commit"));
            for (int i = 0; i < 3; i++) {
                Api.Reply reply = api.call("ben", "GET /").refused(503);
                assertThat(reply.header("Retry-After")).contains("5");
                assertThat(reply.text()).doesNotContain("db7", "Exception");
                api.json("ben", "POST /", CREATION).refused(503);
            }
            broken.clear();
            api.json("ben", "POST /", CREATION).ok(201);
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(records).hasSize(1);
        assertThat(records.get(0).getThrown()).hasMessage("disk full on db7");
    }

    private static Handler recording(List<LogRecord> records) {
        return new Handler() {
            @Override
            public void publish(LogRecord entry) {
                records.add(entry);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void anArgumentThatIsNoLimitIsNoFaultOfTheClient() throws IOException {
        try (Api api = Api.start(
                container,
                breakableStore(new IllegalArgumentException("column 7 is <too> narrow")),
                UnaryOperator.identity(),
                UnaryOperator.identity())) {
            broken.add("list");
            assertThat(api.call("ben", "GET /").refused(503).text()).doesNotContain("column");
        }
    }

    @Test
    void limitsOfTheHostAreTold() throws IOException {
        try (Api api = Api.start(
                container, stores.get(), keys -> keys.maxLiveKeys(2).requireExpiry(), UnaryOperator.identity())) {
            api.json("ben", "POST /", CREATION).refused(400, "expiresInDays");
            String lasting = CREATION.replace("}", ",\"expiresInDays\":1}");
            api.json("ben", "POST /", lasting).ok(201);
            api.json("ben", "POST /", lasting).ok(201);
            assertThat(api.json("ben", "POST /", lasting).refused(409, "owner").detail())
                    .contains("2 live keys");
            assertThat(api.changes()).isEqualTo(2);
        }
        try (Api api = Api.start(container, stores.get(), keys -> keys.maxIssuedPerHour(1), UnaryOperator.identity())) {
            api.json("ben", "POST /", CREATION).ok(201);
            Api.Reply reply = api.json("ben", "POST /", CREATION).refused(429);
            assertThat(Integer.parseInt(reply.header("Retry-After").orElseThrow()))
                    .isBetween(1, 3_600);
            api.json("cyd", "POST /", CREATION).ok(201);
        }
    }
}
