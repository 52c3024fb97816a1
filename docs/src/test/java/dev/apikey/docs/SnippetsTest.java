// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every snippet of Java, XML or properties on a page stands word for word in a source that is compiled and run: the line before the snippet names it, as
 * {@code <!-- from path/of/Source.java: region -->}, and comments {@code // region} and {@code // end} enclose it there.
 */
class SnippetsTest {

    private static final Pattern SNIPPET =
            Pattern.compile("(?:<!-- from (\\S+): (\\S+) -->\n)?```(?:java|xml|properties)\n(.*?)```", Pattern.DOTALL);

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

    private static String region(String source, String name) {
        List<String> lines = source.lines()
                .dropWhile(line -> !line.strip().matches("(//|#|<!--) region " + Pattern.quote(name) + "( -->)?"))
                .skip(1)
                .takeWhile(line -> !line.strip().matches("(//|#|<!--) end " + Pattern.quote(name) + "( -->)?"))
                .toList();
        return String.join("\n", lines).stripIndent().strip() + "\n";
    }
}
