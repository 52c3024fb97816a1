// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What class files do not show. */
class SourcesTest {

    private static final List<Path> MAIN =
            Repository.sources("", path -> path.contains("src/main/java/") && path.endsWith(".java"));

    @Test
    void areFoundInEveryModule() {
        assertThat(MAIN.stream()
                        .map(file -> Repository.ROOT.relativize(file).getName(0).toString()))
                .contains("apikey-core", "apikey-jdbc", "apikey-servlet", "apikey-spring-adapter", "docs");
    }

    @Test
    void haveANullMarkedPackage() {
        List<Path> packages = MAIN.stream().map(Path::getParent).distinct().toList();
        assertThat(packages)
                .allSatisfy(folder -> assertThat(folder.resolve("package-info.java"))
                        .exists()
                        .content()
                        .contains("@NullMarked"));
    }

    @Test
    void writeTheChallengeInOneClass() {
        assertThat(MAIN.stream()
                        .filter(file -> Repository.read(file).contains("\"WWW-Authenticate\""))
                        .map(file -> file.getFileName().toString()))
                .containsExactly("Challenge.java");
    }

    @Test
    void foldNoCaseByTheDefaultLocale() {
        Pattern folding = Pattern.compile("to(Lower|Upper)Case\\(\\)");
        assertThat(MAIN)
                .noneMatch(file -> folding.matcher(Repository.read(file)).find());
    }

    @Test
    void keepNothingInBrowsers() {
        Pattern kept = Pattern.compile("localStorage|sessionStorage|indexedDB|serviceWorker|\\bcaches\\b|[cC]ookie");
        assertThat(Repository.sources("apikey-servlet/src/main/resources", path -> path.endsWith(".js")))
                .hasSizeGreaterThan(20)
                .noneMatch(file -> kept.matcher(Repository.read(file)).find());
    }

    @Test
    void allowNoOtherOrigin() {
        assertThat(MAIN).noneMatch(file -> Repository.read(file).contains("Access-Control-Allow"));
    }

    @Test
    void leaveNothingForLater() {
        Pattern later = Pattern.compile("\\b(TODO|FIXME|XXX)\\b|throw new UnsupportedOperationException");
        assertThat(MAIN).noneMatch(file -> later.matcher(Repository.read(file)).find());
    }

    @Test
    void haveNothingAtTheTopButTheModulesAndWhatARepositoryNeeds() throws Exception {
        try (Stream<Path> top = Files.list(Repository.ROOT)) {
            assertThat(top.map(file -> file.getFileName().toString())
                            .filter(name -> !name.startsWith(".") && !name.equals("target")))
                    .containsExactlyInAnyOrder(
                            "pom.xml",
                            "apikey-core",
                            "apikey-jdbc",
                            "apikey-servlet",
                            "apikey-spring-adapter",
                            "docs",
                            "README.md",
                            "CHANGELOG.md",
                            "CONTRIBUTING.md",
                            "SECURITY.md",
                            "LICENSE");
        }
    }
}
