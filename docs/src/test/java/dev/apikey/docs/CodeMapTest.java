// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The map of the code shows what is there, and nothing else. Names of tests on it are looked up with those of all pages. */
class CodeMapTest {

    private static final String MAP = Repository.read(Repository.ROOT.resolve("docs/explanation/code-map.md"));
    private static final Set<String> NAMED = Pattern.compile("`([^`]+)`")
            .matcher(MAP.replaceAll("(?m)^(\\|.*\\|)[^|]*\\| *$", "$1")) // without the last column
            .results()
            .map((MatchResult code) -> code.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    private static final Set<String> CLASSES =
            Repository.sources("", path -> path.startsWith("apikey-") && path.endsWith(".java")).stream()
                    .map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toCollection(TreeSet::new));

    private static String fromRoot(Path file) {
        return Repository.ROOT.relativize(file).toString();
    }

    /** Folders below the root that are modules; those below a module that only gathers others count for it. */
    private static Set<String> modules() {
        Set<String> all = Repository.sources("", path -> path.endsWith("/pom.xml")).stream()
                .map(pom -> fromRoot(pom).replace("/pom.xml", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        return all.stream()
                .map(module -> gathers(all, module) ? module.substring(0, module.lastIndexOf('/')) : module)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean gathers(Set<String> all, String module) {
        int end = module.lastIndexOf('/');
        return end > 0 && !module.substring(0, end).equals("docs") && all.contains(module.substring(0, end));
    }

    private static Set<String> packages(String sources) {
        return Repository.sources("", path -> path.matches(sources + ".*/package-info\\.java")).stream()
                .map(file -> fromRoot(file)
                        .replaceAll(".*/java/|/package-info.*", "")
                        .replace('/', '.'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> named(String pattern) {
        return NAMED.stream().filter(name -> name.matches(pattern));
    }

    @Test
    void showsEveryModuleAndNoOther() {
        assertThat(named("apikey-[a-z-]+|docs(/[a-z-]+)*")).containsExactlyInAnyOrderElementsOf(modules());
    }

    @Test
    void showsEveryPublishedPackageAndNoneThatIsNotThere() {
        assertThat(NAMED).containsAll(packages("apikey-[a-z-]+/src/(main|test)/java/"));
        assertThat(packages(".*src/(main|test)/java/"))
                .containsAll(named("dev\\.apikey.*").toList());
    }

    @Test
    void namesClassesThatAreThere() {
        assertThat(named("[A-Z]\\w*[a-z]\\w*")).hasSizeGreaterThan(60).isSubsetOf(CLASSES);
    }

    @Test
    void beginsWithTenClasses() {
        List<String> first = Arrays.stream(MAP.split("\n"))
                .dropWhile(line -> !line.equals("## Ten classes to read first"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.matches("\\d+\\. .*"))
                .toList();
        assertThat(first).hasSize(10).allMatch(line -> line.matches("\\d+\\. `[A-Z]\\w+`: .*"));
    }
}
