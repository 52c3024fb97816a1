// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static dev.apikey.docs.ConsolePage.normalized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.apikey.docs.ConsolePage.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types what the tutorial tells a reader to type, against the quickstart that it tells him to start. */
class TutorialTest {

    private static final String START = "mvn -q -Pstart -pl docs/examples/quickstart -am compile";

    @TempDir
    private Path folder;

    @Test
    void firstKeyShowsWhatAReaderGets() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
        try (ConsolePage page = ConsolePage.open("docs/tutorial/first-key.md", folder, Map.of())) {
            List<Step> steps = page.steps();
            assertThat(steps).hasSizeGreaterThan(8);
            assertThat(steps.get(0).command()).isEqualTo(START);

            try (QuickstartProcess quickstart = QuickstartProcess.start(folder, Map.of())) {
                assertThat(normalized(quickstart.printed()))
                        .isEqualTo(normalized(steps.get(0).output()));
                page.type("KEY=" + quickstart.firstToken().orElseThrow());
                for (Step step : steps.subList(1, steps.size())) {
                    if (!step.command().startsWith("KEY=")) {
                        String command = step.command().replace("http://127.0.0.1:8080", quickstart.address());
                        page.show(new Step(command, step.output()));
                    }
                }
            }
        }
    }
}
