// SPDX-License-Identifier: Apache-2.0
package dev.apikey.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The picture of the page in {@code README.md} is text, made of what the page consists of, and is recorded. Whoever changes the page looks at
 * {@code target/screens/api-keys.svg} in a browser, and copies it.
 */
class PictureTest extends PageTest {

    private static final Path RECORDED = Path.of("../pictures/api-keys.svg");
    private static final Path MADE = Path.of("target/screens/api-keys.svg");

    @Test
    void showsThePageAsItIs() throws IOException {
        scene.audit("ben");
        Visit ben = visit("ben");
        ben.row("CI pipeline").waitFor();
        Files.createDirectories(MADE.getParent());
        Files.writeString(MADE, (String) ben.page.evaluate(script(), List.of(1280, 930)));
        assertThat(MADE)
                .as("copy docs/browser/%s over it, if you mean the change", MADE)
                .hasSameTextualContentAs(RECORDED);
    }

    private static String script() throws IOException {
        try (InputStream script = PictureTest.class.getResourceAsStream("/picture.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
