// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own, where that must be another one than the test's. */
final class ChildJvm {

    /** Only a test that fails takes this long. */
    private static final long PATIENCE_SECONDS = 240;

    private ChildJvm() {}

    /**
     * Runs a main class to its end.
     *
     * @param directory takes what it prints
     * @return what it printed
     */
    static String run(Path directory, List<String> options, Class<?> program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        Path printed = directory.resolve("printed");
        Process process = new ProcessBuilder(command)
                .redirectOutput(printed.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("%s with %s has ended", program.getSimpleName(), List.of(arguments))
                    .isTrue();
            assertThat(process.exitValue())
                    .as("%s with %s", program.getSimpleName(), List.of(arguments))
                    .isZero();
            return Files.readString(printed).strip();
        } finally {
            process.destroyForcibly();
        }
    }
}
