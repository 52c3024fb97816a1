// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A heap that is really full. What a store or a hasher may throw is tried one by one elsewhere; here the error comes wherever it comes. */
class OutOfMemoryTest {

    @Test
    @Timeout(300)
    void decidesNothingWrongAndGoesOnOnceThereIsRoom(@TempDir Path directory) throws IOException, InterruptedException {
        long seed = Long.getLong("apikey.seed", new Random().nextLong());
        String said =
                ChildJvm.run(directory, List.of("-Xmx16m", "-XX:+UseSerialGC"), FullHeap.class, Long.toString(seed));
        int[] counts = Stream.of(said.split(" ")).mapToInt(Integer::parseInt).toArray();
        assertThat(counts[1] + counts[2])
                .as("seed %d: not decided while it was full", seed)
                .isPositive();
    }
}
