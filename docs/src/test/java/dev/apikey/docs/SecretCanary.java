// SPDX-License-Identifier: Apache-2.0
package dev.apikey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Reads all that the suite has printed and reported, at the finest log level, for secrets. Runs after all other tests of all modules, as
 * an execution of its own.
 */
class SecretCanary {

    private static final List<Path> REPORTS =
            Repository.files(Repository.ROOT, file -> file.toString().contains("/target/surefire-reports/"));
    private static final List<Path> QUICKSTARTS = Repository.files(
            Path.of("target/quickstart"), file -> file.toString().endsWith(".log"));

    @Test
    void hasReportsOfEveryModuleToRead() {
        assertThat(REPORTS.stream()
                        .map(file -> Repository.ROOT.relativize(file).toString())
                        .map(path -> path.substring(0, path.indexOf("/target/")))
                        .distinct())
                .contains(
                        "apikey-core",
                        "apikey-jdbc",
                        "apikey-servlet",
                        "apikey-spring-adapter",
                        "docs",
                        "docs/browser",
                        "docs/fuzzing",
                        "docs/examples/jsp",
                        "docs/examples/jersey",
                        "docs/boot/boot-4.0",
                        "docs/boot/boot-4.1",
                        "docs/boot/example",
                        "docs/containers/tomcat-11",
                        "docs/containers/jetty-ee10",
                        "docs/containers/jetty-ee11",
                        "docs/containers/undertow",
                        "docs/databases/postgresql",
                        "docs/databases/mariadb");
        assertThat(QUICKSTARTS).isNotEmpty();
    }

    @Test
    void findsNoSecretInAnyReport() {
        assertThat(REPORTS)
                .allSatisfy(file -> assertThat(SecretPattern.positions(Repository.readBytes(file))
                                .toList())
                        .as("positions of secrets in %s", file)
                        .isEmpty());
    }

    @Test
    void findsAtMostTheFirstKeyInWhatAQuickstartPrints() {
        assertThat(QUICKSTARTS).allSatisfy(file -> {
            List<String> withSecrets = linesWithSecrets(Repository.readBytes(file));
            assertThat(withSecrets.size()).as("lines with secrets in %s", file).isLessThanOrEqualTo(1);
            assertThat(withSecrets.stream()
                            .filter(line -> !line.startsWith("  curl -H 'Authorization: Bearer acme_live_"))
                            .count())
                    .as("lines with secrets but the first key's in %s", file)
                    .isZero();
        });
    }

    private static List<String> linesWithSecrets(String text) {
        return text.lines()
                .filter(line -> SecretPattern.positions(line).findAny().isPresent())
                .toList();
    }
}
