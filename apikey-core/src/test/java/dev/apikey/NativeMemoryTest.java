// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Memory that the operating system really does not give. What a hasher may throw is tried one by one elsewhere. */
class NativeMemoryTest {

    @Test
    @Timeout(300)
    void thatIsNotThereForAHashMakesTheTokenUndecidedAndIsForgottenOnceItIs(@TempDir Path directory)
            throws IOException, InterruptedException {
        assumeTrue(isLimitable(), "prlimit, of Linux, takes memory from a process that runs");
        String said = ChildJvm.run(directory, List.of("--enable-native-access=ALL-UNNAMED"), NoMemoryForAHash.class);
        assertThat(said.lines())
                .containsExactly(
                        "before, a known key: accepted",
                        "without memory, a known key: accepted",
                        "without memory, a known key with another secret: WRONG_SECRET",
                        "without memory, a new key: HASHER",
                        "without memory, a new key with another secret, again and again: HASHER",
                        "afterwards, a new key with another secret: WRONG_SECRET",
                        "afterwards, a new key: accepted",
                        "uses of the new key: 1");
    }

    private static boolean isLimitable() {
        return Files.isReadable(Path.of("/proc/self/status"))
                && Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "prlimit")));
    }
}
