// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.spring.suite.Printed;
import java.net.URI;
import java.util.Objects;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.junit.jupiter.api.Test;

/** The configuration of Log4j 2 on the page about logs. */
class Log4j2Test {

    @Test
    void printsNoTokenAndAllElse() throws Exception {
        String token = Printed.token();
        String printed = Printed.by(() -> {
            URI file = Objects.requireNonNull(Log4j2Test.class.getResource("/log4j2-masked.xml"))
                    .toURI();
            try (LoggerContext context = new LoggerContext("masked")) {
                context.start(new XmlConfiguration(context, ConfigurationSource.fromUri(file)));
                context.getLogger("test")
                        .info(
                                "before {} behind, cut {}",
                                token,
                                token.substring("acme_live_".length() + 3),
                                new IllegalStateException("thrown with " + token));
            }
        });
        Printed.assertMasked(printed, token);
        assertThat(printed).contains(" behind, cut ***" + token.substring(token.length() - 4));
        assertThat(printed).contains("before acme_live_***", " behind", "thrown with acme_live_***", "Log4j2Test");
    }
}
