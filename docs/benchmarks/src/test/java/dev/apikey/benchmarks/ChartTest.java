// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every chart on the page about speed is drawn from the table behind it: its first two columns. Whoever changes a table looks at the chart in
 * {@code target/charts}, and copies it.
 */
class ChartTest {

    private static final Path PAGE = Path.of("../explanation/performance.md");
    private static final Path MADE = Path.of("target/charts");
    private static final Pattern CHART =
            Pattern.compile("!\\[([^]]+)]\\(\\.\\./pictures/([a-z-]+\\.svg)\\)\n\n\\|.*\n\\| ---.*\n((?:\\|.*\n)+)");

    static Stream<MatchResult> charts() throws IOException {
        return CHART.matcher(Files.readString(PAGE)).results();
    }

    @ParameterizedTest
    @MethodSource("charts")
    void showsTheTableBehindIt(MatchResult chart) throws IOException {
        List<Chart.Bar> bars = chart.group(3)
                .lines()
                .map(row -> row.split(" *\\| *"))
                .map(cells -> new Chart.Bar(cells[1], cells[2], Chart.nanos(cells[2])))
                .toList();
        Files.createDirectories(MADE);
        Path made = MADE.resolve(chart.group(2));
        Files.writeString(made, new Chart(chart.group(1), bars).svg());
        assertThat(made)
                .as("copy docs/benchmarks/%s to docs/pictures", made)
                .hasSameTextualContentAs(Path.of("../pictures").resolve(chart.group(2)));
    }

    @Test
    void isLinearUntilTheLongestLeavesNothingToSee() {
        assertThat(svg(10, 100)).contains("width=\"34\"", "width=\"340\"").doesNotContain("logarithmic");
        assertThat(svg(20, 20_000))
                .contains(
                        "width=\"31\"",
                        "width=\"340\"",
                        "(logarithmic)",
                        ">100 ns</text>",
                        ">1 µs</text>",
                        ">10 µs</text>")
                .doesNotContain(">10 ns</text>");
    }

    private static String svg(double first, double second) {
        return new Chart("a < b", List.of(new Chart.Bar("one", "1", first), new Chart.Bar("two", "2", second))).svg();
    }

    @Test
    void readsTimesAsTablesWriteThem() {
        assertThat(Chart.nanos("4,186 ns")).isEqualTo(4_186);
        assertThat(Chart.nanos("14.5 µs")).isEqualTo(14_500);
        assertThat(Chart.nanos("64.7 ms")).isEqualTo(64_700_000);
        assertThatIllegalArgumentException().isThrownBy(() -> Chart.nanos("3 days"));
    }

    @Test
    void escapesItsTitle() {
        assertThat(svg(1, 2)).contains("<title>a &lt; b</title>");
    }
}
