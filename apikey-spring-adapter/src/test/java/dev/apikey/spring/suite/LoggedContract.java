// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.suite;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.CoreConstants;
import dev.apikey.IssuedKey;
import dev.apikey.spring.logging.TokenMaskingConverter;
import dev.apikey.spring.suite.SecuredApplication.Client;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;
import org.slf4j.event.KeyValuePair;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What logs tell of keys: ids while a request runs, and tokens never. */
public abstract class LoggedContract {

    @TempDir
    private static Path logs;

    private static SecuredApplication application;

    /** All requests on one thread, which would show what one leaves behind. */
    @BeforeAll
    static void start() {
        application = SecuredApplication.start(
                null, "apikey.paths=/api/*", "server.tomcat.threads.max=1", "server.tomcat.threads.min-spare=1");
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Nested
    class TheIdOfAKey {

        @Test
        void isInTheContextOfWhateverARequestLogs() throws Exception {
            IssuedKey key = application.issue("ada", "*");
            assertThat(application.client().get("/api/mdc", key).body())
                    .isEqualTo(key.key().id().toString());
        }

        @Test
        void isThereWhenARequestGoesOnLater() throws Exception {
            IssuedKey key = application.issue("ada", "*");
            assertThat(application.client().get("/api/mdc-later", key).body())
                    .isEqualTo(key.key().id().toString());
        }

        @Test
        void isGoneBehindTheRequest() throws Exception {
            Client ada = application.client().loggedInAs("ada");
            for (String path : List.of("/api/mdc", "/api/mdc-later", "/api/fails")) {
                application.client().get(path, application.issue("ada", "*"));
                assertThat(ada.get("/mdc").body()).isEqualTo("none");
            }
        }

        @Test
        void isThereInAChainOfTheApplication() throws Exception {
            try (SecuredApplication chains =
                    SecuredApplication.start(GuardedByChainsContract.NoRules.class, "apikey.guard=chains")) {
                IssuedKey key = chains.issue("ada", "*");
                assertThat(chains.client().get("/api/mdc", key).body())
                        .isEqualTo(key.key().id().toString());
            }
        }

        @Test
        void isNowhereUnderAnEmptyName() throws Exception {
            try (SecuredApplication silent = SecuredApplication.start(null, "apikey.logging.key-id=")) {
                assertThat(silent.client()
                                .get("/api/mdc", silent.issue("ada", "*"))
                                .body())
                        .isEqualTo("none");
            }
        }
    }

    @Nested
    class AnAccessLog {

        /** Everybody else's log would have the query, and a client's as well: they are off, and there is no client. */
        @Test
        void tellsTheIdAndNoTokenWhereverThatWasSent() throws Exception {
            try (SecuredApplication quiet = SecuredApplication.start(
                    null,
                    "logging.level.root=warn",
                    "logging.level.org.springframework=warn", // which the configuration of the tests names
                    "server.tomcat.accesslog.enabled=true",
                    "server.tomcat.accesslog.buffered=false",
                    "server.tomcat.accesslog.directory=" + logs,
                    "server.tomcat.accesslog.pattern=%h %{apikey.id}r %t \"%m %U %H\" %s %b")) {
                IssuedKey key = quiet.issue("ada", "*");
                String token = key.revealToken();
                send(
                        "GET /api/mdc?access_token=" + token + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                + token + "\r\nConnection: close\r\n\r\n",
                        quiet.port());
                String log = read(key.key().id().toString());
                assertThat(log).contains("\"GET /api/mdc HTTP/1.1\" 200");
                boolean shown = log.contains(token.substring(token.length() - 49));
                assertThat(shown).isFalse();
            }
        }

        private static void send(String request, int port) throws Exception {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().readAllBytes();
            }
        }

        /** It is written a little after the answer. */
        private static String read(String awaited) throws Exception {
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            String log = "";
            while (!log.contains(awaited) && System.nanoTime() < deadline) {
                try (Stream<Path> files = Files.list(logs)) {
                    log = Files.readString(files.findFirst().orElseThrow());
                }
            }
            return log;
        }
    }

    @Nested
    class Masked {

        private final String token = Printed.token();
        private final LoggerContext context = new LoggerContext();

        @Test
        void logbackPrintsNoTokenAndAllElse() throws Exception {
            URL file = Objects.requireNonNull(LoggedContract.class.getResource("logback-masked.xml"));
            String printed = Printed.by(() -> {
                context.setMDCAdapter(MDC.getMDCAdapter());
                JoranConfigurator configurator = new JoranConfigurator();
                configurator.setContext(context);
                configurator.doConfigure(file);
                context.getLogger("test")
                        .info("before {} behind", token, new IllegalStateException("thrown with " + token));
                context.stop();
            });
            Printed.assertMasked(printed, token);
            assertThat(printed)
                    .contains("before acme_live_***", " behind", "thrown with acme_live_***", "LoggedContract");
        }

        /** Logback adds what it throws to such a pattern by itself. */
        @Test
        void logbackPrintsNoTokenBehindAPatternWithoutExceptions() throws Exception {
            PatternLayout layout = new PatternLayout();
            context.putObject(
                    CoreConstants.PATTERN_RULE_REGISTRY, Map.of("maskTokens", TokenMaskingConverter.class.getName()));
            layout.setContext(context);
            layout.setPattern("%maskTokens(%p %m%n)");
            layout.start();
            LoggingEvent event = new LoggingEvent(
                    getClass().getName(),
                    context.getLogger("test"),
                    ch.qos.logback.classic.Level.INFO,
                    "before " + token,
                    new IllegalStateException("thrown with " + token),
                    null);
            String printed = layout.doLayout(event);
            Printed.assertMasked(printed, token);
            assertThat(printed).contains("before acme_live_***", "thrown with acme_live_***", "LoggedContract");
        }

        @Test
        void structuredLinesHoldNoTokenAndAllElse() throws Exception {
            StandardEnvironment environment = new StandardEnvironment();
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "test",
                            Map.of(
                                    "logging.structured.json.customizer",
                                    "dev.apikey.spring.logging.TokenMaskingJson")));
            context.putObject(Environment.class.getName(), environment);
            StructuredLogEncoder encoder = new StructuredLogEncoder();
            encoder.setContext(context);
            encoder.setFormat("ecs");
            encoder.start();
            LoggingEvent event = new LoggingEvent(
                    getClass().getName(),
                    context.getLogger("test"),
                    ch.qos.logback.classic.Level.INFO,
                    "before " + token + " behind",
                    new IllegalStateException("thrown with " + token),
                    null);
            event.setMDCPropertyMap(Map.of("sent", token));
            event.addKeyValuePair(new KeyValuePair("uri", URI.create("/files?key=" + token)));
            event.addKeyValuePair(new KeyValuePair("tries", 7));
            String line = new String(encoder.encode(event), StandardCharsets.UTF_8);
            Printed.assertMasked(line, token);
            assertThat(line)
                    .contains(
                            "before acme_live_***",
                            " behind",
                            "thrown with acme_live_***",
                            "\"sent\":\"acme_live_***",
                            "/files?key=acme_live_***",
                            "\"tries\":7");
        }
    }
}
