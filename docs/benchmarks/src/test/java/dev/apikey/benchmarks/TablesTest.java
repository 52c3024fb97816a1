// SPDX-License-Identifier: Apache-2.0
package dev.apikey.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Each benchmark once, and what is printed of it. Times are not looked at. */
class TablesTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    static Stream<Table> tables() {
        boolean virtual = Runtime.version().feature() >= VirtualBenchmark.FIRST_WITH_VIRTUAL_THREADS;
        return Arrays.stream(Table.values()).filter(table -> table != Table.VIRTUAL || virtual);
    }

    private static Collection<RunResult> once(Table table) throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include(table.benchmark().getName() + "\\.")
                        .param("keys", "50")
                        .mode(Mode.SingleShotTime)
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .addProfiler(CpuTime.class)
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void haveARowForEachBenchmark(Table table) throws RunnerException {
        new Report(table, 1, false).print(Row.of(table, once(table)), out);
        String text = printed.toString(StandardCharsets.UTF_8);
        table.names().forEach(name -> assertThat(text).contains("\n| " + table.label(name)));
        assertThat(text)
                .contains("| against " + table.against() + " |")
                .containsPattern("\\| " + Pattern.quote(table.label(table.floor())) + "(, [^|]+)? \\|.+\\| 1\\.00 \\|");
    }

    @AfterEach
    void tellWhatIsMeasuredOnWhat() {
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .startsWith("\nJDK ")
                .doesNotContain("(unknown)");
    }

    @Test
    void tellWhereTheTimeOfAWarmRequestGoes() throws IOException {
        Profile.print(out, 2, 0.5);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsPattern("\\| `\\w+\\.\\w+:\\d+` \\| [\\d.]+ % \\| ± [\\d.]+ % \\|");
    }

    @Test
    void tellWhatARememberedKeyTakes() throws IOException {
        Memory.print(out, 2_000);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsPattern("\\| 2,000 \\| [1-9]\\d{2,3} B \\| ± [\\d.]+ % \\| [\\d.]+ MiB \\| 2,000 \\|")
                .containsPattern("\\| `dev.apikey.KeyRecord` \\| [1-9]\\d+ \\|");
    }

    @Test
    void tellWhatAServerComputesForARequest() throws IOException {
        CpuPerRequest.printContainers(out, new CpuPerRequest.Effort(1, 1, 0.3, 0.3, 0));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("| tomcat, the filter | ", "| jetty, the filter | ", "| undertow, no filter | ");
    }

    @Test
    void tellWhatSpringBootComputesForARequest() throws IOException {
        CpuPerRequest.printBoot(out, new CpuPerRequest.Effort(1, 1, 0.1, 0.5, 0));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("| Spring Boot, nobody | ", "| Spring Boot, es256 | ")
                .containsPattern("Our keys add -?\\d+ % of what opaque tokens add");
    }

    @Test
    void tellHowLongAnAnswerTakesAtAFixedRate() throws IOException {
        FixedRates.print(out, 1, 0.2, "jetty");
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsPattern("\\| jetty \\| 25 % \\| [\\d,]+ \\| without \\| [\\d,]+ \\| [\\d.]+ (ns|µs|ms) \\|")
                .contains("| jetty | 75 % | ");
    }

    @Test
    void tellWhatIsAddedToAStart() throws IOException {
        StartUp.print(out, 1);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsPattern(
                        "\\| hmac-sha256, H2 by JDBI, which has its tables \\| [a-zA-Z ]+ \\| \\d+ ms \\| ± \\d+ ms \\| \\d+ ms \\|")
                .contains("| argon2id | a Tomcat that has answered a request | ");
    }

    @Test
    void tellWhatAnAttackCosts() throws IOException {
        Attack.print(out, 1, 0.5);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("| wrong secrets of one key that nobody uses | argon2id |")
                .containsPattern(
                        "\\| wrong secrets of 1,000 keys [^|]+\\| argon2id \\|(.+\\|){9} [\\d.]+ \\([\\d.]+ to [\\d.]+\\) \\| [\\d]+ \\(.+ MiB \\|\n")
                .containsPattern("was accepted ([\\d.]+ s after the server listened|not within a minute)\\.");
    }

    @Test
    void tellWhatManyNodesAskOfADatabase() {
        ManyNodes.print(out, 3, 20, Duration.ofSeconds(1), 2);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsPattern(
                        "\\| a request with every key for the first time on every node \\| 60 \\|(.+\\|){5} ± [\\d.]+ % \\|")
                .containsPattern("\\| a change on every node, again and again \\| [1-9]\\d* \\|")
                .containsPattern("had reached all of them after [\\d.]+ (µs|ms)");
    }

    @Test
    void tellWhatItTakesToWriteDownUses() {
        ManyUses.print(out, 1, 500, 40);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsPattern("\\| one day \\| 500 \\| [\\d.]+ (µs|ms) \\| ± \\d+ % \\| [\\d.]+ (µs|ms) \\|")
                .containsPattern("\\| a partition for each month \\| 20,000 \\|(.+\\|){4} [\\d.]+ (µs|ms) \\|");
    }

    @Test
    void tellWhatALookUpTakesAmongManyKeys() {
        ManyRows.print(out, 2, 20, 50, 2_000);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsPattern("\\| 50 \\| [\\d.]+ (ns|µs|ms) \\| ± \\d+ % \\| 1\\.00 \\|")
                .containsPattern("\\| 2,000 \\| [\\d.]+ (ns|µs|ms) \\| ± \\d+ % \\| [\\d.]+ \\|");
    }

    @Test
    void tellHowManyHashesAThousandFirstUsesTake() {
        FirstUses.print(out);
        assertThat(printed.toString(StandardCharsets.UTF_8)).containsPattern("\\| 1000 \\| \\d+ \\| 0 \\| 1 \\|");
    }
}
