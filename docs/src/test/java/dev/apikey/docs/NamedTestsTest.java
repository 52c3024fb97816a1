// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a page says that a test shows, a test of this name is there for: every table whose last column is called Test names tests that exist, or says that there is none. */
class NamedTestsTest {

    private static final NamedTests TESTS = NamedTests.ofAllModules();
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    static Stream<Path> pages() {
        return Repository.sources("", path -> path.endsWith(".md")).stream()
                .filter(page -> !rows(Repository.read(page)).isEmpty());
    }

    /** The cells of every row of every table whose last column is called Test. */
    private static List<List<String>> rows(String page) {
        return Arrays.stream(page.split("\n\n"))
                .flatMap(part -> part.lines()
                        .dropWhile(line -> !line.endsWith("| Test |"))
                        .skip(2))
                .map(row -> Arrays.stream(row.split("\\|"))
                        .map(String::strip)
                        .skip(1)
                        .toList())
                .toList();
    }

    private static List<String> code(String cell) {
        return CODE.matcher(cell)
                .results()
                .map((MatchResult code) -> code.group(1))
                .toList();
    }

    @Test
    void areLookedForInThesePages() {
        assertThat(pages().map(page -> page.getFileName().toString()))
                .contains("security-model.md", "asvs.md", "revocation.md", "why-argon2id.md", "code-map.md");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void exist(Path page) {
        assertThat(rows(Repository.read(page))).allSatisfy(row -> {
            String cell = row.get(row.size() - 1);
            assertThat(TESTS.missing(code(cell))).as("tests that are not there").isEmpty();
            assertThat(cell.equals("no test") || cell.equals("—") || !code(cell).isEmpty())
                    .as("a test, or that there is none: %s", cell)
                    .isTrue();
        });
    }

    /** ASVS numbers are not looked up here: the page says where they were read. */
    @Test
    void areNamedForEveryRequirementOnce() {
        List<List<String>> rows = rows(Repository.read(Repository.ROOT.resolve("docs/reference/asvs.md")));
        assertThat(rows).hasSizeGreaterThan(100).allSatisfy(row -> {
            assertThat(row).hasSize(5);
            assertThat(row.get(0)).matches("V\\d+\\.\\d+(\\.\\d+)?([,–] ?V\\d+\\.\\d+(\\.\\d+)?)*");
            assertThat(row.get(1)).matches("[123](–[23])?");
            assertThat(row.get(3)).matches("\\*\\*(Ours|In part|Host|No|n/a)\\*\\*.*");
        });
        assertThat(rows.stream().flatMap(row -> Arrays.stream(row.get(0).split(", "))))
                .doesNotHaveDuplicates();
    }

    @Nested
    class Reading {

        private final NamedTests known = new NamedTests(NamedTests.in("""
                class OuterTest {

                    private static final class Fixture {}

                    @ParameterizedTest
                    @ValueSource(strings = {"a"})
                    void isHere(String text) {}

                    void isNoTest() {}

                    @Nested
                    class Inner {

                        @Test
                        void isThere() {}
                    }
                }
                """));

        @Test
        void findsMethodsWhereTheyAre() {
            assertThat(known.names())
                    .containsExactlyInAnyOrder("OuterTest", "OuterTest.isHere", "OuterTest.Inner.isThere");
        }

        @Test
        void missesWhatIsElsewhereOrNoTest() {
            assertThat(known.missing(List.of("OuterTest.Inner.isThere", "OuterTest.isHere", "isHere", "OuterTest")))
                    .isEmpty();
            List<String> wrong = List.of(
                    "OuterTest.isThere", "OuterTest.isNoTest", "OuterTest.Inner.isHere", "Fixture", "OtherTest.isHere");
            assertThat(known.missing(wrong)).isEqualTo(wrong);
            assertThat(known.missing(List.of("OuterTest.Inner.isThere", "isHere")))
                    .containsExactly("isHere");
        }

        @Test
        void readsTheLastColumnOfTablesThatHaveOne() {
            assertThat(rows("""
                            | A | Test |
                            | --- | --- |
                            | x | `OuterTest.isHere` |

                            | A | B |
                            | --- | --- |
                            | `y` | z |
                            """)).containsExactly(List.of("x", "`OuterTest.isHere`"));
        }
    }
}
