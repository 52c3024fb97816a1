// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Types what the tutorial tells a reader to type, and holds what comes back against what the page shows. A {@code console} block is
 * commands after {@code $}, each with its output behind it.
 */
class TutorialTest {

    private static final Path PAGE = Repository.ROOT.resolve("docs/tutorial/first-key.md");
    private static final Pattern BLOCK = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);
    private static final String START = "mvn -q -Pstart -pl docs/examples/quickstart -am compile";

    @TempDir
    private Path folder;

    private record Step(String command, String output) {}

    @Test
    void firstKeyShowsWhatAReaderGets() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
        List<Step> steps = steps();
        assertThat(steps).hasSizeGreaterThan(8);
        assertThat(steps.get(0).command()).isEqualTo(START);

        try (QuickstartProcess quickstart = QuickstartProcess.start(folder, Map.of())) {
            assertThat(normalized(quickstart.printed()))
                    .isEqualTo(normalized(steps.get(0).output()));
            String token = quickstart.firstToken().orElseThrow();
            for (Step step : steps.subList(1, steps.size())) {
                if (!step.command().startsWith("KEY=")) {
                    assertThat(normalized(
                                    run(step.command().replace("http://127.0.0.1:8080", quickstart.address()), token)))
                            .as(step.command())
                            .isEqualTo(normalized(step.output()));
                }
            }
        }
    }

    private static List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        BLOCK.matcher(Repository.read(PAGE)).results().forEach(block -> {
            for (String part : ("\n" + block.group(1)).split("\n\\$ ", -1)) {
                if (!part.isBlank()) {
                    String[] commandAndOutput = part.split("\n", 2);
                    steps.add(new Step(commandAndOutput[0], commandAndOutput.length > 1 ? commandAndOutput[1] : ""));
                }
            }
        });
        return steps;
    }

    private String run(String command, String token) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("bash", "-c", command);
        shell.directory(folder.toFile());
        shell.environment().put("KEY", token);
        Process process = shell.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    /** What differs from run to run is replaced by what it is. */
    private static String normalized(String output) {
        return output.replace("\r\n", "\n")
                .replaceAll("(?m) +$", "")
                .replaceAll("acme_live_\\S+", "<token>")
                .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<id>")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "<address>")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "<instant>")
                .replaceAll("Date: .*", "Date: <date>")
                .strip();
    }
}
