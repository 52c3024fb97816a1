// SPDX-License-Identifier: Apache-2.0
package dev.apikey.hashing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Argon2id needs a native library. Where it cannot be loaded the start fails with the remedy, and the other hasher works. */
class NativeLibraryTest {

    /** Without it, the next test could not tell a library that is missing from a program that does not run at all. */
    @Test
    void isLoadedByAHostThatLetsIt() throws Exception {
        assertThat(outputOfHost())
                .containsExactly(
                        "argon2id: Authenticated", "argon2id again: Authenticated", "hmac-sha256: Authenticated");
    }

    @Test
    void failsTheStartWithTheRemedyWhereItCannotBeLoaded(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "nothing can be unpacked into a file");
        List<String> lines = outputOfHost("-Djna.nosys=true", "-Djna.tmpdir=" + file);
        assertThat(lines).hasSize(3);
        assertThat(lines.subList(0, 2))
                .allSatisfy(line -> assertThat(line)
                        .contains("its native library cannot be loaded on " + System.getProperty("os.name"))
                        .contains("-Djna.tmpdir")
                        .contains("on musl (Alpine) take a glibc image")
                        .contains("otherwise choose the hasher hmac-sha256")
                        .containsPattern("because of java.lang.(UnsatisfiedLinkError|NoClassDefFoundError)"));
        assertThat(lines.get(2)).isEqualTo("hmac-sha256: Authenticated");
    }

    private static List<String> outputOfHost(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(options));
        command.add(HostWithoutNativeLibrary.class.getName());
        Process host = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String output = new String(host.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(host.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return output.lines().toList();
        } finally {
            host.destroyForcibly();
        }
    }
}
