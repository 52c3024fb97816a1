// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.spring.suite.Printed;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.logging.log4j2.Log4J2LoggingSystem;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What the page about logs says of Log4j 2. */
class Log4j2Test {

    private final String token = Printed.token();

    @Test
    void printsNoTokenAndAllElse() throws Exception {
        URI file = Objects.requireNonNull(Log4j2Test.class.getResource("/log4j2-masked.xml"))
                .toURI();
        String printed = printed(ConfigurationSource.fromUri(file), Map.of());
        assertThat(printed).contains("before acme_live_***", "thrown with acme_live_***", "Log4j2Test");
        assertThat(printed).contains(" behind, cut ***" + token.substring(token.length() - 4));
    }

    /** As Spring Boot's own log4j2.xml names the layout, where logging.structured.format.console is set. */
    @Test
    void printsNoTokenInStructuredLinesEither() throws Exception {
        String xml = "<Configuration><Appenders><Console name='console'><StructuredLogLayout format='ecs'/></Console>"
                + "</Appenders><Loggers><Root level='info'><AppenderRef ref='console'/></Root></Loggers></Configuration>";
        ConfigurationSource source =
                new ConfigurationSource(new ByteArrayInputStream(xml.getBytes(StandardCharsets.US_ASCII)));
        String line = printed(
                source, Map.of("logging.structured.json.customizer", "dev.apikey.spring.logging.TokenMaskingJson"));
        assertThat(line)
                .contains(
                        "\"message\":\"before acme_live_***",
                        " behind, cut ***",
                        "thrown with acme_live_***",
                        "\"sent\":\"acme_live_***");
    }

    private String printed(ConfigurationSource source, Map<String, Object> properties) throws Exception {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        String printed = Printed.by(() -> {
            ThreadContext.put("sent", token);
            try (LoggerContext context = new LoggerContext("masked")) {
                context.putObject(Log4J2LoggingSystem.class.getName() + ".environment", environment);
                context.start(new XmlConfiguration(context, source));
                context.getLogger("test")
                        .info(
                                "before {} behind, cut {}",
                                token,
                                token.substring("acme_live_".length() + 3),
                                new IllegalStateException("thrown with " + token));
            } finally {
                ThreadContext.remove("sent");
            }
        });
        Printed.assertMasked(printed, token);
        return printed;
    }
}
