// SPDX-License-Identifier: Apache-2.0
package dev.apikey.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.context.ConfigurableApplicationContext;

/** No line of the example's log holds a token, whatever the host sets the pattern to. */
class ExampleLogTest {

    private static final Pattern FIRST_KEY = Pattern.compile("Bearer (acme_live_[0-9a-z]{26}_[0-9A-Za-z]{49})");
    private static final String PATTERN = LoggingSystemProperty.CONSOLE_PATTERN.getEnvironmentVariableName();

    /** Where an application of another test still runs, its log would be taken as it is. */
    @BeforeEach
    void beginAnew() {
        System.clearProperty(PATTERN);
        LoggingSystem.get(getClass().getClassLoader()).cleanUp();
    }

    @AfterEach
    void forgetThePattern() {
        System.clearProperty(PATTERN);
    }

    @Test
    void holdsNoToken() {
        assertThat(lineWithAToken()).contains(" WARN ", "ExampleLogTest");
    }

    @Test
    void holdsNoneInAPatternOfTheHostEither() {
        assertThat(lineWithAToken("--logging.pattern.console=<%p> %m%n")).startsWith("<WARN> sent acme_live_***");
    }

    /** The line that begins where the token is logged, and all behind it; a failure shows neither the token nor a part of it. */
    private static String lineWithAToken(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.datasource.url=jdbc:h2:mem:example-log",
                "--server.port=0",
                // By its name: where Maven does not package, the adapter's logback-test.xml would come first.
                "--logging.config=classpath:logback-spring.xml",
                "--spring.main.register-shutdown-hook=false"));
        arguments.addAll(List.of(more));
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        String token;
        int before;
        SpringApplication example = new SpringApplication(ExampleApplication.class);
        example.setMainApplicationClass(ExampleApplication.class); // Surefire has a main method, too.
        try {
            ConfigurableApplicationContext application = example.run(arguments.toArray(String[]::new));
            Matcher key = FIRST_KEY.matcher(printed.toString(StandardCharsets.UTF_8));
            token = key.find() ? key.group(1) : "";
            before = printed.toString(StandardCharsets.UTF_8).length();
            LoggerFactory.getLogger(ExampleLogTest.class)
                    .warn("sent {}", token, new IllegalStateException("thrown with " + token));
            application.close();
        } finally {
            System.setOut(console);
        }
        assertThat(token.isEmpty()).as("no first key is shown").isFalse();
        String logged = printed.toString(StandardCharsets.UTF_8).substring(before);
        boolean shown = logged.contains(token.substring(token.length() - 49, token.length() - 33));
        assertThat(shown).as("a part of the secret is shown").isFalse();
        String masked = "acme_live_***" + token.substring(token.length() - 4);
        assertThat(logged).contains("sent " + masked, "thrown with " + masked);
        return logged;
    }
}
