// SPDX-License-Identifier: Apache-2.0
package dev.apikey.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.ApiKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        setTheScene();
        Visit ben = visit("ben");
        ben.row("CI pipeline").waitFor();
        Files.createDirectories(MADE.getParent());
        Files.writeString(MADE, (String) ben.page.evaluate(script(), List.of(1280, 930)));
        assertThat(MADE)
                .as("copy docs/browser/%s over it, if you mean the change", MADE)
                .hasSameTextualContentAs(RECORDED);
    }

    /** As {@link Scene#audit}, but no two keys were made on the same day, so that their order is always the same. */
    private void setTheScene() {
        scene.use(scene.oldKey("ben", "Grafana dashboards", 400, "*:read").id(), 140, 9);
        scene.use(made(200, "Migration 2025", 30, "*").id(), 180, 12);
        server.admin().revoke(scene.oldKey("ben", "Laptop of Cyd", 60, "*").id(), "laptop lost");
        scene.oldKey("ben", "Trial of the importer", 45, "rooms:read", "rooms:write", "files:read");
        server.admin()
                .disable(scene.oldKey("ben", "Partner sandbox", 20, "files:share")
                        .id());
        scene.use(
                scene.oldKey("ben", "CI pipeline", 9, "files:read", "files:write")
                        .id(),
                0,
                311);
        scene.use(made(6, "Nightly backup", 18, "*:read").id(), 1, 4);
        scene.use(made(4, "Deploy bot", 90, "*").id(), 3, 77);
    }

    private ApiKey made(int daysAgo, String name, int days, String permission) {
        server.clock.move(Duration.ofDays(-daysAgo));
        try {
            return scene.keyFor("ben", name, days, permission);
        } finally {
            server.now();
        }
    }

    private static String script() throws IOException {
        try (InputStream script = PictureTest.class.getResourceAsStream("/picture.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
