// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PepperFileTest {

    private static final byte[] SECRET = "a secret of the tests, of some length".getBytes(StandardCharsets.US_ASCII);

    private final String old = pepper();
    private final String next = pepper();

    private final List<String> logged = new ArrayList<>();
    private final Logger logger = Logger.getLogger(PepperFile.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void write() throws IOException {
        path = folder.resolve("apikey-pepper");
        Files.writeString(path, old + "\n");
    }

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
    }

    private static String pepper() {
        byte[] pepper = new byte[32];
        new SecureRandom().nextBytes(pepper);
        return Base64.getEncoder().encodeToString(pepper);
    }

    @Test
    void isReadAnewWhereItChanges() throws IOException {
        try (PepperFile file = PepperFile.of(path)) {
            PepperFileHasher hasher = new PepperFileHasher(file);
            String before = hasher.hash(SECRET);
            Files.writeString(path, next + "\n" + old + "\n");
            file.read();
            assertThat(hasher.isCurrent(before))
                    .as("it may not be written to its end")
                    .isTrue();
            file.read();
            assertThat(hasher.verify(SECRET, before)).isTrue();
            assertThat(hasher.isCurrent(before)).isFalse();
            String after = hasher.hash(SECRET);
            Files.writeString(path, next);
            file.read();
            file.read();
            assertThat(logged).last().asString().startsWith("WARNING").contains("no longer holds", "503");
            assertThat(hasher.verify(SECRET, after)).isTrue();
            assertThatIllegalStateException()
                    .isThrownBy(() -> hasher.verify(SECRET, before))
                    .withMessageContaining("is not configured");
        }
    }

    @Test
    void changesNothingWhereItVanishesAndSaysSoOnce() throws IOException {
        try (PepperFile file = PepperFile.of(path)) {
            PepperFileHasher hasher = new PepperFileHasher(file);
            String hash = hasher.hash(SECRET);
            Files.delete(path);
            file.read();
            file.read();
            assertThat(hasher.verify(SECRET, hash)).isTrue();
            assertThat(logged).hasSize(1).first().asString().contains("there is no file " + path);
            Files.writeString(path, next + " " + old);
            file.read();
            file.read();
            assertThat(hasher.isCurrent(hash)).isFalse();
        }
    }

    @Test
    void changesNothingWhereItHoldsNoPepperAndShowsNothingOfIt() throws IOException {
        try (PepperFile file = PepperFile.of(path)) {
            PepperFileHasher hasher = new PepperFileHasher(file);
            String hash = hasher.hash(SECRET);
            for (String wrong :
                    new String[] {"", "half writ-ten", next.substring(0, 20), old + " " + next.substring(4)}) {
                Files.writeString(path, wrong);
                file.read();
                file.read();
                assertThat(hasher.isCurrent(hash)).isTrue();
            }
            assertThat(logged).hasSizeGreaterThan(1);
            boolean shown =
                    logged.stream().anyMatch(line -> line.contains(next.substring(4, 20)) || line.contains("half"));
            assertThat(shown).isFalse();
        }
    }

    @Test
    void mustBeThereAtTheStart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PepperFile.of(folder.resolve("none")))
                .withMessageStartingWith("there is no file");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PepperFile.of(folder))
                .withMessageContaining("cannot be read");
    }
}
