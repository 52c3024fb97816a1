// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A heap that is really full. What a store or a hasher may throw is tried one by one elsewhere; here the error comes wherever it comes. */
class OutOfMemoryTest {

    @Test
    @Timeout(300)
    void decidesNothingWrongAndGoesOnOnceThereIsRoom() throws IOException, InterruptedException {
        long seed = Long.getLong("apikey.seed", new Random().nextLong());
        Process host = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx16m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FullHeap.class.getName(),
                        Long.toString(seed))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(host.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(host.waitFor()).as("seed %d: %s", seed, said).isZero();
        int[] counts = Stream.of(said.split(" ")).mapToInt(Integer::parseInt).toArray();
        assertThat(counts[1] + counts[2])
                .as("seed %d: not decided while it was full", seed)
                .isPositive();
        assertThat(counts[3]).as("seed %d: not decided afterwards", seed).isZero();
    }
}
