// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every snippet on a page stands word for word in a source that is compiled, run or read by a test: the line before the snippet names it, as
 * {@code <!-- from path/of/Source.java: region -->}, and comments {@code // region} and {@code // end} enclose it there. What is typed into a console is
 * typed by a test that names the page, unless it is the build.
 */
class SnippetsTest {

    private static final Pattern SNIPPET =
            Pattern.compile("(?:<!-- from (\\S+): (\\S+) -->\n)?```(?!console)[a-z]+\n(.*?)```", Pattern.DOTALL);

    private static final Pattern COMMAND = Pattern.compile("(?m)^\\$ (?!mvn |npx |\\.ci/)");
    private static final Pattern CONSOLE = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);

    static Stream<Path> pages() {
        return Repository.sources("", path -> path.endsWith(".md")).stream()
                .filter(page -> SNIPPET.matcher(Repository.read(page)).find());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void standInASourceThatRuns(Path page) {
        List<MatchResult> snippets =
                SNIPPET.matcher(Repository.read(page)).results().toList();
        assertThat(snippets).allSatisfy(snippet -> {
            assertThat(snippet.group(1))
                    .as("source of the snippet:%n%s", snippet.group(3))
                    .isNotNull();
            String source = Repository.read(Repository.ROOT.resolve(snippet.group(1)));
            assertThat(region(source, snippet.group(2))).isEqualTo(snippet.group(3));
        });
    }

    @Test
    void areTypedByATestThatNamesThePage() {
        String tests = Repository.sources("", path -> path.endsWith("Test.java")).stream()
                .map(Repository::read)
                .collect(Collectors.joining());
        assertThat(Repository.sources("", path -> path.endsWith(".md")))
                .filteredOn(page -> CONSOLE.matcher(Repository.read(page))
                        .results()
                        .anyMatch(block -> COMMAND.matcher(block.group(1)).find()))
                .hasSizeGreaterThan(3)
                .allSatisfy(page -> assertThat(tests).contains("/" + page.getFileName()));
    }

    private static String region(String source, String name) {
        List<String> lines = source.lines()
                .dropWhile(line -> !line.strip().matches("(//|#|--|<!--) region " + Pattern.quote(name) + "( -->)?"))
                .skip(1)
                .takeWhile(line -> !line.strip().matches("(//|#|--|<!--) end " + Pattern.quote(name) + "( -->)?"))
                .toList();
        return String.join("\n", lines).stripIndent().strip() + "\n";
    }
}
