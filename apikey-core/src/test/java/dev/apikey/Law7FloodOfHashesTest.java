// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is made up, slow hashes take no more than their share of the processors. The clock is the machine's, and moved on by 15 ms for each hash; with ten
 * processors or more it could not tell a bound from none, so there are two.
 */
class Law7FloodOfHashesTest {

    @Test
    @Timeout(300)
    void takesATenthOfAllProcessorsAndHalfASecondInAdvance(@TempDir Path directory)
            throws IOException, InterruptedException {
        String said = ChildJvm.run(
                directory, List.of("-XX:ActiveProcessorCount=" + FloodOfHashes.PROCESSORS), FloodOfHashes.class);
        long[] told = Stream.of(said.split(" ")).mapToLong(Long::parseLong).toArray();
        long share = told[0] * FloodOfHashes.PROCESSORS / 10;
        long atOnce = FloodOfHashes.PROCESSORS * FloodOfHashes.HASH;
        assertThat(Duration.ofNanos(told[1]))
                .isBetween(
                        Duration.ofNanos(FloodOfHashes.IN_ADVANCE),
                        Duration.ofNanos(FloodOfHashes.IN_ADVANCE + share + atOnce));
        assertThat(told[1]).isEqualTo(told[2] * FloodOfHashes.HASH);
    }
}
